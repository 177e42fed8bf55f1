"""Words of 系统管理: accounts, the working calendar, reminders sent out."""

ANSWER = "共有账号 **{n}** 个：{roles}。"
ANSWER_NONE = "还没有账号，现为单人本机模式。先建立**管理员**账号，看板即改为凭账号登录。"
JOIN = "、"
COUNT = "{role} {n} 个"
TAB_PEOPLE = "账号"
TAB_CALENDAR = "工作日历"
TAB_NOTICES = "逾期提醒"
NOT_ALLOWED = "您的角色不能管理系统。"

# accounts
PEOPLE = "账号"
PEOPLE_HINT = "选中一行可调整"
COLUMNS = {
    "name": "用户名",
    "role": "角色",
    "scope": "范围",
    "state": "状态",
    "signed_in_at": "最近登录",
    "day": "日期",
    "kind": "安排",
    "reason": "依据",
    "by": "录入人",
    "at": "录入时间",
    "action_name": "结果",
    "said": "内容",
}
ADD = "新建账号"
NAME = "用户名 *"
NAME_HELP = "建议用真实姓名：整改责任人、承办人与用户名相同，待办才会送到本人"
ROLE = "角色 *"
VILLAGES = "所在村（社区）"
DEPARTMENTS = "所在部门"
SCOPE_NOTE = "只有填报员需要范围；其他角色看全部"
PASSWORD = "初始密码 *"
PASSWORD_AGAIN = "再输入一次 *"
PASSWORD_HELP = "至少 {n} 位；请当面告知本人，登录后在页面左下“修改密码”"
DIFFER = "两次输入的密码不一致。"
CREATE = "建立账号"
CREATED = "已建立账号：{name}（{role}）。"
FIRST_NOTE = "第一个账号须为管理员；建立后请用它登录，再建立其他人的账号。"
SIGN_IN_NOW = "单人本机模式已结束。请[登录](/auth/login)。"
STEPS = {
    "rights": "调整角色和范围",
    "password": "重置密码",
    "revoke": "结束其登录",
    "disable": "停用",
    "enable": "恢复",
}
CHANGE = "调整“{name}”"
DO = "办理：{name}"
DONE = "已办理“{step}”：{name}。"
ENDS = "办理后，其已有登录立即失效。"

# calendar
CALENDAR_NOTE = (
    "国务院办公厅公布的放假调休安排已内置（{first}年至{last}年）；"
    "此处录入的日期优先，全部时限随之重算"
)
LACKING = "{years}年的安排尚未内置也未录入，暂按周一至周五计算工作日。公布后请在此录入。"
YEAR_JOIN = "、"
SET = "录入一段日期"
FIRST = "开始日期 *"
LAST = "结束日期 *"
KIND = "安排 *"
KINDS = {False: "放假", True: "上班（调休）"}
REASON = "依据 *"
REASON_PLACEHOLDER = "如：国务院办公厅关于2027年部分节假日安排的通知"
SAVE = "录入"
SAVED = "已录入 {n} 天，时限已重算。"
DAYS = "已录入的日期"
NO_DAYS = "没有录入过日期。"
WITHDRAW = "取消这一天"
WITHDRAWN = "已取消 {day} 的录入，时限已重算。"
WITHDRAW_REASON = "取消理由 *"
PICK_DAY = "取消哪一天"
REBUILDING = "正在重算时限…"
REFUSED = "重新计算未通过检查，沿用上一次结果：{why}"

# reminders
NOTICE_OFF = "没有设置群机器人地址，提醒**不向外发出**；看板内的待办和督办照常。"
NOTICE_ON = "提醒发往 **{host}**。"
NOTICE_NOTE = (
    "只含件数和单位，不含人名、电话和监测单位名称。每天自动发送：请在服务器的计划任务里"
    "每日运行一次 python3 manage.py notify，它先按当天重算时限再发送；"
    "同一天只发一次，每次结果都记入留痕。"
)
NOTICE_TEXT = "今天的提醒内容"
NOTICE_SEND = "立即发出"
RECEIPTS = "发送记录"
