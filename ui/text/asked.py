"""Words of 请确认: what was read by a guess, and the answers."""

TITLE = "请确认"
NOTE = "确认后作为本镇叫法，以后不再询问；确认前照常列出和计分，但不单独作为达到法定标准的依据"
YES, NO = "是", "否"
SOURCE = "{message}　{cells}来自 {file}"
CELLS = "{n} 格，"
CONFIRMED = "已确认。{build}"
NONE = "没有需要确认的栏目和选项。"
WHICH = "“{wording}”应对应"
PICK = "请选择"
CORRECT = "按此更正"
CORRECTED = "已记为本镇叫法。已导入的内容请撤回后重新导入该工作簿。"
ASK_ANALYST = "请在原表中改用规范栏目名称后重新报送，或请分析员更正。"
TURNED_DOWN = (
    "请在下面的“表头对照”中为它选择正确的栏目；"
    "没有更正权限的，请在原表中改用规范栏目名称后重新上传。"
)
OPTION_WRONG = "请在原表中改用规范选项后重新报送。"
ONLY_UPLOADER = "由导入人（{uploader}）或分析员确认"
BUILDING = "正在计算……"
TAB = "请确认"

PENDING = "可能达到法定标准（待确认）"
PENDING_NOTE = "确认栏目、选项或准确数字后，按确认的内容重新判定；在此之前不列为绿色"
COLUMNS = {"evidence": "依据和要确认的内容"}
PENDING_COLUMNS = ["facility_name", "village", "level", "evidence"]
