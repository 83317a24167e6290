"""Reasons in words. Called at the rim only: on a screen, in a report, in an error message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import TYPE_CHECKING, Literal, TypeAlias

from creditkit.errors import InvalidInput, shown
from creditkit.money import Money
from creditkit.reasons import _of_ready_made
from creditkit.reasons._chinese import CHINESE
from creditkit.reasons._english import ENGLISH

if TYPE_CHECKING:
    from creditkit.reasons._values import Figure, Reason

Language: TypeAlias = Literal["en", "zh"]
_TEXTS: dict[str, Mapping[str, str]] = {
    "en": {**_of_ready_made.ENGLISH, **ENGLISH},
    "zh": {**_of_ready_made.CHINESE, **CHINESE},
}
#: What is accepted may list the keys of a table or the facts of a catalogue.
_LONGEST = 1_000
_WORDS: dict[str, dict[object, str]] = {
    "en": {False: "no", True: "yes", None: "nothing"},
    "zh": {False: "否", True: "是", None: "无"},
}


def text(reason: Reason, language: Language = "en", texts: Mapping[str, str] | None = None) -> str:
    """A reason as a sentence.

    Args:
        reason: what to say.
        language: ``en`` or ``zh``.
        texts: templates of the host or of a policy by code; they win over ours. A template names
            figures in braces.

    A reason of a score has the name of its characteristic for a code. It is said in one sentence for all of
    them, with the label that ``texts`` has under ``"label:NAME"``. A code without a template is said as the code
    and its figures, so that nothing is ever silent.

    Raises:
        InvalidInput: the language is neither.

    >>> from creditkit.reasons import Reason
    >>> text(Reason("currency_unknown", {"given": "EURO"}))
    "'EURO' is not an ISO 4217 currency code"
    >>> text(Reason("currency_unknown", {"given": "EURO"}), "zh")
    "'EURO' 不是 ISO 4217 货币代码"
    >>> text(Reason("house_rule", {"days": 61}))
    'house_rule: days 61'
    """
    if language not in _TEXTS:
        raise InvalidInput("language", language, "en, zh")
    figures = {name: _figure(name, value, language) for name, value in reason.figures.items()}
    given = texts or {}
    template = given.get(reason.code) or _TEXTS[language].get(_key(reason))
    label = given.get(f"label:{reason.figures.get('characteristic')}")
    if label:
        figures["characteristic"] = label
    if template is None:
        said = ", ".join(f"{name} {value}" for name, value in figures.items())
        return f"{reason.code}: {said}" if said else reason.code
    wanted = {name for _, name, _, _ in Formatter().parse(template) if name}
    return template.format_map({**dict.fromkeys(wanted, "…"), **figures})


def _key(reason: Reason) -> str:
    """The key of our text: that of lost points for a reason of a score, the code for any other."""
    if not {"characteristic", "lost"} <= reason.figures.keys():
        return reason.code
    ending = reason.code.removeprefix(str(reason.figures["characteristic"]))
    return f"value_earns{ending}" if ending in ("_missing", "_unseen") else "value_earns"


def _figure(name: str, value: Figure, language: str) -> str:
    """A figure in words. What is accepted is our own text, and is said whole."""
    return value[:_LONGEST] if name == "accepted" and isinstance(value, str) else _said(value, language)


def _said(value: Figure, language: str) -> str:
    """A figure as people read it: plain decimals, ISO days, text in quotes and not too long."""
    if value is None or isinstance(value, bool):
        return _WORDS[language][value]
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Money):
        return f"{value.amount:,} {value.currency}"
    return shown(value)
