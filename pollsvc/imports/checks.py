"""What hangs on several fields of a definition at once.

These checks look at the data as read and leave out every part in which the
schema has found a fault, so that one run names everything that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from pollsvc.domain.texts import same_text
from pollsvc.domain.theme import RADII, SIZES, InvalidThemeError, ThemeProblem, read_theme
from pollsvc.imports.faults import Path, shown
from pollsvc.imports.moments import Moment, order_faults, read_day, read_moment
from pollsvc.imports.schema import LANGUAGE

Fault = tuple[Path, str]
"""A path in the document and what is wrong there."""

MOMENTS = ("opens", "closes", "release", "archived")
_LINKS = ("asked_by", "source", "article")


class AsRead:
    """Data as read, of which only the sound parts are seen."""

    def __init__(self, data: dict[str, Any], faulty: set[Path]) -> None:
        """Take the data and the paths at which the schema found a fault."""
        self.data = data
        self.faulty = faulty

    def part(self, path: Path) -> Any:
        """The part as read, or ``None``, whatever the schema says of it."""
        found: Any = self.data
        for step in path:
            if isinstance(step, int) and isinstance(found, list) and step < len(found):
                found = found[step]
            elif isinstance(step, str) and isinstance(found, dict):
                found = found.get(step)
            else:
                return None
        return found

    def sound(self, *path: str | int) -> Any:
        """The part, or ``None`` where it is not there or a fault is at, in or around it."""
        for fault in self.faulty:
            shorter = min(len(fault), len(path))
            # The root's own fault (it is no mapping) leaves no part to look at anyway.
            if fault and fault[:shorter] == path[:shorter]:
                return None
        return self.part(path)

    def each(self, *path: str | int) -> Iterator[Path]:
        """The paths of a list's items."""
        items = self.part(path)
        for index in range(len(items) if isinstance(items, list) else 0):
            yield (*path, index)


def cross_faults(read: AsRead) -> Iterator[Fault]:
    """Every fault that hangs on several fields."""
    yield from _language_faults(read)
    yield from _code_faults(read)
    for question in read.each("questions"):
        yield from _label_faults(read, question)
        yield from _role_faults(read, question)
        yield from _limit_faults(read, question)
    yield from _time_faults(read)
    yield from _theme_faults(read)
    yield from _tally_faults(read)


def _text_paths(read: AsRead) -> Iterator[Path]:
    yield from (("intro",), ("closing",))
    for link in _LINKS:
        yield from ((link, "title"), (link, "note"))
    for tag in read.each("tags"):
        yield (*tag, "label")
    for question in read.each("questions"):
        yield from ((*question, name) for name in ("text", "hint", "error"))
        for option in read.each(*question, "options"):
            yield from ((*option, name) for name in ("label", "short"))


def _language_faults(read: AsRead) -> Iterator[Fault]:
    languages = read.sound("languages")
    if languages is None:
        return
    for index, language in enumerate(languages):
        if language in languages[:index]:
            yield ("languages", index), "this language is in the list twice"
    for path in _text_paths(read):
        texts = read.part(path)
        if not isinstance(texts, dict) or not texts:
            continue
        for language in texts:
            # A topic is shared by polls in other languages, so its label may have more.
            shared = path[0] == "tags" and re.fullmatch(LANGUAGE, language)
            if language not in languages and not shared:
                yield (*path, language), "this language is not in languages; add it there"
        if languages[0] not in texts:
            yield path, f"give it in the base language too, {languages[0]}"


def _code_faults(read: AsRead) -> Iterator[Fault]:
    lists: list[Path] = [("tags",), ("questions",)]
    lists.extend((*question, "options") for question in read.each("questions"))
    for path in lists:
        seen: set[str] = set()
        for item in read.each(*path):
            code = read.sound(*item, "code")
            if code in seen:
                yield (*item, "code"), "this code is here twice; each needs its own"
            if code is not None:
                seen.add(code)


def _label_faults(read: AsRead, question: Path) -> Iterator[Fault]:
    languages = read.sound("languages")
    seen: dict[tuple[str, str], int] = {}
    for option in read.each(*question, "options"):
        label = read.sound(*option, "label")
        texts = label if isinstance(label, dict) else {languages[0] if languages else "": label}
        for language, text in texts.items():
            if text is None:
                continue
            first = seen.setdefault((language, same_text(text)), int(option[-1]))
            if first != option[-1]:
                where = (language,) if isinstance(label, dict) else ()
                yield (*option, "label", *where), f"this reads the same as options[{first}]"


