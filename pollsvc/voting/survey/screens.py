"""The pages of a survey in steps: a step, the check of all answers, the link for later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from secrets import token_hex
from typing import Any
from urllib.parse import quote, urlencode

from flask import render_template, request
from flask_babel import gettext

from pollsvc.domain.answers import link_of
from pollsvc.domain.errors import Problem
from pollsvc.domain.flow import Step, next_step, progress, steps_of, unpiped
from pollsvc.domain.life import State, results_visible
from pollsvc.domain.order import shown_seed
from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Question
from pollsvc.domain.repeat import Act
from pollsvc.domain.texts import Localised, Said
from pollsvc.domain.wording import wording_of
from pollsvc.results.pages import named
from pollsvc.results.queries import Shown
from pollsvc.voting.asking import Asked, asked_questions_of, faults_of
from pollsvc.voting.evidence import PollKey
from pollsvc.voting.page_heads import Head, head_of
from pollsvc.voting.said import said_answer
from pollsvc.voting.survey.had import had_of
from pollsvc.voting.survey.walk import SOFT, Walk
from pollsvc.web.asked_words import with_answers
from pollsvc.web.formats import moment_text, number_text
from pollsvc.web.kept import PREFILL
from pollsvc.web.languages import in_language, page_language
from pollsvc.web.outlets import tongue_of
from pollsvc.web.site import site


@dataclass(frozen=True, kw_only=True)
class Trail:
    """The pages of one respondent. ``form_id`` is in all their addresses.

    ``shown`` is what everybody may see of the poll; only the first page needs it.
    """

    walk: Walk
    form_id: str
    key: PollKey
    now: datetime
    shown: Shown | None = None

    @property
    def poll(self) -> Poll:
        """The survey."""
        return self.walk.poll

    @cached_property
    def tongue(self) -> str:
        """The language in which it is asked."""
        return tongue_of(self.poll)

    @property
    def survey(self) -> Said | None:
        """What the survey is called, if it has a title."""
        return self._heard(self.poll.title, self.tongue) if self.poll.title else None

    def address(self, place: object = "") -> str:
        """The path of a step by its number, or of another page by its name."""
        return address(self.poll, self.form_id, place)

    def step_page(
        self,
        step: Step,
        *,
        problems: tuple[Problem, ...] = (),
        notice: str | None = None,
        to_check: bool = False,
        is_whole: bool = True,
    ) -> str:
        """A step with its questions, what was typed before, and what is wrong with it.

        ``is_whole`` says that nothing on it was too long to be kept.
        """
        walk, poll = self.walk, self.poll
        questions = self._questions(step, problems)
        asked = walk.asked(step)
        is_first = walk.back_from(step.number) is None
        link = link_of(poll, walk.kept.came_from)
        to = "check" if to_check else None
        return self._render(
            "voting/survey_step.html",
            action=with_prefilled(in_language(self.address(step.number), to=to)),
            is_first=is_first,
            is_start=self.shown is not None,
            is_last=next_step(poll, walk.response, step.number) is None
            and not (to_check or walk.is_checked),
            to_check=to_check,
            is_whole=is_whole,
            questions=questions,
            faults=faults_of(poll, questions, problems, self.tongue),
            notice=notice,
            heading=self._heading(step, is_first),
            several=self._is_several(step, is_first),
            head=self._head(step),
            progress=self._progress(step),
            act=walk.kept.act.value,
            came_from=link.code if link else None,
            wording=wording_of(asked),
            shown_ids=" ".join(str(one.id) for one in asked),
            soft_ids=" ".join(str(one.question) for one in problems if one.code == SOFT),
            # What is on a page that could not be kept gives way to nothing that is.
            page="" if walk.shown else token_hex(4),
            had=had_of(asked, walk.kept.raw, walk.kept.parts),
        )

    def _questions(self, step: Step, problems: tuple[Problem, ...]) -> tuple[Asked, ...]:
        walk = self.walk
        return asked_questions_of(
            self.poll,
            walk.asked(step),
            walk.kept.raw,
            walk.kept.parts,
            problems,
            seed=shown_seed(self.key.nonce_of(self.form_id) or b""),
            tongue=self.tongue,
            response=walk.response,
            headed=step.page,
            begun=walk.begun(step),
            reworded=walk.reworded(step),
        )

    def check_page(self, notice: str | None = None, act: Act | None = None) -> str:
        """All answers once more, each with its way back, and the button that sends them."""
        walk = self.walk
        return self._render(
            "voting/survey_check.html",
            notice=notice,
            act=(act or walk.kept.act).value,
            answered=self.lines(),
            dropped=[self._plain(one) for one in walk.dropped],
            back=walk.back_from(),
            digest=walk.kept.digest,
        )

    def later_page(self, step: Step | None) -> str:
        """The private link, and until when it leads back."""
        poll, ends = self.poll, self.walk.kept.ends_at
        known = [moment for moment in (ends, poll.closes_at) if moment is not None]
        link = site().base_url + in_language(self.address())
        subject = gettext("Finish later: %(poll)s", poll=self._heard(poll.name, self.tongue).text)
        return self._render(
            "voting/survey_later.html",
            link=link,
            letter=f"mailto:?subject={quote(subject)}&body={quote(link)}",
            until=moment_text(min(known), poll.zone, page_language()) if known else "",
            changes=self.walk.kept.act is Act.CHANGE,
            step=step,
        )

    def lines(self, *, is_over: bool = False) -> list[Line]:
        """All answers in words, with the ways back to them unless it is over."""
        return [self._line(step, question, is_over) for step, question in self.walk.all_asked]

    def _line(self, step: Step, question: Question, is_over: bool) -> Line:
        tongue = self._tongue_of(question)
        way_back = f"{in_language(self.address(step.number), to='check')}#q{question.parts[0].id}-1"
        return Line(
            question=self._heard(question.text, tongue),
            said=tuple(
                Said(one, tongue)
                for one in said_answer(self.poll, question, self.walk.response, self.tongue)
            ),
            is_ranking=question.kind is Kind.RANKING,
            href="" if is_over else way_back,
        )

    def _tongue_of(self, question: Question) -> str:
        return question.tongue(self.tongue, self.poll.base_language)

    def _plain(self, question: Question) -> Said:
        """The text of a question that was asked when earlier answers were others."""
        said = question.text.say(self._tongue_of(question))
        return Said(unpiped(said.text), said.language)

    def _heard(self, text: Localised, tongue: str) -> Said:
        """A text with the answers given before put into it."""
        return with_answers(text.say(tongue), self.poll, self.walk.response)

    def _head(self, step: Step) -> Head:
        """The title of the page on which this step stands; its text only where that begins."""
        begun = self.walk.begun(step)
        return head_of(step.page, self.poll, self.tongue, self.walk.response, begun)

    def _is_several(self, step: Step, is_first: bool) -> bool:
        """Whether the page has a heading of its own, above those of its questions."""
        has_title = (is_first and self.poll.title) or self._head(step).title
        return bool(has_title) or len(self.walk.asked(step)) != 1

    def _heading(self, step: Step, is_first: bool) -> Said:
        """What the page is about: its title, the survey's, or the one question on it."""
        if is_first and self.poll.title:
            return self._heard(self.poll.title, self.tongue)
        title = self._head(step).title
        if title or self.poll.title is None or len(self.walk.asked(step)) == 1:
            first = self.walk.asked(step)[0]
            return title or self._heard(first.text, self._tongue_of(first))
        return self._heard(self.poll.title, self.tongue)

    def _progress(self, step: Step) -> Progressed | None:
        """How far this is; nothing where there is only one step."""
        steps = steps_of(self.poll)
        if len(steps) == 1:
            return None
        here = progress(self.poll, self.walk.response, step)
        one_each = all(len(one.questions) == 1 for one in steps)
        width = f"{float(here.share * 100):.4g}%"
        return Progressed(progress_words(here.number, here.of, one_each), width)

    def _render(self, template: str, **more: Any) -> str:
        poll = self.poll
        shown = self.shown or Shown(poll, State.OPEN, None)
        context: dict[str, Any] = {
            **named(shown),
            "tongue": self.tongue,
            "address": self.address,
            "survey": self.survey,
            "stands": False,
            "can_see": results_visible(poll, shown.state, self.now),
        }
        return render_template(template, **(context | more))


