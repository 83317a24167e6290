"""Policies as data: read from a file, written back, fingerprinted, verified, compared."""

from creditkit.policy._diff import Change, diff
from creditkit.policy._in_force import in_force
from creditkit.policy._parse import dump_policy, parse_policy
from creditkit.policy._plugins import Plugin, Plugins, Used
from creditkit.policy._policy import Policy
from creditkit.policy._problems import PolicyError
from creditkit.policy._ready_made import READY_MADE, ReadyMade, ready_made
from creditkit.policy._sections.measures import ExposureRules
from creditkit.policy._syntax import Form
from creditkit.policy._verify import verify

__all__ = [
    "READY_MADE",
    "Change",
    "ExposureRules",
    "Form",
    "Plugin",
    "Plugins",
    "Policy",
    "PolicyError",
    "ReadyMade",
    "Used",
    "diff",
    "dump_policy",
    "in_force",
    "parse_policy",
    "ready_made",
    "verify",
]
