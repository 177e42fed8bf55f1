"""A small town with a ledger: staged rows, what people did, and the build of both."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

from ledger.events import Ledger
from ledger.steps import act, current
from models.catalog import load_catalog
from pipelines.casework import read_handling
from pipelines.load import Inputs
from pipelines.publish import publish, reserve_name
from pipelines.run import make
from pipelines.settings import CATALOG, Home, now
from pipelines.warehouse import open_build
from tests.ledger_people import VILLAGE
from tests.staging import stage

AS_OF = date(2026, 9, 23)
AT = datetime(2026, 9, 10, 9, 0)
HOME = {"facility_name": "康乐养老院", "facility_type": "养老机构", "village": "曙光村",
        "registration_status": "已登记已备案", "sector": "养老服务"}  # fmt: skip
TASK = {"task_no": "ZG-1", "facility_name": "康乐养老院", "village": "曙光村", "issue": "押金超标",
        "responsible_unit": "曙光村", "responsible_person": "李四", "measures": "退还",
        "assigned_date": date(2026, 9, 1), "due_date": date(2026, 9, 14),
        "status": "整改中", "remarks": None}  # fmt: skip
OTHER = TASK | {"task_no": "ZG-2", "issue": "未公示", "due_date": date(2026, 9, 21)}
LEAD_ROW = {"lead_no": "XS-1", "received_date": date(2026, 9, 2), "source": "群众举报",
            "facility_name": "康乐养老院", "village": "曙光村", "description": "许诺返利",
            "handling_unit": "民政办", "handler": "李四", "status": "核查中",
            "verify_due_date": date(2026, 9, 14)}  # fmt: skip


class Town:
    """A state with a ledger and staged rows, built with what people did."""

    def __init__(self, root):
        self.home = Home(root).prepare()
        self.ledger = Ledger(self.home.ledger_url)
        self.catalog = load_catalog(CATALOG)
        self.batches = []

    def copied(self, root) -> Town:
        """The same town in another folder, with its last build."""
        shutil.copytree(self.home.root, root)
        twin = Town(root)
        twin.batches = list(self.batches)
        return twin

    def takes(self, **rows):
        number = len(self.batches) + 1
        batch = stage(self.home, number, rows, self.catalog)
        said = {"batch": batch.batch_id, "sha256": batch.sha256, "contract": batch.contract,
                "file": batch.file, "status": batch.status, "counts": batch.counts}  # fmt: skip
        who = {"actor": "张三", "role": "分析员", "at": AT}
        self.ledger.append(subject="batch", subject_id=batch.batch_id, action="import",
                           payload=said, **who)  # fmt: skip
        self.batches.append(batch)
        return self

    def acts(self, kind, case_id, action, person, imported=None, at=AT, **given):
        known = current(self.ledger, kind, case_id)
        seen = known.seq if known else 0
        return act(self.ledger, kind, case_id, action, given, person, at, seen, imported)

    def builds(self, as_of: date = AS_OF) -> Path:
        """A build of the rows and of what was done up to a day; its path."""
        name = reserve_name(self.home, now())
        handling = read_handling(self.ledger.events(), as_of)
        batches = tuple(self.batches)
        make(Inputs(self.home, self.catalog, as_of, batches, handling=handling), name, print)
        return publish(self.home, name)

    def rows(self, sql: str, as_of: date = AS_OF) -> list[tuple]:
        build = open_build(self.builds(as_of))
        try:
            return build.rows(sql)
        finally:
            build.close()


def imported(row: dict) -> dict:
    """A workbook's row as the screen hands it to a step."""
    return row | {"batch_id": "B001", "village_code": VILLAGE}
