"""What a batch of acts comes to: pure, the same for both databases."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from pollsvc.domain.answers import Answers, Texts
from pollsvc.domain.cells import Cell, Standing, cells
from pollsvc.domain.counting import Counting
from pollsvc.domain.repeat import Act, Claim, Decision, Held, Rules, Verdict, decide
from pollsvc.domain.texts import same_text

NOTHING: Texts = MappingProxyType({})


@dataclass(frozen=True)
class Op:
    """One act to be written. ``answers`` is ``None`` for a withdrawal.

    ``links`` is the question that the reader's link answers, where links are counted.
    ``shown_seed`` gives the order in which options were shown, where it is not one for all.
    ``counting`` says how answers are counted. ``texts`` is what was written, by question and
    option; ``private`` are the questions of which it is never shown.
    """

    poll_id: int
    definition_version: int
    act: Act
    words: Claim
    answers: Answers | None
    language: str
    salt: bytes
    links: int | None = None
    shown_seed: int | None = None
    counting: Counting = field(default_factory=dict)
    texts: Texts = field(default_factory=dict)
    private: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """What an act came to; ``number`` of the response where there is one.

    ``stale`` says that the poll was written anew since the act was read.
    """

    verdict: Verdict
    number: int | None = None
    stale: bool = False


class ClashError(Exception):
    """A row was not as it was read, although its poll's box was locked."""


class Head(NamedTuple):
    """A poll's box with what the database says of its life now. Times in UTC ms."""

    poll_id: int
    next_number: int
    closed_ms: int | None
    opens_ms: int | None
    closes_ms: int | None
    archived_ms: int | None
    definition_version: int
    may_change: bool
    may_withdraw: bool


class Known(NamedTuple):
    """A claimed word and the response that holds it."""

    poll_id: int
    word: bytes
    number: int
    standing: str
    answers: Mapping[str, Any] | None
    sent_ms: int
    moved_by_history: int | None

    def as_held(self) -> Held:
        """What the rule asks about it."""
        standing = Standing(self.standing)
        withdrawn = standing is Standing.WITHDRAWN
        return Held(self.number, standing, withdrawn and self.moved_by_history is not None)


class NewResponse(NamedTuple):
    """A row of ``response``; ``answers`` as JSON text."""

    poll_id: int
    number: int
    replaces: int | None
    standing: str
    definition_version: int
    language: str
    shown_seed: int | None
    sent_ms: int
    answers: str | None
    salt: bytes
    moved_by_history: int | None


class NewClaim(NamedTuple):
    """A row of ``claim``; ``replaced`` is the response it must point to until now."""

    poll_id: int
    word: bytes
    response: int
    replaced: int | None


class NewText(NamedTuple):
    """A row of ``text_answer``; ``lot`` is its place among those of its question."""

    poll_id: int
    response: int
    question: int
    option: int
    body: str
    sought: str
    moderation: str
    lot: int


class OldTexts(NamedTuple):
    """The texts of a response that its voter changed or took back: they are erased."""

    poll_id: int
    response: int


class Replaced(NamedTuple):
    """A response that another takes the place of, with the standing it was seen in."""

    poll_id: int
    number: int
    seen: str


class First(NamedTuple):
    """A poll's first response, good only for the definition it was read by."""

    poll_id: int
    definition_version: int


class Delta(NamedTuple):
    """A change of one counter."""

    poll_id: int
    question: int
    measure: str
    cell: str
    n: int


@dataclass
class Plan:
    """Everything a batch writes, each list in the one order in which rows are locked."""

    now_ms: int
    claims: list[NewClaim] = field(default_factory=list)
    responses: list[NewResponse] = field(default_factory=list)
    replaced: list[Replaced] = field(default_factory=list)
    deltas: Counter[tuple[int, int, str, str]] = field(default_factory=Counter)
    next_numbers: dict[int, int] = field(default_factory=dict)
    firsts: list[First] = field(default_factory=list)
    latched: set[int] = field(default_factory=set)
    texts: list[NewText] = field(default_factory=list)
    old_texts: list[OldTexts] = field(default_factory=list)

    def more(self) -> list[Delta]:
        """Counters that rise, in key order."""
        return [Delta(*key, n) for key, n in sorted(self.deltas.items()) if n > 0]

    def less(self) -> list[Delta]:
        """Counters that fall, as numbers to subtract, in key order."""
        return [Delta(*key, -n) for key, n in sorted(self.deltas.items()) if n < 0]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.responses and not self.latched


def stored_answers(
    answers: Answers | None, texts: Texts = NOTHING, salt: bytes = b""
) -> str | None:
    """Answers as the JSON text that is kept, or ``None`` for a withdrawal.

    Words are kept apart, so that they can be erased; what stays of them is a digest, which
    tells nothing without its salt: ``"8"`` for a text, ``"4:17"`` for the words beside
    option 17 of question 4.
    """
    if answers is None:
        return None
    stored: dict[str, object] = {str(one): answer for one, answer in sorted(answers.items())}
    for (question, option), body in sorted(texts.items()):
        stored[f"{question}:{option}" if option else str(question)] = text_digest(body, salt)
    return json.dumps(stored, separators=(",", ":"))


def text_digest(body: str, salt: bytes) -> str:
    """32 hex digits for a text, with its response's salt."""
    return hashlib.blake2b(body.encode(), digest_size=16, key=salt).hexdigest()


def text_lot(question: int, option: int, salt: bytes) -> int:
    """A number of 63 bits by which texts are put in order, as if by lot.

    Each question has its own, so that the order of one tells nothing of another's, nor of
    when anything was sent.
    """
    where = f"{question}:{option}".encode()
    digest = hashlib.blake2b(where, digest_size=8, key=salt, person=b"lot").digest()
    return int.from_bytes(digest) >> 1


