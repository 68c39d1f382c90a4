"""What each kind of question takes and needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pollsvc.domain.question import Kind
from pollsvc.imports.checks.as_read import AsRead, Fault
from pollsvc.imports.checks.ranges import range_faults
from pollsvc.imports.faults import Path

_CHOSEN = (Kind.SINGLE, Kind.MULTIPLE)
_TEXTS = (Kind.SHORT_TEXT, Kind.LONG_TEXT)
_TAKEN_BY: Mapping[str, tuple[Kind, ...]] = {
    "at_most": (*_CHOSEN, Kind.RANKING, Kind.MATRIX),
    "scale": (Kind.SCALE, Kind.MATRIX),
    "rows": (Kind.MATRIX,),
    "rows_order": (Kind.MATRIX,),
    "grid": (Kind.MATRIX,),
    "diverging": (Kind.SCALE, Kind.MATRIX),
    "method": (Kind.RANKING,),
    "unit": (Kind.NUMBER,),
    "decimals": (Kind.NUMBER,),
    "low": (Kind.NUMBER, Kind.DATE),
    "high": (Kind.NUMBER, Kind.DATE),
}
_LAST = (
    "put this answer last, where readers see it: plain answers first, then other, then none,"
    " dont_know and no_answer"
)
_ALONE = ("dont_know", "no_answer", "none")
_ROLES: Mapping[Kind, tuple[str, ...]] = {
    **dict.fromkeys(_CHOSEN, ("other", *_ALONE)),
    **dict.fromkeys((Kind.RANKING, Kind.SCALE, Kind.MATRIX), _ALONE),
    **dict.fromkeys((Kind.NUMBER, Kind.DATE, *_TEXTS), _ALONE),
}


def question_faults(read: AsRead, question: Path) -> Iterator[Fault]:
    """Every fault of one question that hangs on several of its fields."""
    kind = read.kind(question)
    if kind is None or not isinstance(read.part(question), dict):
        return
    for name, kinds in _TAKEN_BY.items():
        if kind not in kinds and read.is_given(question, name):
            yield (*question, name), f"kind: {kind} does not take this; leave it out"
    options = [one for one in read.each(*question, "options") if _is_part(read, one)]
    yield from _text_faults(read, question, kind, options)
    yield from _count_faults(read, question, kind, options)
    yield from _role_faults(read, question, kind, options)
    yield from _value_faults(read, kind, options)
    yield from _limit_faults(read, question, kind, options)
    yield from _order_faults(read, question, kind, options)
    yield from range_faults(read, question, kind)


def _is_part(read: AsRead, path: Path) -> bool:
    return isinstance(read.part(path), dict)


def _role(read: AsRead, option: Path) -> str:
    role = read.part((*option, "role"))
    return "plain" if role is None else str(role)


def _plain(read: AsRead, options: list[Path]) -> list[Path]:
    return [one for one in options if _role(read, one) in ("plain", "other")]


def _text_faults(read: AsRead, question: Path, kind: Kind, options: list[Path]) -> Iterator[Fault]:
    """Faults of fields that are about what is written."""
    if kind in _TEXTS or any(_role(read, one) == "other" for one in options):
        return
    for name in ("private", "longest"):
        if read.is_given(question, name):
            yield (
                (*question, name),
                "nothing is written here; leave this out, or give an answer with role: other",
            )


def _count_faults(read: AsRead, question: Path, kind: Kind, options: list[Path]) -> Iterator[Fault]:
    """Faults of how many answers and rows there are."""
    here = (*question, "options")
    if here in read.faulty:
        return
    plain = _plain(read, options)
    if kind is Kind.MATRIX and not read.part((*question, "rows")):
        yield (*question, "rows"), "a matrix needs rows; give a list of them"
    if kind.is_typed:
        if plain:
            yield here, f"kind: {kind} is typed; only answers with a role such as dont_know go here"
    elif kind in (Kind.SCALE, Kind.MATRIX):
        yield from _point_faults(read, question, kind, plain)
    elif read.part(here) is None:
        yield here, "this is missing; add it"
    elif len(options) < 2 and len(options) == len(read.part(here)):
        yield here, "give at least 2"
    elif kind is Kind.RANKING and len(plain) < 2:
        yield here, "give at least 2 answers that can be ranked, without a role"


def _point_faults(read: AsRead, question: Path, kind: Kind, plain: list[Path]) -> Iterator[Fault]:
    """Faults of what the points of a scale or matrix come from."""
    scale = read.part((*question, "scale"))
    if scale is None and len(plain) < 2:
        yield (
            (*question, "options"),
            f"kind: {kind} needs its points: give scale: with from and to, or at least 2 options",
        )
    elif scale is not None and plain:
        yield (
            (*plain[0],),
            "scale gives the points already; only answers with a role such as dont_know go here",
        )


def _role_faults(read: AsRead, question: Path, kind: Kind, options: list[Path]) -> Iterator[Fault]:
    """Faults of answers that are no plain ones: these are shown last, so they are written last."""
    if any((*option, "role") in read.faulty for option in options):
        return
    roles = [_role(read, one) for one in options]
    wrong = [role not in ("plain", *_ROLES[kind]) for role in roles]
    for option, role, is_wrong in zip(options, roles, wrong, strict=True):
        if is_wrong:
            said = "; write it as a plain answer" if kind is Kind.RANKING else ""
            yield (*option, "role"), f"kind: {kind} takes no answer with role: {role}{said}"
    if any(wrong) or kind.is_typed or read.part((*question, "scale")) is not None:
        return
    plain = [role == "plain" for role in roles]
    if options and not any(plain):
        yield (*question, "options"), "give at least one plain answer, without a role"
        return
    for place, option in enumerate(options):
        if not plain[place] and any(plain[place:]):
            yield (*option, "role"), _LAST
    if roles.count("other") > 1:
        yield (*question, "options"), "one answer with role: other is enough"


def _value_faults(read: AsRead, kind: Kind, options: list[Path]) -> Iterator[Fault]:
    """Faults of the numbers that options stand for: all of them or none, each its own."""
    seen: dict[Any, Path] = {}
    valued = [one for one in options if read.part((*one, "value")) is not None]
    for option in valued:
        here = (*option, "value")
        value = read.sound(*here)
        if kind not in (Kind.SCALE, Kind.MATRIX) or _role(read, option) != "plain":
            yield here, "only points of a scale or matrix have a value; leave this out"
        elif value in seen:
            yield here, f"this is the value of options[{seen[value][-1]}] too"
        elif value is not None:
            seen[value] = option
    for option in _plain(read, options):
        if seen and option not in valued:
            yield option, "the other points have a value; give this one its value too"


def _limit_faults(read: AsRead, question: Path, kind: Kind, options: list[Path]) -> Iterator[Fault]:
    there = len(_plain(read, options)) if kind is Kind.RANKING else len(options)
    if kind is Kind.MATRIX and isinstance(read.part((*question, "scale")), dict):
        return
    sized = isinstance(read.part((*question, "options")), list)
    single = kind not in (Kind.MULTIPLE, Kind.RANKING, Kind.MATRIX)
    least, most = read.sound(*question, "at_least"), read.sound(*question, "at_most")
    top = 1 if single or (kind is Kind.MATRIX and most is None) else most
    if kind is Kind.SINGLE and most is not None and most != 1:
        yield (*question, "at_most"), "one answer only is taken here; leave this out"
    elif most is not None and not single and sized and most > there:
        yield (*question, "at_most"), f"there are only {there} options"
    if least is None:
        return
    if top is not None and least > top:
        yield (*question, "at_least"), f"this is more than at_most, {top}"
    elif sized and not single and least > there:
        yield (*question, "at_least"), f"there are only {there} options"


def _order_faults(read: AsRead, question: Path, kind: Kind, options: list[Path]) -> Iterator[Fault]:
    order = read.sound(*question, "order")
    if order in (None, "fixed"):
        return
    in_steps = kind is Kind.SCALE or read.part((*question, "scale")) is not None
    in_steps = in_steps or any(read.part((*one, "value")) is not None for one in options)
    if kind.is_typed:
        yield (*question, "order"), f"kind: {kind} has no answers to put in order; leave this out"
    elif in_steps and order == "random":
        said = "points follow one another; only fixed or reversed fit here"
        rows = "; for its rows there is rows_order" if kind is Kind.MATRIX else ""
        yield (*question, "order"), said + rows
