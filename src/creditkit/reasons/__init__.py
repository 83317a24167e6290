"""Reasons, findings and rejections, and their texts in English and Chinese."""

from creditkit.reasons._codes import REJECTIONS
from creditkit.reasons._text import Language, text
from creditkit.reasons._values import Figure, Finding, Reason, Rejection, Severity

__all__ = ["REJECTIONS", "Figure", "Finding", "Language", "Reason", "Rejection", "Severity", "text"]
