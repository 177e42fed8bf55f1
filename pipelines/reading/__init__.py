"""How a clerk's workbook is read: files, headings, blocks, cards, numbers, dates, words."""
