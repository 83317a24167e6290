"""Policy files."""

from __future__ import annotations

from pathlib import Path

from creditkit.errors import InvalidInput
from creditkit.policy import Plugins, Policy, parse_policy

#: Which form a file is in, by the end of its name.
_FORMS = {".toml": "toml", ".json": "json"}


def load_policy(path: str | Path, *, plugins: Plugins | None = None) -> Policy:
    """A policy from a file in UTF-8, ``.toml`` or ``.json``.

    Args:
        path: the file; messages call it by its name.
        plugins: the parts that the file may name with ``use``.

    Raises:
        InvalidInput: the file cannot be read, or its name ends otherwise.
        PolicyError: what it says cannot be; all problems at once.

    >>> from tempfile import TemporaryDirectory
    >>> from creditkit.policy import dump_policy
    >>> house = Policy(name="house", currency="EUR")
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "house.toml").write_text(dump_policy(house), "utf-8")
    ...     load_policy(Path(folder, "house.toml")).fingerprint == house.fingerprint
    True
    """
    file = Path(path)
    form = _FORMS.get(file.suffix.lower())
    if form is None:
        raise InvalidInput("path", str(path), "a file that ends in .toml or .json")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(str(path), str(error), "a policy file in TOML or JSON, in UTF-8") from None
    given = Plugins() if plugins is None else plugins
    return parse_policy(text, form="json" if form == "json" else "toml", source=file.name, plugins=given)