@dataclass(frozen=True, kw_only=True)
class Line:
    """A question on the check page, what was answered in words, and the way back to it."""

    question: Said
    said: tuple[Said, ...]
    is_ranking: bool
    href: str = ""


@dataclass(frozen=True)
class Progressed:
    """How far a respondent is, in words and as the width of a bar."""

    words: str
    width: str


def progress_words(number: int, of: int | None, one_each: bool) -> str:
    """How far this is: question 3 of 8, or page 3 where it is not sure how many come."""
    language = page_language()
    here = number_text(number, language)
    if of is None:
        if one_each:
            return gettext("Question %(number)s", number=here)
        return gettext("Page %(number)s", number=here)
    total = number_text(of, language)
    if one_each:
        return gettext("Question %(number)s of %(total)s", number=here, total=total)
    return gettext("Page %(number)s of %(total)s", number=here, total=total)


def address(poll: Poll, form_id: str, place: object = "") -> str:
    """The path of one respondent's answers, of a step of theirs, or of another page."""
    path = f"/p/{poll.slug}/answer/{form_id}"
    return f"{path}/{place}" if place else path


def with_prefilled(address: str) -> str:
    """The address with the parameters of this page that answer questions, if it has any."""
    pairs = [pair for pair in request.args.items(multi=True) if pair[0].startswith(PREFILL)]
    if not pairs:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode(pairs)}"
