"""A past result: its counts, and what it cannot have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pollsvc.domain.question import Kind
from pollsvc.imports.checks.as_read import AsRead, Fault
from pollsvc.imports.faults import Path, shown
from pollsvc.imports.moments import read_day

_COUNTED = (None, Kind.SINGLE, Kind.MULTIPLE)


def tally_faults(read: AsRead) -> Iterator[Fault]:
    """Every fault of a past result."""
    tally = read.part(("tally",))
    if not isinstance(tally, dict):
        return
    if read.part(("source",)) is None:
        yield ("tally",), "a past result needs its source; add source with a title"
    for name in ("opens", "closes"):
        if read.part((name,)) is not None:
            yield (name,), "a past result is closed; give tally.field_from and field_to if known"
    for name in ("protection", "may_change", "may_withdraw"):
        if read.part((name,)) not in (None, False):
            yield (name,), "a past result takes no votes; leave this out"
    days: list[date | None] = []
    for name in ("field_from", "field_to"):
        text = read.sound("tally", name)
        days.append(read_day(text) if text is not None else None)
    if days[0] and days[1] and days[1] < days[0]:
        yield ("tally", "field_to"), "this must not come before field_from"
    yield from _kind_faults(read)
    yield from _counts_faults(read, tally)


def _kind_faults(read: AsRead) -> Iterator[Fault]:
    for question in read.questions():
        if read.part((*question, "kind")) not in _COUNTED:
            yield (*question, "kind"), "a past result has only kind: single and kind: multiple"


def _counts_faults(read: AsRead, tally: dict[str, Any]) -> Iterator[Fault]:
    questions = list(read.questions())
    if len(questions) == 1 and tally.get("questions") is None:
        yield from _question_counts_faults(read, questions[0], ("tally",))
        return
    for name in ("counts", "respondents"):
        if tally.get(name) is not None:
            yield ("tally", name), "give this below tally.questions, by the question's code"
    codes = [read.sound(*question, "code") for question in questions]
    given = tally.get("questions")
    for code in given if isinstance(given, dict) else ():
        if code not in codes and None not in codes:
            yield ("tally", "questions", code), "there is no question with this code"
    for question, code in zip(questions, codes, strict=True):
        if code is None:
            continue
        if not isinstance(given, dict) or code not in given:
            yield ("tally",), f"the counts of the question {shown(code)} are missing"
        else:
            yield from _question_counts_faults(read, question, ("tally", "questions", code))


def _question_counts_faults(read: AsRead, question: Path, path: Path) -> Iterator[Fault]:
    counts = read.part((*path, "counts"))
    if counts is None and len(path) == 1:
        yield path, "give counts: every option's code and its count"
    if not isinstance(counts, dict):
        return
    codes = [read.sound(*option, "code") for option in read.each(*question, "options")]
    if None in codes:
        return
    for code in counts:
        if code not in codes:
            yield (*path, "counts", code), "there is no option with this code"
    for code in dict.fromkeys(codes):
        if code not in counts:
            yield (*path, "counts"), f"the count of {shown(code)} is missing; 0 if nobody chose it"
    if read.sound(*path, "counts") is not None:
        yield from _respondents_faults(read, question, path, list(counts.values()))


def _respondents_faults(
    read: AsRead, question: Path, path: Path, counts: list[int]
) -> Iterator[Fault]:
    respondents = read.sound(*path, "respondents")
    several = read.part((*question, "kind")) == "multiple"
    here = (*path, "respondents")
    if respondents is None:
        if several and read.part(here) is None:
            yield path, "give respondents: shares are of people where they may choose several"
    elif not several and respondents != sum(counts):
        yield here, f"the counts add up to {sum(counts)}; one answer each, so both must be the same"
    elif several and counts and respondents < max(counts):
        yield here, f"{max(counts)} people chose one of the answers; there cannot be fewer"
    elif several and sum(counts) > respondents * _most(read, question):
        yield here, f"{sum(counts)} answers are more than so many people could give"


def _most(read: AsRead, question: Path) -> int:
    most = read.sound(*question, "at_most")
    return int(most) if most is not None else len(read.part((*question, "options")))
