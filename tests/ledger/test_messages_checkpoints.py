"""What the refusals of checkpoints, signed notes, keys and sinks say, word for word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from creditkit.errors import InvalidInput
from creditkit.ledger import Checkpoint, HmacSigner, MemorySink, Signature, SignedCheckpoint
from creditkit.ledger import _note as note
from creditkit.ledger._sinks import check_onward

ROOT = bytes(32)
HERE = Checkpoint("repair", 12, ROOT)
OURS = HmacSigner(b"k" * 32, name="repair")


def parsed(old: str, new: str) -> Checkpoint:
    return Checkpoint.parse(HERE.text.replace(old, new, 1))


def signed(lines: str) -> SignedCheckpoint:
    return SignedCheckpoint.parse(f"repair\n{lines}")


def made(*parts: Any, **more: Any) -> Checkpoint:
    return Checkpoint(*parts, **more)


CASES = [
    (lambda: made("", 0, ROOT), "origin: '' given; accepted: one line of text"),
    (lambda: made("a\nb", 0, ROOT), "origin: 'a\\nb' given; accepted: one line of text"),
    (
        lambda: made("a\0", 0, ROOT),
        "origin: '\\x00' given; accepted: text without control characters, other than newlines",
    ),
    (lambda: made(7, 0, ROOT), "origin: 7 given; accepted: text of at most 1000000 characters"),
    (lambda: made("a", -1, ROOT), "size: -1 given; accepted: a whole number from 0, below 2**63"),
    (lambda: made("a", 2**63, ROOT), "size: 9223372036854775808 given; accepted: a whole number from 0, below 2**63"),
    (lambda: made("a", True, ROOT), "size: True given; accepted: a whole number from 0, below 2**63"),
    (lambda: made("a", 1.0, ROOT), "size: 1.0 given; accepted: a whole number from 0, below 2**63"),
    (lambda: made("a", 1, b""), "root: b'' given; accepted: 32 bytes"),
    (lambda: made("a", 1, "x"), "root: 'x' given; accepted: 32 bytes"),
    (lambda: made("a", 1, ROOT, extensions=["b", ""]), "extensions[1]: '' given; accepted: one line of text"),
    (HERE.signed, "signers: () given; accepted: at least one signer"),
    (
        lambda: SignedCheckpoint(HERE).text,
        "signatures: () given; accepted: at least one. A checkpoint alone has a text of its own",
    ),
    (SignedCheckpoint(HERE).signed, "signers: () given; accepted: at least one signer"),
    (
        lambda: Checkpoint.parse("repair\n"),
        "checkpoint: 'repair\\n' given; accepted: three lines or more, each with its newline: origin, size, root",
    ),
    (
        lambda: Checkpoint.parse("a\nb\nc\nd"),
        "checkpoint: 'a\\nb\\nc\\nd' given; accepted: three lines or more, each with its newline: origin, size, root",
    ),
    (lambda: parsed("repair", ""), "checkpoint.origin: '' given; accepted: one line of text"),
    (
        lambda: parsed("12", "012"),
        "checkpoint.size: '012' given; accepted: a whole number below 2**63, without leading zeros",
    ),
    (
        lambda: parsed("12", str(2**63)),
        "checkpoint.size: '9223372036854775808' given; accepted: a whole number below 2**63, without leading zeros",
    ),
    (
        lambda: parsed("=", ""),
        "checkpoint.root: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' given; accepted: base64 with its padding",
    ),
    (
        lambda: parsed("A", "é"),
        "checkpoint.root: 'éAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' given; accepted: base64 with its padding",
    ),
    (
        lambda: parsed("A", "AAAAA"),
        (
            "checkpoint.root: "
            "b'\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\… "
            "given; accepted: 32 bytes"
        ),
    ),
    (
        lambda: parsed("r", "r\t"),
        "checkpoint: '\\t' given; accepted: text without control characters, other than newlines",
    ),
    (
        lambda: parsed("r", "r\ud800"),
        "checkpoint: '\\ud800' given; accepted: text without control characters, other than newlines",
    ),
    (lambda: Checkpoint.parse(None), "checkpoint: None given; accepted: text of at most 1000000 characters"),
    (
        lambda: HERE.signed(OURS).verify(OURS, OURS),
        "verifiers: ['repair', 'repair'] given; accepted: keys that differ in name or key id",
    ),
    (lambda: HERE.signed(OURS).verify(OURS, at_least=0), "at_least: 0 given; accepted: 1 or more"),
    (
        lambda: SignedCheckpoint.parse(HERE.text),
        (
            "checkpoint: 'repair\\n12\\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\\n' given; accepted: a text, an "
            "empty line, and signatures, each line with its newline"
        ),
    ),
    (
        lambda: signed("\n— repair AA"),
        (
            "checkpoint: 'repair\\n\\n— repair AA' given; accepted: a text, an empty line, and signatures, each line "
            "with its newline"
        ),
    ),
    (
        lambda: signed("\n- repair AA\n"),
        (
            "checkpoint.signatures[0]: '- repair AA' given; accepted: a dash (U+2014), a space, the key's name, a "
            "space, base64"
        ),
    ),
    (
        lambda: signed("\n— a+b AA==\n"),
        "checkpoint.signatures[0].name: 'a+b' given; accepted: the name of a key, without spaces and plus signs",
    ),
    (lambda: signed("\n— a AA=\n"), "checkpoint.signatures[0].value: 'AA=' given; accepted: base64 with its padding"),
    (
        lambda: signed("\n— a MTIzNA==\n"),
        "checkpoint.signatures[0].value: 'MTIzNA==' given; accepted: base64 of more than 4 bytes",
    ),
    (
        lambda: signed("\n— a MTIzNHM=\n— b\n"),
        "checkpoint.signatures[1]: '— b' given; accepted: a dash (U+2014), a space, the key's name, a space, base64",
    ),
    (lambda: SignedCheckpoint.parse(7), "checkpoint: 7 given; accepted: text of at most 1000000 characters"),
    (
        lambda: signed("\n— a MTIzNHM=\n"),
        "checkpoint: 'repair\\n' given; accepted: three lines or more, each with its newline: origin, size, root",
    ),
    (
        lambda: Signature("a b", b"1234", b"s"),
        "name: 'a b' given; accepted: the name of a key, without spaces and plus signs",
    ),
    (lambda: Signature("a", b"123", b"s"), "key_id: b'123' given; accepted: 4 bytes"),
    (lambda: Signature("a", "1234", b"s"), "key_id: '1234' given; accepted: 4 bytes"),
    (lambda: Signature("a", b"1234", b""), "value: b'' given; accepted: the bytes of a signature"),
    (lambda: Signature("a", b"1234", "s"), "value: 's' given; accepted: the bytes of a signature"),
    (lambda: HmacSigner(b"k" * 31, name="a"), "key: 'bytes' given; accepted: at least 32 random bytes"),
    (lambda: HmacSigner("k" * 32, name="a"), "key: 'str' given; accepted: at least 32 random bytes"),
    (
        lambda: HmacSigner(b"k" * 32, name="a b"),
        "name: 'a b' given; accepted: the name of a key, without spaces and plus signs",
    ),
    (
        lambda: note.number("1_0", "size"),
        "size: '1_0' given; accepted: a whole number below 2**63, without leading zeros",
    ),
    (lambda: note.from_base64("?", "root"), "root: '?' given; accepted: base64 with its padding"),
    (lambda: note.refused("", "name"), "name: '' given; accepted: the name of a key, without spaces and plus signs"),
    (lambda: note.refused(7, "name"), "name: 7 given; accepted: the name of a key, without spaces and plus signs"),
    (
        lambda: note.printable("x" * 1_000_001, "note"),
        (
            "note: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… given; accepted: "
            "text of at most 1000000 characters"
        ),
    ),
    (
        lambda: MemorySink().publish(""),
        "checkpoint: '' given; accepted: a text, an empty line, and signatures, each line with its newline",
    ),
    (
        lambda: check_onward("?\n", HERE.signed(OURS).text),
        "checkpoint: '?\\n' given; accepted: a text, an empty line, and signatures, each line with its newline",
    ),
]


@pytest.mark.parametrize(("call", "message"), CASES)
def test_what_a_refusal_says(call: Callable[[], object], message: str) -> None:
    """Where, what was given, what is accepted, and what to do."""
    with pytest.raises(InvalidInput) as refused:
        call()
    assert str(refused.value) == message
