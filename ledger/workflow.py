"""The state machines of leads and rectification, read from data/catalog/workflow.yml."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ledger.roles import Roles, load_roles
from models.catalog.files import read_yaml

FILE = Path(__file__).resolve().parent.parent / "data" / "catalog" / "workflow.yml"
ANY, ANY_OPEN = "any", "any_open"


@dataclass(frozen=True)
class Field:
    code: str
    name: str
    kind: str  # short, text, date, number, choice, choices
    values: tuple[str, ...] = ()
    past: bool = False


@dataclass(frozen=True)
class State:
    """`status` is the word of the forms; the clock runs only while somebody has to work."""

    code: str
    status: str
    is_open: bool
    is_running: bool
    step: str


@dataclass(frozen=True)
class Transition:
    """One step of a machine. `target` None keeps the state; `sources` are state codes."""

    action: str
    name: str
    sources: tuple[str, ...]
    target: str | None
    roles: frozenset[str]  # Chinese names
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    sets: dict = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    not_by_fields: tuple[str, ...] = ()
    not_by_actions: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    verifies: bool = False
    reopens: bool = False
    keeps: bool = False  # confirms what people decided against a newer workbook
    basis: str = ""

    @property
    def opens(self) -> bool:
        return not self.sources

    @property
    def takes(self) -> tuple[str, ...]:
        return self.required + self.optional


@dataclass(frozen=True)
class Adoption:
    """The state a workbook's status stands for; without the needed fields, `otherwise`."""

    state: str
    needs: tuple[str, ...]
    otherwise: str


@dataclass(frozen=True, eq=False)
class Machine:
    kind: str
    name: str
    number: str
    prefix: str
    scope_units: tuple[str, ...]
    deadline_fields: tuple[str, ...]
    owner_fields: tuple[str, ...]
    states: dict[str, State]
    adopt: dict[str, Adoption]
    transitions: dict[str, Transition]

    @property
    def opening(self) -> Transition:
        return next(step for step in self.transitions.values() if step.opens)

    @property
    def fields(self) -> frozenset[str]:
        """Every field that a step of this machine takes or sets."""
        return _fields_of(self)

    def leaving(self, state: str) -> list[Transition]:
        """The steps that a state offers, before roles and fields are looked at."""
        return [step for step in self.transitions.values() if state in step.sources]


@dataclass(frozen=True)
class Workflow:
    machines: dict[str, Machine]
    fields: dict[str, Field]
    order: tuple[tuple[str, str], ...]
    parameters: dict
    escalation: dict
    elements: tuple[str, ...]
    element_yes: str
    grave_natures: frozenset[str]
    relapse: str
    unlawful_words: tuple[str, ...]
    messages: dict[str, str]

    def say(self, message: str, /, **values: object) -> str:
        return self.messages[message].format(**values)


class WorkflowError(ValueError):
    """workflow.yml contradicts itself; the text lists every contradiction."""


@cache
def load_workflow(path: Path = FILE) -> Workflow:
    """The machines; WorkflowError lists every contradiction at once."""
    raw = read_yaml(path)
    roles = load_roles()
    fields = {code: _field(code, given) for code, given in raw["fields"].items()}
    machines = {kind: _machine(kind, given, roles) for kind, given in raw["machines"].items()}
    wrong = [fault for machine in machines.values() for fault in faults(machine, fields, raw)]
    if wrong:
        raise WorkflowError("\n".join(wrong))
    return Workflow(
        machines=machines,
        fields=fields,
        order=tuple((earlier, later) for earlier, later in raw["order"]),
        parameters=raw["parameters"],
        escalation=raw["escalation"],
        elements=tuple(raw["elements"]),
        element_yes=raw["element_yes"],
        grave_natures=frozenset(raw["grave_natures"]),
        relapse=raw["relapse"],
        unlawful_words=tuple(raw["unlawful_words"]),
        messages=raw["messages"],
    )


