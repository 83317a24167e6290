"""What becomes of an order."""

from __future__ import annotations

from enum import IntEnum


class Outcome(IntEnum):
    """What becomes of an order, from best to worst; of several checks the worst outcome counts.

    ``approve``: it may go. ``prepay``: it may go when money has come in. ``hold``: somebody has to decide.
    ``refuse``: it may not go.

    >>> max(Outcome.prepay, Outcome.hold).name, Outcome.approve == 0
    ('hold', True)
    """

    approve = 0
    prepay = 1
    hold = 2
    refuse = 3
