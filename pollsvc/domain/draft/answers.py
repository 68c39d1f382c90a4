"""Reading the answers and rows of a draft's question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pollsvc.domain.draft.coding import Spot, check_code, matching, point_code
from pollsvc.domain.draft.shape import DraftOption, DraftQuestion
from pollsvc.domain.draft.wording import MOST_OPTIONS, Checks, tidy, whole_number
from pollsvc.domain.new_poll import NewOption
from pollsvc.domain.question import Kind, Option, Question, Role
from pollsvc.domain.texts import Localised, clean_text, same_text

MOST_ROWS = 50
LEAST = 2
_FURTHEST = 1000
_MAY_HAVE_OTHER = (Kind.SINGLE, Kind.MULTIPLE)
Listed = tuple[int | None, DraftOption]
"""An answer and its place in the draft, ``None`` for a point of a scale without words."""


def read_options(
    checks: Checks, draft: DraftQuestion, kind: Kind, place: int, stored: Question | None
) -> tuple[NewOption, ...]:
    """The answers to a question as they are to be stored, their problems noted.

    All but plain ones stand at the end. A scale has every point from one end to the other,
    those without words with their number as the label.
    """
    before = stored.options if stored else ()
    listed = _listed(checks, draft, kind, place)
    is_short = _check_number(checks, draft, kind, place, listed)
    if len(listed) > max(MOST_OPTIONS, len(before)):
        checks.fault("options", "too_many", question=place, limit=MOST_OPTIONS)
    # All but plain ones keep their place at the end; what was shown already stays.
    listed.sort(key=lambda one: one[1].role != Role.PLAIN)
    known = matching([one for _, one in listed], before, checks.languages[0])
    options = [
        _option(checks, one, kind, old, {"question": place, "option": number})
        for (number, one), old in zip(listed, known, strict=True)
    ]
    numbered = [(number, one) for (number, _), one in zip(listed, options, strict=True)]
    for number, one in numbered:
        if not is_short and not one.label.texts[0][1]:
            checks.fault("answer", "empty", question=place, option=number)
    _check_codes(checks, numbered, known, place)
    _check_values(checks, numbered, place)
    check_alike(checks, "answer", [(number, one.label) for number, one in numbered], place)
    return tuple(options)


def read_rows(
    checks: Checks, draft: DraftQuestion, place: int, stored: Question | None
) -> list[tuple[str, Localised]]:
    """The code and text of each row of a matrix, its problems noted."""
    last = max((n for n, one in enumerate(draft.rows) if not one.is_blank), default=-1)
    rows = draft.rows[: last + 1]
    if not rows:
        checks.fault("rows", "too_few", question=place, limit=1)
    if len(rows) > max(MOST_ROWS, len(stored.rows) if stored else 0):
        checks.fault("rows", "too_many", question=place, limit=MOST_ROWS)
    read, numbered = [], []
    for number, one in enumerate(rows):
        where = {"question": place, "option": number}
        text = checks.texts("row", "row", one.text, **where)
        if text is None:
            checks.fault("row", "empty", **where)
        text = text or Localised.of({checks.languages[0]: ""})
        read.append((one.code.strip(), text))
        numbered.append((number, text))
    check_alike(checks, "row", numbered, place)
    return read


def _listed(checks: Checks, draft: DraftQuestion, kind: Kind, place: int) -> list[Listed]:
    """The answers with their places, without what is not of this kind and the blank rest."""
    if not kind.is_typed and not _has_ends(draft, kind):
        return list(_without_rest(draft.options))
    beside: list[Listed] = [
        (number, one)
        for number, one in enumerate(draft.options)
        if one.role != Role.PLAIN and not one.is_blank
    ]
    if kind.is_typed:
        return [each for each in beside if _is_exclusive(each[1])]
    return [*_points(checks, draft, place), *beside]


def _has_ends(draft: DraftQuestion, kind: Kind) -> bool:
    """Whether the points are those from one number to another."""
    typed = bool(draft.scale_from.strip() or draft.scale_to.strip())
    if kind is Kind.SCALE:
        return typed or not any(map(_is_point, draft.options))
    return kind is Kind.MATRIX and typed


def _is_exclusive(option: DraftOption) -> bool:
    return option.role in list(Role) and Role(option.role).is_exclusive


def _is_point(option: DraftOption) -> bool:
    return option.role == Role.PLAIN and any(map(clean_text, option.label.values()))


def _points(checks: Checks, draft: DraftQuestion, place: int) -> list[Listed]:
    """The points of a scale from one end to the other, with the words that some have."""
    first = _end(checks, "scale_from", draft.scale_from, place)
    last = _end(checks, "scale_to", draft.scale_to, place)
    if first is None or last is None:
        return []
    if last <= first:
        checks.fault("scale_to", "wrong_way", question=place, limit=first)
        return []
    if last - first >= MOST_OPTIONS:
        checks.fault("scale_to", "too_wide", question=place, limit=MOST_OPTIONS)
        return []
    worded = dict(_worded(checks, draft, range(first, last + 1), place))
    return [
        worded.get(value, (None, DraftOption(value=str(value)))) for value in range(first, last + 1)
    ]


def _worded(
    checks: Checks, draft: DraftQuestion, points: range, place: int
) -> Iterator[tuple[int, Listed]]:
    """The points that have words, by their value."""
    first: dict[int, int] = {}
    for number, one in enumerate(draft.options):
        if not _is_point(one):
            continue
        value = whole_number(one.value.strip())
        where = {"question": place, "option": number}
        if value is None:
            checks.fault("value", "no_value", **where)
        elif value not in points:
            ends = str(points[0]), str(points[-1])
            checks.fault("value", "off_scale", detail=ends, **where)
        elif value in first:
            checks.fault("value", "value_taken", detail=(str(first[value] + 1),), **where)
        else:
            first[value] = number
            yield value, (number, one)


def _end(checks: Checks, name: str, typed: str, place: int) -> int | None:
    if not typed.strip():
        checks.fault(name, "empty", question=place)
        return None
    outside = _FURTHEST + 1
    number = checks.whole(name, typed, outside, (-_FURTHEST, _FURTHEST), question=place)
    return None if number == outside else number


def _without_rest(options: tuple[DraftOption, ...]) -> Iterator[Listed]:
    """The answers with their places, without the blank rows that are left after the last.

    Answers that keep their place at the end have an end of their own.
    """
    last = {one.role == Role.PLAIN: n for n, one in enumerate(options) if not one.is_blank}
    for number, one in enumerate(options):
        if number <= last.get(one.role == Role.PLAIN, -1):
            yield number, one


def _check_number(
    checks: Checks, draft: DraftQuestion, kind: Kind, place: int, listed: Sequence[Listed]
) -> bool:
    """Whether there are too few answers, which is then noted."""
    if kind.is_typed or _has_ends(draft, kind):
        return False
    base = checks.languages[0]
    counted = [
        one
        for _, one in listed
        if tidy(one.label.get(base, ""), "answer")
        and (kind is not Kind.RANKING or not _is_exclusive(one))
    ]
    if len(counted) < LEAST:
        checks.fault("options", "too_few", question=place, limit=LEAST)
    return len(counted) < LEAST


def _option(
    checks: Checks,
    typed: DraftOption,
    kind: Kind,
    old: Option | None,
    where: Mapping[str, int | None],
) -> NewOption:
    base = checks.languages[0]
    value = _value(checks, typed, kind, where)
    label = checks.texts("answer", "answer", typed.label, **where)
    if value is not None and {one for one in typed.label.values() if one} <= {str(value)}:
        # A point without words has its number in every language.
        label = Localised.of(dict.fromkeys(checks.languages, str(value)))
    role = checks.word("answer", Role, typed.role, **where)
    if role is Role.OTHER and kind not in _MAY_HAVE_OTHER:
        checks.fault("answer", "role", **where)
    fresh = "" if value is None else point_code(value)
    return NewOption(
        code=typed.code.strip() or (old.code if old else fresh),
        label=label or Localised.of({base: ""}),
        short=checks.texts("short", "short", typed.short, **where),
        role=role,
        value=value,
        pinned=typed.pinned,
    )


def _value(
    checks: Checks, typed: DraftOption, kind: Kind, where: Mapping[str, int | None]
) -> int | None:
    if typed.role != Role.PLAIN:
        return None
    if not typed.value.strip():
        if kind is Kind.SCALE:
            checks.fault("value", "no_value", **where)
        return None
    outside = _FURTHEST + 1
    number = checks.whole("value", typed.value, outside, (-_FURTHEST, _FURTHEST), **where)
    return None if number == outside else number


def _check_codes(
    checks: Checks,
    options: Sequence[tuple[int | None, NewOption]],
    known: Sequence[Option | None],
    place: int,
) -> None:
    # Points without words have no field for a code: it is others that must give way.
    codes = {one.code: at for at, (number, one) in enumerate(options, 1) if number is None}
    for (number, one), old in zip(options, known, strict=True):
        if number is not None and one.code:
            spot = Spot("answer_code", number + 1, {"question": place, "option": number})
            check_code(checks, spot, one.code, old.code if old else None, codes)


def _check_values(
    checks: Checks, options: Sequence[tuple[int | None, NewOption]], place: int
) -> None:
    first: dict[int, int] = {}
    for number, one in options:
        if number is None or one.value is None:
            continue
        before = first.setdefault(one.value, number)
        if before != number:
            detail = (str(before + 1),)
            checks.fault("value", "value_taken", question=place, option=number, detail=detail)


def check_alike(
    checks: Checks, name: str, texts: Sequence[tuple[int | None, Localised]], place: int
) -> None:
    """Note texts that read the same as one before them, in any language.

    Points without words come first: it is others that must read differently.
    """
    first: dict[tuple[str, str], str] = {}
    for number, said in sorted(texts, key=lambda one: one[0] is not None):
        for language, text in said.texts:
            key = language, same_text(text)
            if key not in first:
                first[key] = text if number is None else str(number + 1)
            elif text:
                other = {} if language == checks.languages[0] else {"language": language}
                where = {"question": place, "option": number, **other}
                checks.fault(name, "alike", detail=(first[key],), **where)
