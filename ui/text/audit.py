"""Words of 留痕."""

ANSWER = "留痕链共 **{n}** 条，最新短码 **{code}**；{verdict}"
WHOLE = "整条链与保存的文件核对无误。"
BROKEN = "核对发现 **{n}** 处问题，请立即报告。"
NOT_CHECKED = "尚未核对，点“立即核对”逐条验证。"
CHECK = "立即核对"
CHECKING = "正在逐条核对…"
CHECKED_AT = "核对时间 {at}"
FAULTS = "核对发现的问题"
CODE_LABEL = "核对文件上的短码"
CODE_HELP = "每份打印件、报告和备份都印有短码；输入后可知它是否出自这条链"
CODE_KNOWN = "短码 {code} 出自本链，其后的记录没有改写它之前的内容。"
CODE_UNKNOWN = "本链没有短码 {code}：文件可能出自别处，或记录已被改动。"
TABLE = "操作记录"
ACTOR = "操作人"
ABOUT = "对象编号"
ALL = "全部"
NOT_ALLOWED = "您的角色不能查看操作留痕。"
SUBJECTS = {
    "batch": "导入",
    "account": "账号",
    "session": "登录",
    "lead": "线索",
    "rectification": "整改",
    "key": "重点台账",
    "month": "月度",
    "audit": "查看与导出",
    "weights": "权重",
    "override": "等级调整",
    "settlement": "了结法定标准事项",
    "correction": "更正确认",
    "visit": "排查确认",
    "duty": "必须上报",
    "synonym": "表头叫法",
    "wording": "选项叫法",
    "identity": "名称核对",
    "matter": "编号核对",
    "calendar": "工作日历",
    "notice": "逾期提醒",
}
ACTIONS = {
    "import": "导入工作簿",
    "undo": "撤回导入",
    "redo": "恢复导入",
    "adopted": "由工作簿转入办理",
    "added": "新增",
    "removed": "移出",
    "assigned": "明确责任、措施和时限",
    "signed_in": "登录",
    "signed_out": "退出",
    "rights_set": "调整权限",
    "password_set": "设置密码",
    "disabled": "停用",
    "enabled": "恢复",
    "revoked": "会话作废",
    "locked": "锁定",
    "closed": "结账",
    "restated": "月度更正",
    "unmasked": "查看完整个人信息",
    "exported": "导出",
    "set": "记下叫法",
    "said": "确认叫法",
    "listed": "录入日期",
    "sent": "已发出",
    "failed": "未发出",
    "same": "同一家",
    "different": "不是同一家",
    "new": "立为新单位",
    "later": "以后再说",
    "joined": "判为同一件",
    "kept_apart": "判为两件",
    "reversed": "撤销决定",
    "withdrawn": "取消",
    "confirmed": "确认更正",
    "seen": "阅知",
    "reported": "登记上报",
}
SHOWN = "最新 {shown} 条，共 {total} 条"
COLUMNS = {
    "seq": "序号",
    "at": "时间",
    "actor": "操作人",
    "role": "角色",
    "subject_name": "类别",
    "subject_id": "对象编号",
    "action_name": "操作",
    "said": "内容",
    "hash": "指纹（前8位）",
}