def _role_faults(read: AsRead, question: Path) -> Iterator[Fault]:
    """Faults of answers that are no plain ones: these are shown last, so they are written last."""
    options = list(read.each(*question, "options"))
    if any((*option, "role") in read.faulty for option in options):
        return
    plain = [read.part((*option, "role")) in (None, "plain") for option in options]
    if options and not any(plain):
        yield (*question, "options"), "give at least one plain answer, without a role"
        return
    for place, option in enumerate(options):
        if not plain[place] and any(plain[place:]):
            yield (*option, "role"), "put this answer last, where readers see it"


def _theme_faults(read: AsRead) -> Iterator[Fault]:
    theme = read.sound("theme")
    if theme is None:
        return
    try:
        read_theme(theme)
    except InvalidThemeError as error:
        for problem in error.problems:
            yield ("theme", problem.name), _theme_words(problem)


def _theme_words(problem: ThemeProblem) -> str:
    if problem.ratio is not None:
        said = f"readers need a contrast of {problem.needed}:1 here; this has {problem.ratio:.1f}:1"
        if problem.code == "too_pale":
            said += " where text is drawn paler"
        return f"{said}; {problem.suggestion} would do" if problem.suggestion else said
    return {
        "no_colour": 'give a colour such as "#0b4f9e"',
        "no_font": 'give names of fonts with commas, such as "Georgia, serif"',
        "no_size": f'give a size from "{SIZES[0]}px" to "{SIZES[-1]}px"',
        "no_radius": f'give a radius from "{RADII[0]}px" to "{RADII[-1]}px"',
    }[problem.code]


def _limit_faults(read: AsRead, question: Path) -> Iterator[Fault]:
    if (*question, "kind") in read.faulty:
        return
    options = read.part((*question, "options"))
    there = len(options) if isinstance(options, list) else None
    single = read.part((*question, "kind")) in (None, "single")
    least, most = read.sound(*question, "at_least"), read.sound(*question, "at_most")
    top = 1 if single else most
    if single and most is not None and most != 1:
        yield (*question, "at_most"), "one answer only is taken here; leave this out"
    elif most is not None and there is not None and most > there:
        yield (*question, "at_most"), f"there are only {there} options"
    if least is None:
        return
    if top is not None and least > top:
        yield (*question, "at_least"), f"this is more than at_most, {top}"
    elif there is not None and least > there:
        yield (*question, "at_least"), f"there are only {there} options"


def _time_faults(read: AsRead) -> Iterator[Fault]:
    zone = "UTC" if read.part(("zone",)) is None else read.sound("zone")
    moments: dict[str, Moment] = {}
    for name in MOMENTS:
        text = read.sound(name)
        if text is None or zone is None:
            continue
        try:
            moments[name] = read_moment(text, zone)
        except ValueError as error:
            yield (name,), str(error)
    for name, message in order_faults(moments, None):
        yield (name,), message
    yield from _rule_faults(read)


def _rule_faults(read: AsRead) -> Iterator[Fault]:
    there = {name for name in MOMENTS if read.part((name,)) is not None}
    if "opens" not in there and read.part(("tally",)) is None:
        for name in sorted(there & {"closes", "archived"}):
            yield (name,), "give opens too; a poll without it is a draft"
    if ("visibility",) in read.faulty:
        return
    waits = read.part(("visibility",)) == "when_released"
    if waits and "release" not in there:
        yield ("visibility",), "give release too, the time when the results come out"
    if waits and "closes" not in there and read.part(("tally",)) is None:
        yield ("visibility",), "give closes too; results are released after a poll has closed"
    if not waits and "release" in there:
        yield ("release",), "only visibility: when_released takes this; leave it out"


def _tally_faults(read: AsRead) -> Iterator[Fault]:
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
    yield from _counts_faults(read, tally)


def _counts_faults(read: AsRead, tally: dict[str, Any]) -> Iterator[Fault]:
    questions = list(read.each("questions"))
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
