"""Parts that a file takes from a plug-in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from creditkit.errors import CreditkitError
from creditkit.policy._plugins import PROTOCOLS, Used
from creditkit.policy._problems import BAD, sound, under
from creditkit.policy._reading import Reading

PluginKind: TypeAlias = Literal["scorers", "limits", "checks"]


def plugged(kind: PluginKind, table: Mapping[str, Any], path: str, reading: Reading) -> Any:
    """The part that a plug-in makes of the file's parameters; the reading remembers what made it."""
    if not sound(table):
        return BAD
    offered = getattr(reading.plugins, kind)
    name, version, given = table["use"], table["version"], table.get("with", {})
    if name not in offered:
        return reading.problems.unlisted(under(path, "use"), "policy_plugin_unknown", name, tuple(offered))
    plugin = offered[name]
    if plugin.version != version:
        at = under(path, "version")
        return reading.problems.add(at, "policy_plugin_version", name=name, given=version, accepted=plugin.version)
    made = _made(plugin.make, name, given, under(path, "with"), reading)
    if made is BAD:
        return BAD
    lacks = [wanted for wanted in PROTOCOLS[kind] if not hasattr(made, wanted)]
    if lacks:
        said = ", ".join(PROTOCOLS[kind])
        return reading.problems.add(path, "policy_plugin_unfit", name=name, given=", ".join(lacks), accepted=said)
    reading.used[path] = Used(name, version, given)
    return made


def _made(make: Any, name: str, given: Mapping[str, Any], path: str, reading: Reading) -> Any:
    """What ``make`` makes; what it raises over the parameters is a problem of the policy."""
    try:
        return make(**given)
    except (CreditkitError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        return reading.problems.add(path, "policy_plugin_failed", name=name, given=str(error))


def used_tree(used: Used) -> dict[str, Any]:
    """A plug-in as a tree."""
    return {"use": used.name, "version": used.version, "with": dict(used.parameters)}
