"""Which policy a call means: a ready-made one by name, or a file."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from creditkit.adapters.files import load_policy
from creditkit.errors import InvalidInput
from creditkit.policy import READY_MADE, Policy, ready_made


def policy_of(given: str) -> Policy:
    """The policy that ``--policy`` names. A name that is ready-made is that one; write ``./name.toml`` for a file.

    Raises:
        PolicyError: the file is no policy; it lists every problem.
        InvalidInput: neither a ready-made name nor a policy file that can be read.
    """
    if given in READY_MADE:
        return ready_made(given)  # type: ignore[arg-type]
    if Path(given).suffix:
        return load_policy(Path(given))
    near = get_close_matches(given.lower(), READY_MADE, n=1)
    accepted = f"{', '.join(READY_MADE)}, or a file that ends in .toml or .json"
    raise InvalidInput("--policy", given, accepted, f"did you mean {near[0]}?" if near else "")
