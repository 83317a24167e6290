"""The four things creditkit says, all in one form: a stable code and the figures it used."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

if TYPE_CHECKING:
    from creditkit.columns import Value
    from creditkit.money import Money

#: What a reason may carry: any plain value, or money.
Figure: TypeAlias = "Value | Money"
Severity: TypeAlias = 'Literal["note", "warning", "error"]'


def _read_only(figures: Mapping[str, Figure]) -> Mapping[str, Figure]:
    return MappingProxyType(dict(figures))


def _read_only_or_none(figures: Mapping[str, Figure] | None) -> Mapping[str, Figure] | None:
    return None if figures is None else _read_only(figures)


class _Hashable:
    """Hash and pickle for values that hold a read-only mapping."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, ...]:
        values = (getattr(self, a.name) for a in attrs.fields(type(self)))  # type: ignore[arg-type]
        return type(self), tuple(dict(v) if isinstance(v, MappingProxyType) else v for v in values)

    def __hash__(self) -> int:
        values = (getattr(self, a.name) for a in attrs.fields(type(self)))  # type: ignore[arg-type]
        return hash(tuple(tuple(sorted(v)) if isinstance(v, MappingProxyType) else v for v in values))


@attrs.frozen(unsafe_hash=False, eq=True)
class Reason(_Hashable):
    """Why something came out as it did.

    Args:
        code: stable, lower case with underscores; the key of its texts.
        figures: the figures that were used, typed (Money, Decimal, date …), by name.
        rule: the policy rule it came from, as a path (``checks[2]``), if there is one.

    >>> Reason("currency_unknown", {"given": "EURO"})
    Reason(code='currency_unknown', figures={'given': 'EURO'}, rule=None)
    """

    code: str
    figures: Mapping[str, Figure] = attrs.field(factory=dict, converter=_read_only, repr=lambda f: repr(dict(f)))
    rule: str | None = None

    __hash__ = _Hashable.__hash__


_SET_CODE, _SET_FIGURES, _SET_RULE = (getattr(Reason, name).__set__ for name in ("code", "figures", "rule"))


def handed_over(code: str, figures: dict[str, Figure], rule: str | None) -> Reason:
    """A reason whose figures the maker hands over: kept as they are, not copied. For explanations in bulk."""
    made = object.__new__(Reason)
    _SET_CODE(made, code)
    _SET_FIGURES(made, MappingProxyType(figures))
    _SET_RULE(made, rule)
    return made


@attrs.frozen(unsafe_hash=False, eq=True)
class Finding(_Hashable):
    """A true but unwelcome thing about usable data or a policy.

    Args:
        severity: ``note`` (worth knowing), ``warning`` (look at it) or ``error`` (do not rely on it).
        path: what it is about: a path into a policy, or a fact (``parties[C-7].parent_id``).
        reason: what was found.
        witness: figures that show or break it, where there are such.

    >>> from datetime import date
    >>> from creditkit.facts import Facts, Party
    >>> [finding] = Facts([Party("C-7", parent_id="C-1")]).at(date(2026, 6, 30)).findings
    >>> finding.severity, finding.path, finding.reason.code
    ('note', 'parties[C-7].parent_id', 'parent_unknown')
    """

    severity: Severity
    path: str
    reason: Reason
    witness: Mapping[str, Figure] | None = attrs.field(default=None, converter=_read_only_or_none)

    __hash__ = _Hashable.__hash__


@attrs.frozen
class Rejection:
    """A row that was set aside, and why.

    Args:
        source: the table or file (``invoices``, ``invoices.csv``).
        row: the record number, from 1, header excluded.
        field: the column at fault, or None where the row as a whole is.
        reason: why; the code is one of :data:`creditkit.reasons.REJECTIONS`.

    >>> from creditkit.facts import take
    >>> [row] = take({"parties": {"party_id": ["C-7", ""]}}).rejected
    >>> row.source, row.row, row.field, row.reason.code
    ('parties', 2, 'party_id', 'id_missing')
    """

    source: str
    row: int
    field: str | None
    reason: Reason
