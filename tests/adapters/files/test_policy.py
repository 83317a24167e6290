"""Policies from paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from creditkit.adapters.files import load_policy
from creditkit.errors import InvalidInput
from creditkit.policy import PolicyError, dump_policy, parse_policy
from house_policy import HOUSE


def test_both_forms_by_the_end_of_the_name(tmp_path: Path) -> None:
    """With and without a byte order mark."""
    policy = parse_policy(HOUSE)
    (tmp_path / "house.toml").write_text(HOUSE, encoding="utf-8-sig")
    (tmp_path / "HOUSE.JSON").write_text(dump_policy(policy, form="json"), encoding="utf-8")
    assert load_policy(tmp_path / "house.toml") == load_policy(str(tmp_path / "HOUSE.JSON")) == policy


def test_messages_name_the_file(tmp_path: Path) -> None:
    """Not the folder, which is different on every machine."""
    path = tmp_path / "house.toml"
    path.write_text("schema = 2", encoding="utf-8")
    with pytest.raises(PolicyError, match=r"^house\.toml: 3 problems"):
        load_policy(path)


def test_refused(tmp_path: Path) -> None:
    """No file, another ending, another encoding."""
    with pytest.raises(InvalidInput, match="policy file"):
        load_policy(tmp_path / "none.toml")
    with pytest.raises(InvalidInput, match=r"\.toml or \.json"):
        load_policy(tmp_path / "house.yaml")
    (tmp_path / "latin.toml").write_bytes('name = "Müller"'.encode("latin-1"))
    with pytest.raises(InvalidInput, match="UTF-8"):
        load_policy(tmp_path / "latin.toml")
