"""Words of the group a subject is judged with, on 单位画像."""

TOGETHER = "与 {n} 家关联单位合并计算法定标准：{sums}。"
APART = "与 {n} 家关联单位曾合并计算，现已解除，各自计算。"
AMOUNT = "合计涉及金额 {n}"
PEOPLE = "合计涉及人数 {n}"
UNPAID = "合计未兑付 {n}"
NOTHING = "金额和人数均未掌握"
NOTE = (
    "依据：同一运营方或关联机构、同一负责人、同一电话、同一信用代码。公办、公建民营和村（社区）委员会"
    "运营的不合并；三家以上共用的电话或负责人不作依据；规范收费的不计入合计（参考口径）。"
)
TABLE = "合并计算的单位"
SAID = "{actor} 于 {day} 解除合并计算：{reason}"
DISSOLVE = "解除合并计算"
RESTORE = "恢复合并计算"
WHY = "理由"
WHY_PLACEHOLDER = "例如：经查登记信息，两家互不隶属，仅负责人同名"
DISSOLVED = "已解除，这几家单位自今日起各自计算；已达到的标准仍留存在案。"
RESTORED = "已恢复，这几家单位重新合并计算。"
KINDS = {
    "affiliated_to": "同一运营方或关联机构",
    "legal_person": "同一负责人",
    "phone": "同一电话",
    "credit_code": "同一信用代码",
}
