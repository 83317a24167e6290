"""The states of a dispute case, and the one table of its steps.

A case is a claim that waits for an answer. What can happen to it follows from two questions: is it *open* (nobody has
decided yet) or *decided*, and whose move is it?

- ``registered``: the customer has spoken, nobody of ours has looked yet.
- ``investigating``: we look into it. Only from here on can it be decided: nobody decides what nobody looked at.
- ``mediating``: a third party looks into it, after we have.
- ``resolved``: decided, and something is still to be done: a credit note to be booked, a promise to be performed.
- ``closed``: nothing is left to do.

A customer may *withdraw* while the case is open; then nothing is left to do. Whatever was decided may be *reopened*,
and is looked into again. An open case may be *amended*: other items, another category. *Perform* says that the
customer did what it had to do.

:data:`TRANSITIONS` is all of this and nothing else is: the step is looked up, and a failed look-up is the error. One
thing depends on more than the state. An outcome of :data:`PERFORMED` holds good only once it is performed: until then
the case cannot be closed, and after that it cannot be performed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

from creditkit.errors import CreditkitError, shown

State: TypeAlias = Literal["registered", "investigating", "mediating", "resolved", "closed"]
Action: TypeAlias = Literal[
    "register", "amend", "investigate", "mediate", "resolve", "perform", "close", "withdraw", "reopen"
]  # fmt: skip
Outcome: TypeAlias = Literal[
    "our_fault", "customer_fault_performed", "shared", "no_malice", "mediated_and_performed", "unfounded", "withdrawn"
]  # fmt: skip

STATES: tuple[State, ...] = get_args(State)
ACTIONS: tuple[Action, ...] = get_args(Action)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
#: What disputes are usually about; a host may name others.
CATEGORIES = (
    "price", "quantity", "quality", "delivery", "invoice_error", "terms", "duplicate", "returned_goods",
    "unauthorised_deduction", "other",
)  # fmt: skip

#: From a state, by a step, to a state. Before the first step there is no state: None.
TRANSITIONS: Mapping[State | None, Mapping[Action, State]] = MappingProxyType(
    {
        None: MappingProxyType({"register": "registered"}),
        "registered": MappingProxyType(
            {"amend": "registered", "investigate": "investigating", "withdraw": "closed"},
        ),
        "investigating": MappingProxyType(
            {"amend": "investigating", "mediate": "mediating", "resolve": "resolved", "withdraw": "closed"}
        ),
        "mediating": MappingProxyType({"amend": "mediating", "resolve": "resolved", "withdraw": "closed"}),
        "resolved": MappingProxyType({"perform": "resolved", "close": "closed", "reopen": "investigating"}),
        "closed": MappingProxyType({"reopen": "investigating"}),
    }
)
#: While a case is in one of these, nobody has decided.
OPEN: frozenset[State] = frozenset({"registered", "investigating", "mediating"})
#: Outcomes that hold good once the customer has performed.
PERFORMED: frozenset[Outcome] = frozenset({"customer_fault_performed", "mediated_and_performed"})
#: What may be decided in a state. Only a third party mediates, and only the customer withdraws.
OUTCOMES_FROM: Mapping[State, tuple[Outcome, ...]] = MappingProxyType(
    {
        "investigating": ("our_fault", "customer_fault_performed", "shared", "no_malice", "unfounded"),
        "mediating": (
            "our_fault", "customer_fault_performed", "shared", "no_malice", "mediated_and_performed", "unfounded",
        ),
    }
)  # fmt: skip


class ImpossibleStep(CreditkitError, ValueError):
    """A case cannot take a step from where it is.

    Args:
        case_id: the case.
        action: the step.
        state: where it is; None before it is registered.
        allowed: the steps that it can take.
    """

    def __init__(self, case_id: str, action: object, state: State | None, allowed: tuple[Action, ...]) -> None:
        super().__init__(case_id, action, state, allowed)
        self.case_id = case_id
        self.action = action
        self.state = state
        self.allowed = allowed

    def __str__(self) -> str:
        where = "not registered" if self.state is None else self.state
        can = ", ".join(self.allowed)
        return f"case {shown(self.case_id)} is {where}: {shown(self.action)} is no step from there; allowed: {can}"


def allowed_from(state: State | None, outcome: Outcome | None = None, *, performed: bool = False) -> tuple[Action, ...]:
    """The steps that can be taken, in the order of the table.

    Args:
        state: where the case is; None before it is registered.
        outcome: what was decided, where something was.
        performed: whether the customer has performed.

    >>> allowed_from("registered")
    ('amend', 'investigate', 'withdraw')
    >>> allowed_from("resolved", "unfounded"), allowed_from("resolved", "customer_fault_performed")
    (('close', 'reopen'), ('perform', 'reopen'))
    """
    waits = state == "resolved" and outcome in PERFORMED and not performed
    left_out = "close" if waits else "perform"
    return tuple(action for action in TRANSITIONS[state] if action != left_out)


def next_state(case_id: str, action: Action, state: State | None, allowed: tuple[Action, ...]) -> State:
    """The state after a step.

    Raises:
        ImpossibleStep: the step cannot be taken.
    """
    if action not in allowed:
        raise ImpossibleStep(case_id, action, state, allowed)
    return TRANSITIONS[state][action]
