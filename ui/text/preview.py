"""Words of the preview before an import: differences, headings, this town's own wordings."""

DIFFERENCE = "与已有数据的差别"
DIFFERENCE_NOTE = "不再出现的行不会被删除，只是提醒核实；要去掉请撤回原来的导入"
COUNT = "{form}：{counts}"
KINDS = {"new": "新增", "changed": "变更", "unchanged": "未变", "gone": "不再出现"}
KIND_COUNT = "{kind} **{n}** 行"
NO_DIFFERENCE = "与已有数据没有差别。"
COUNT_JOIN = "、"
LINE_JOIN = "；"

HEADINGS = "表头对照"
HEADINGS_NOTE = "认错或没认出的表头可以更正；确认导入后记为本镇叫法，以后的工作簿照此识别"
NOT_UNDERSTOOD = "没认出（原样保留，不计入）"
WHICH = "要更正的表头"
MEANS = "应对应"
PICK_MEANING = "请选择"
IGNORE = "忽略这一列"
CORRECT = "更正并重新核对"
OPTION = "{heading}（{sheet} {letter}，现为：{meaning}）"
PENDING = "待确认的更正：{list}"
ONE_PENDING = "{form}“{heading}”→{meaning}"
DROP = "放弃更正"
NOT_READ = "忽略"

FORMS = "表的种类"
FORMS_NOTE = (
    "没认出或认错的工作表，可指出表头行和表的种类；确认导入后，同样表头的工作簿都照此读取。"
    "整本没认出的工作簿不保存，以前上传过的请重新上传"
)
WHICH_SHEET = "工作表"
SHEET_OPTION = "{file} · {sheet}（现为：{form}）"
WHICH_ROW = "表头行"
ROW_OPTION = "第 {row} 行：{words}"
IS_FORM = "应为"
TAKE = "按此表读取并重新核对"
ROW_JOIN = "、"
WHOLE_PENDING = "表头为“{heading}”的表→{form}"
WHOLE_WORDING = "{form}“{column}”填“{wording}”→{reading}"
WORDING_PENDING = "{column}“{wording}”→{reading}"
SYNONYM = "表头为“{heading}”的表→{form}（{actor}，{at}）"
LONGEST = 40

SYNONYMS = "本镇叫法"
SYNONYMS_NOTE = (
    "工作人员更正过的表头和指定过的表；取消后，以后的导入不再照此识别；"
    "已导入的仍保留，其中按相近含义识别的须重新确认，才作为达到法定标准的依据"
)
WITHDRAW = "取消这个叫法"
SYNONYM = "{form}“{heading}”→{meaning}（{actor}，{at}）"
WHICH_SYNONYM = "叫法"

COLUMNS = {
    "form_name": "表",
    "kind_words": "差别",
    "name": "名称",
    "when": "日期",
    "heading": "栏目",
    "old": "原来",
    "new": "现在",
    "sheet": "工作表",
    "cell": "单元格",
    "file": "工作簿",
    "letter": "列",
    "typed": "表头",
    "meaning": "识别为",
    "examples": "举例",
}
