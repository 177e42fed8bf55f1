"""Words of the download panel for reports and supervision notes."""

TITLE = "生成报告"
NOTE = "{period}，与各页面同一口径；每页印有结果编号和留痕编号"
KIND = "报告"
KINDS = {"monthly": "工作月报", "final": "总结报告"}
FORMAT = "格式"
FORMATS = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel", "pptx": "幻灯片", "html": "网页"}
PUBLIC = "公开版（隐去单位名称和人员姓名）"
DOWNLOAD = "下载{kind}（{format}）"
FILE = "{town}{period}{kind}{public}.{format}"
PUBLIC_MARK = "（公开版）"
NOTE_DOWNLOAD = "下载督办单（{format}）"
NOTE_FILE = "督办单{task_no}.{format}"
