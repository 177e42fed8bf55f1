"""Words around the help texts; the texts themselves are docs/help/*.md."""

TITLE = "这一页怎么看"
