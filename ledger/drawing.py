"""Writes docs/workflow.md from the machines, so that the drawing is never older than the data."""

from __future__ import annotations

from pathlib import Path

from ledger.workflow import Machine, Workflow, drawing, load_workflow

PAGE = Path(__file__).resolve().parent.parent / "docs" / "workflow.md"
HEAD = "# The state machines of leads and rectification\n\nMade from data/catalog/workflow.yml by "


def page() -> str:
    """The whole page: a drawing and a table of steps for each machine."""
    workflow = load_workflow()
    parts = [HEAD + "`python -m ledger.drawing`; do not edit.\n"]
    for machine in workflow.machines.values():
        parts.append(f"## {machine.name}\n\n```mermaid\n{drawing(machine)}\n```\n")
        parts.append(table(machine, workflow))
    return "\n".join(parts)


def table(machine: Machine, workflow: Workflow) -> str:
    """One line per step: who may do it, what it must say, on which basis."""
    names = {name: field.name for name, field in workflow.fields.items()}
    lines = ["| | | | |", "|---|---|---|---|"]
    for step in machine.transitions.values():
        required = "、".join(names[name] for name in step.required)
        roles = "、".join(sorted(step.roles))
        lines.append(f"| {step.name} | {roles} | {required} | {step.basis} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
