"""Words of the view that leads from a value to its workbook cell."""

ORIGINAL = "工作簿原文"
ORIGINAL_NOTE = "{file} · 工作表“{sheet}” · 第{row}行"
THIS_CELL = "单元格 **{cell}** 原文：**{text}**"
BLANK = "（空白）"
GONE = "原文件读不到，只能显示表头和单元格位置。"
HIDDEN = "原表可能含个人信息，您的角色只能看到采用值和单元格位置。"
NO_ROW = "这一行没有登记来源单元格。"
COLUMNS = {"heading": "表头", "column_name": "对应项目", "cell": "单元格", "original": "原文"}
SHOWN = ["cell", "heading", "column_name", "original"]
