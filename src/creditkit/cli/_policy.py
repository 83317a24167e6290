"""Which policy a call means: a ready-made one by name, or a file."""

from __future__ import annotations

from pathlib import Path

from creditkit.adapters.files import load_policy
from creditkit.policy import READY_MADE, Policy, ready_made


def policy_of(given: str) -> Policy:
    """The policy that ``--policy`` names. A name that is ready-made is that one; write ``./name`` for a file.

    Raises:
        PolicyError: the file is no policy; it lists every problem.
        OSError: it cannot be read.
    """
    return ready_made(given) if given in READY_MADE else load_policy(Path(given))  # type: ignore[arg-type]
