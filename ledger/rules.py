"""Rules a step of a case must keep beyond its fields, by name, as workflow.yml lists them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.workflow import Workflow

# 18-digit identity numbers (GB 11643-1999) and mobile numbers: nobody's identity belongs into a
# free text; a reporter's above all (《防范和处置非法集资条例》第十六条).
IDENTITY = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")

# A rule gets the fields as they would stand, the deadline before the step and the workflow; it
# gives None when kept, else the values for its message in workflow.yml.
Rule = Callable[[dict, str | None, "Workflow"], dict | None]


def all_elements(fields: dict, workflow: Workflow) -> bool:
    """Whether all three elements of Regulation 737, Art. 2 were answered yes."""
    return all(fields.get(name) == workflow.element_yes for name in workflow.elements)


def is_grave(fields: dict, workflow: Workflow) -> bool:
    """Whether a lead must go to the county or the police instead of being settled by the town."""
    return fields.get("nature") in workflow.grave_natures or all_elements(fields, workflow)


def elements_agree(fields: dict, deadline: str | None, workflow: Workflow) -> dict | None:
    nature = fields.get("nature")
    agrees = nature in workflow.grave_natures or not all_elements(fields, workflow)
    return None if agrees else {"nature": nature}


def nature_decided(fields: dict, deadline: str | None, workflow: Workflow) -> dict | None:
    undecided = workflow.fields["nature"].values[0]
    return {"nature": undecided} if fields.get("nature") == undecided else None


def not_grave(fields: dict, deadline: str | None, workflow: Workflow) -> dict | None:
    return {} if is_grave(fields, workflow) else None


def later_than_deadline(fields: dict, deadline: str | None, workflow: Workflow) -> dict | None:
    asked = fields.get("extension_to_date")
    late_enough = asked is None or deadline is None or asked > deadline
    return None if late_enough else {"deadline": deadline}


def evidence_fits(fields: dict, deadline: str | None, workflow: Workflow) -> dict | None:
    types, limit = workflow.parameters["evidence_types"], workflow.parameters["evidence_max_mb"]
    ending = str(fields.get("evidence_name", "")).rpartition(".")[2].lower()
    small = (fields.get("evidence_bytes") or 0) <= limit * 1024 * 1024
    hashed = re.fullmatch("[0-9a-f]{64}", str(fields.get("evidence_sha256", "")))
    fits = ending in types and small and hashed
    return None if fits else {"types": "、".join(types), "size": limit}


RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (elements_agree, nature_decided, not_grave, later_than_deadline, evidence_fits)
}


def without_identity(text: str) -> str:
    """The text with identity and mobile numbers masked, first and last digits kept readable."""
    return IDENTITY.sub(lambda m: m[0][:3] + "*" * (len(m[0]) - 5) + m[0][-2:], text)


def unlawful_words(text: str, workflow: Workflow) -> list[str]:
    """Words for powers that a town does not have; a notice for the writer, not a refusal."""
    return [word for word in workflow.unlawful_words if word in text]
