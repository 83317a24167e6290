"""Reasons, findings and rejections, and their texts in English and Chinese."""

from creditkit.reasons._values import Finding, Reason, Rejection, Severity

__all__ = ["Finding", "Reason", "Rejection", "Severity"]
