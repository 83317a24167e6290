"""``creditkit review``: files in, a folder out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from pathlib import Path

import attrs

from creditkit.adapters.files import (
    FileRefused,
    Progress,
    open_ledger,
    read_facts,
    read_streams,
    write_refusal,
    write_review,
)
from creditkit.disputes import lapsed_facts
from creditkit.facts import Facts, Intake, Moment
from creditkit.ledger import Ledger
from creditkit.loop import Applied, Review, apply_ledger, review
from creditkit.policy import Policy
from creditkit.reasons import Language, Reason, text

#: The inputs of a review, in the order in which they are read.
INPUTS = (
    "parties", "invoices", "instalments", "allocations", "orders", "deliveries", "observations", "rates",
)  # fmt: skip


@attrs.frozen(kw_only=True)
class Call:
    """What the command line asked for."""

    inputs: Mapping[str, Path]
    out: Path
    as_of: date
    known_at: Moment | None = None
    mapping: Path | None = None
    max_rejected: Fraction = Fraction(5, 100)
    language: Language = "en"
    policy: Policy | None = None
    ledger: Path | None = None
    streams: Path | None = None


@attrs.frozen(eq=False)
class GivenLedger:
    """The ledger of a call, and the party of each stream; None where streams are named as their parties."""

    ledger: Ledger
    parties: Mapping[str, str] | None


@attrs.frozen(eq=False)
class Done:
    """What came of it; ``review`` is None where too much was rejected, ``applied`` where there was no ledger."""

    intake: Intake
    review: Review | None
    refused: tuple[Reason, ...]
    applied: Applied | None = None


def review_files(call: Call) -> tuple[Reason, ...]:
    """Reviews files and writes the folder. Returns why it was refused: nothing, if it was not."""
    done = run(call)
    for reason in done.refused:
        print(f"creditkit: {text(reason, call.language)}; see {call.out / 'rejected.csv'}", file=sys.stderr)
    return done.refused


def show_party(call: Call, party_id: str) -> tuple[Reason, ...]:
    """Reads files and prints one party whole. Returns why it was refused: nothing, if it was not."""
    from creditkit.cli._show import show

    ledger = ledger_of(call)
    with _progress() as shown:
        intake = read_facts(**call.inputs, mapping=call.mapping, progress=shown)
    refused = tuple(_too_many(intake, {name: path.name for name, path in call.inputs.items()}, call.max_rejected))
    for reason in refused:
        print(f"creditkit: {text(reason, call.language)}", file=sys.stderr)
    if not refused and call.policy is not None:
        applied = _applied(call, ledger, intake.facts)
        facts = _facts(call, intake.facts, applied)
        print(show(call.policy, facts.at(call.as_of, call.known_at), party_id, call.language, applied))
    return refused


def ledger_of(call: Call) -> GivenLedger | None:
    """The ledger that a call names, verified, with its streams; both before the long reading of the facts.

    Raises:
        FileRefused: a ledger without a policy, streams without a ledger, or a file that cannot be read.
        LedgerUnsound: it does not verify.
    """
    if call.ledger is None:
        if call.streams is not None:
            given = Reason("streams_without_ledger", {"given": str(call.streams)})
            raise FileRefused("--streams", given, Reason("takes_streams_of"))
        return None
    if call.policy is None:
        alone = Reason("ledger_without_policy", {"given": str(call.ledger)})
        raise FileRefused("--ledger", alone, Reason("takes_policy"))
    parties = None if call.streams is None else read_streams(call.streams)
    return GivenLedger(open_ledger(call.ledger), parties)


def _applied(call: Call, given: GivenLedger | None, facts: Facts) -> Applied | None:
    if given is None:
        return None
    rules = None if call.policy is None else call.policy.dispute
    return apply_ledger(facts, given.ledger, call.as_of, call.known_at, parties=given.parties, disputes=rules)


def _facts(call: Call, given: Facts, applied: Applied | None) -> Facts:
    """The facts of a review: by the policy disputes of documents lapse, also where no ledger has cases of them."""
    if applied is not None:
        return applied.facts
    return given if call.policy is None else lapsed_facts(given, call.policy.dispute)


def run(call: Call) -> Done:
    """Reads, reviews and writes."""
    ledger = ledger_of(call)
    with _progress() as shown:
        intake = read_facts(**call.inputs, mapping=call.mapping, progress=shown)
    files = {name: path.name for name, path in call.inputs.items()}
    if call.ledger is not None:
        files["ledger"] = call.ledger.name
    refused = tuple(_too_many(intake, files, call.max_rejected))
    if refused:
        write_refusal(
            intake,
            call.out,
            as_of=call.as_of,
            known_at=call.known_at,
            why=refused,
            files=files,
            language=call.language,
        )
        return Done(intake, None, refused)
    applied = _applied(call, ledger, intake.facts)
    facts = _facts(call, intake.facts, applied)
    found = review(call.policy, facts.at(call.as_of, call.known_at))
    if applied is not None:
        found = attrs.evolve(found, findings=(*found.findings, *applied.findings))
    write_review(found, call.out, intake=intake, files=files, applied=applied, language=call.language)
    return Done(intake, found, (), applied)


def _too_many(intake: Intake, files: Mapping[str, str], most: Fraction) -> Iterator[Reason]:
    """A file whose rows were rejected as a matter of course is a wrong date format, not bad luck."""
    for table, given in intake.given.items():
        rejected = given - intake.accepted[table]
        if given and (rejected == given or Fraction(rejected, given) > most):
            yield Reason("too_many_rejected", {"file": files[table], "rejected": rejected, "given": given})


def _shown(table: str, records: int) -> None:
    print(f"\r\033[K{table}: {records:,} records", end="", file=sys.stderr, flush=True)


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """Shows on a terminal how far reading has come, and wipes it away at the end; silent otherwise."""
    terminal = sys.stderr.isatty()
    yield _shown if terminal else None
    if terminal:
        print("\r\033[K", end="", file=sys.stderr, flush=True)
