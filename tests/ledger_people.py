"""People and matters that several tests of the ledger need."""

from dataclasses import dataclass
from datetime import datetime

from ledger.cases import RECTIFICATION
from ledger.steps import act

AT = datetime(2026, 9, 10, 9, 0)
VILLAGE = "500111119200"


@dataclass(frozen=True)
class Someone:
    name: str
    role: str
    villages: tuple = ()
    departments: tuple = ()
    is_local: bool = False


CLERK = Someone("李四", "填报员", villages=(VILLAGE,))
ANALYST = Someone("张三", "分析员")
CHECKER = Someone("赵六", "分析员")
LEADER = Someone("王镇长", "领导")
ADMIN = Someone("管理", "管理员")
SCREEN = Someone("大屏", "投屏")
LOCAL = Someone("本机用户", "分析员", is_local=True)
EVERYONE = (CLERK, ANALYST, CHECKER, LEADER, ADMIN, SCREEN)


def open_task(ledger, number="ZG-1", due="2026-09-30", at=AT, **more):
    """A task of the clerk's village, handed out on the first of September."""
    fields = {
        "facility_name": "康乐养老院",
        "village_code": VILLAGE,
        "issue": "押金超标",
        "responsible_unit": "曙光村",
        "responsible_person": "李四",
        "measures": "退还超收押金",
        "assigned_date": "2026-09-01",
        "due_date": due,
        **more,
    }
    return act(ledger, RECTIFICATION, number, "assigned", fields, ANALYST, at, 0)


def step(ledger, case, action, person, at=AT, **fields):
    return act(ledger, case.kind, case.case_id, action, fields, person, at, case.seq)


def closed_task(ledger, number, verified="2026-09-10", at=AT):
    case = open_task(ledger, number)
    case = step(ledger, case, "started", CLERK, at, note="进场")
    case = step(ledger, case, "finished", CLERK, at, completed_date=verified, outcome="已退")
    return step(ledger, case, "passed", CHECKER, at, verified_date=verified, finding="属实")