def kept_digests(stored: Mapping[str, Any] | None) -> dict[tuple[int, int], str]:
    """The digests of a kept row's texts, by question and option (else 0)."""
    found = {}
    for where, answer in (stored or {}).items():
        if isinstance(answer, str):
            question, _, option = where.partition(":")
            found[int(question), int(option or 0)] = answer
    return found


def read_stored(stored: Mapping[str, Any] | None) -> Answers | None:
    """The answers of a kept row again."""
    if stored is None:
        return None
    return {
        int(question): tuple(answer) if isinstance(answer, list) else answer
        for question, answer in stored.items()
        if ":" not in question
    }


def plan_batch(
    ops: Sequence[Op], heads: Mapping[int, Head], known: Iterable[Known], now_ms: int
) -> tuple[Plan, list[Outcome]]:
    """What to write for these acts, and what each comes to.

    No two acts of a batch share a word, so that each sees only what was committed
    before. ``heads`` holds the locked boxes, ``known`` the words that are claimed.
    """
    plan = Plan(now_ms)
    held = {(row.poll_id, row.word): row for row in known}
    outcomes = []
    for op in ops:
        head = heads.get(op.poll_id)
        retry = (op.poll_id, op.words.form) in held
        if head is None or not (retry or head.definition_version == op.definition_version):
            outcomes.append(Outcome(Verdict.CLOSED, stale=True))
            continue
        outcomes.append(_one(op, head, held, plan))
    return plan, outcomes


def _one(op: Op, head: Head, held: Mapping[tuple[int, bytes], Known], plan: Plan) -> Outcome:
    same_form = held.get((op.poll_id, op.words.form))
    voter = held.get((op.poll_id, op.words.voter))
    decision = decide(
        op.act,
        op.words,
        _rules(head, plan.now_ms),
        form_known=same_form is not None,
        held=voter.as_held() if voter else None,
    )
    if decision.verdict is Verdict.SAME:
        assert same_form is not None
        return Outcome(Verdict.SAME, same_form.number)
    if decision.verdict is Verdict.STORED:
        return Outcome(Verdict.STORED, _store(op, head, decision, voter, plan))
    if (
        decision.verdict is Verdict.CLOSED
        and head.closed_ms is None
        and _is_over(head, plan.now_ms)
    ):
        plan.latched.add(op.poll_id)
    return Outcome(decision.verdict, voter.number if voter else None)


def _rules(head: Head, now_ms: int) -> Rules:
    opened = head.opens_ms is not None and now_ms >= head.opens_ms
    closed = head.closed_ms is not None or _is_over(head, now_ms)
    return Rules(opened and not closed, head.may_change, head.may_withdraw)


def _is_over(head: Head, now_ms: int) -> bool:
    return any(end is not None and now_ms >= end for end in (head.closes_ms, head.archived_ms))


def _store(op: Op, head: Head, decision: Decision, voter: Known | None, plan: Plan) -> int:
    number = plan.next_numbers.get(op.poll_id, head.next_number)
    plan.next_numbers[op.poll_id] = number + 1
    if number == 1:
        plan.firsts.append(First(op.poll_id, op.definition_version))
    answers = _with_first_link(op, decision, voter)
    plan.claims.append(NewClaim(op.poll_id, op.words.form, number, None))
    plan.claims.append(NewClaim(op.poll_id, op.words.voter, number, decision.moves))
    plan.responses.append(
        NewResponse(
            op.poll_id,
            number,
            decision.replaces,
            decision.standing.value,
            op.definition_version,
            op.language,
            op.shown_seed,
            plan.now_ms,
            stored_answers(answers, op.texts, op.salt),
            op.salt,
            _mark_of_review(decision, voter),
        )
    )
    plan.texts += (
        NewText(
            op.poll_id,
            number,
            *place,
            body,
            same_text(body),
            _moderation(op, place[0]),
            text_lot(*place, op.salt),
        )
        for place, body in sorted(op.texts.items())
    )
    _count(plan, op.poll_id, cells(answers, decision.standing, plan.now_ms, op.counting), 1)
    if decision.replaces is not None:
        assert voter is not None
        plan.replaced.append(Replaced(op.poll_id, voter.number, voter.standing))
        plan.old_texts.append(OldTexts(op.poll_id, voter.number))
        stood = Standing(voter.standing)
        before = cells(read_stored(voter.answers), stood, voter.sent_ms, op.counting)
        _count(plan, op.poll_id, before, -1)
    return number


def _moderation(op: Op, question: int) -> str:
    return "private" if question in op.private else "waiting"


def _with_first_link(op: Op, decision: Decision, voter: Known | None) -> Answers | None:
    """What is stored: a changed vote keeps the link by which its voter came first."""
    if op.answers is None or op.links is None or decision.replaces is None:
        return op.answers
    before = read_stored(voter.answers) if voter else None
    if before is None:
        return op.answers  # what was taken back has no answers
    chosen = {question: one for question, one in op.answers.items() if question != op.links}
    return chosen | ({op.links: before[op.links]} if op.links in before else {})


def _mark_of_review(decision: Decision, voter: Known | None) -> int | None:
    """The history entry that set the replaced vote aside; 0 where it was so on arrival."""
    if decision.replaces is None or voter is None or not voter.as_held().under_review:
        return None
    return voter.moved_by_history or 0


def _count(plan: Plan, poll_id: int, counters: Mapping[Cell, int], sign: int) -> None:
    for cell, n in counters.items():
        plan.deltas[(poll_id, *cell)] += sign * n