def faults(machine: Machine, fields: dict[str, Field], raw: dict) -> list[str]:
    """Contradictions of one machine: unknown states or fields, dead ends, doors without a key."""
    from ledger.rules import RULES

    found = []
    for step in machine.transitions.values():
        where = f"workflow.yml {machine.kind}.{step.action}"
        named = [*step.takes, *step.sets, *step.needs, *step.lacks, *step.not_by_fields]
        found += [f"{where}: unknown field {name}" for name in named if name not in fields]
        targets = [*step.sources, *([step.target] if step.target else [])]
        found += [f"{where}: unknown state {s}" for s in targets if s not in machine.states]
        found += [f"{where}: unknown rule {name}" for name in step.rules if name not in RULES]
        found += [
            f"{where}: not_by names the unknown action {name}"
            for name in step.not_by_actions
            if name not in machine.transitions
        ]
    for status, adoption in machine.adopt.items():
        for state in (adoption.state, adoption.otherwise):
            if state not in machine.states:
                found.append(f"workflow.yml {machine.kind}.adopt.{status}: unknown state {state}")
    known = {step.target for step in machine.transitions.values()}
    known |= {adoption.state for adoption in machine.adopt.values()}
    found += [
        f"workflow.yml {machine.kind}: nothing leads to state {state}"
        for state in machine.states
        if state not in known
    ]
    steps = raw["steps"]
    found += [
        f"workflow.yml {machine.kind}.{state.code}: unknown step {state.step}"
        for state in machine.states.values()
        if state.step not in steps
    ]
    return found


def drawing(machine: Machine) -> str:
    """The machine as a Mermaid state diagram (docs/workflow.md is made of these)."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {s.code}: {s.status}" for s in machine.states.values()]
    for step in machine.transitions.values():
        if step.target is None:
            continue
        for source in step.sources or ("[*]",):
            lines.append(f"    {source} --> {step.target}: {step.name}")
    lines += [f"    {s.code} --> [*]" for s in machine.states.values() if not s.is_open]
    return "\n".join(lines)


@cache
def _fields_of(machine: Machine) -> frozenset[str]:
    steps = machine.transitions.values()
    return frozenset(name for step in steps for name in (*step.takes, *step.sets))


def _field(code: str, given: dict) -> Field:
    return Field(
        code,
        given["name"],
        given["kind"],
        tuple(given.get("values", ())),
        given.get("past", False),
    )


def _machine(kind: str, given: dict, roles: Roles) -> Machine:
    states = {
        code: State(code, s["status"], s["open"], s["clock"] == "running", s["step"])
        for code, s in given["states"].items()
    }
    steps = [_transition(step, states, roles) for step in given["transitions"]]
    return Machine(
        kind=kind,
        name=given["name"],
        number=given["number"],
        prefix=given["prefix"],
        scope_units=tuple(given["scope_units"]),
        deadline_fields=tuple(given["deadline"]),
        owner_fields=tuple(given["owner"]),
        states=states,
        adopt={
            status: Adoption(a["state"], tuple(a.get("needs", ())), a.get("else", a["state"]))
            for status, a in given["adopt"].items()
        },
        transitions={step.action: step for step in steps},
    )


def _transition(given: dict, states: dict[str, State], roles: Roles) -> Transition:
    not_by = given.get("not_by", {})
    return Transition(
        action=given["action"],
        name=given["name"],
        sources=_sources(given["from"], states),
        target=given.get("to"),
        roles=frozenset(roles.find(code).name for code in given["roles"]),
        required=tuple(given.get("required", ())),
        optional=tuple(given.get("optional", ())),
        sets=given.get("sets", {}),
        needs=tuple(given.get("needs", ())),
        lacks=tuple(given.get("lacks", ())),
        not_by_fields=tuple(not_by.get("fields", ())),
        not_by_actions=tuple(not_by.get("actions", ())),
        rules=tuple(given.get("rules", ())),
        verifies=given.get("verifies", False),
        reopens=given.get("reopens", False),
        keeps=given.get("keeps", False),
        basis=given.get("basis", ""),
    )


def _sources(given: str | list[str], states: dict[str, State]) -> tuple[str, ...]:
    if given == ANY:
        return tuple(states)
    if given == ANY_OPEN:
        return tuple(code for code, state in states.items() if state.is_open)
    return tuple(given)
