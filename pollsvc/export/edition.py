"""What every file is made of: a poll, and its sheet where it may be seen, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pollsvc.domain.figures import QuestionFigures
from pollsvc.domain.life import State
from pollsvc.domain.poll import Origin, Poll
from pollsvc.domain.question import Question
from pollsvc.domain.sheet import Sheet
from pollsvc.domain.theme import STANDARD
from pollsvc.results.corrections import CorrectionLine, correction_lines
from pollsvc.results.lines import QuestionLines, ResultLines, asked_by
from pollsvc.web.formats import local_day
from pollsvc.web.languages import beside


@dataclass(frozen=True, kw_only=True)
class Outline:
    """What may be said of a poll whatever its figures are.

    ``language`` is that of the sentences, ``asked_in`` that of questions and labels, where
    the poll has it. ``url`` is the poll's own address,
    ``visible`` says in words when results can be seen and by whom, ``accent`` is the
    colour of bars in pictures.
    """

    poll: Poll
    state: State
    language: str
    url: str
    site_name: str
    visible: str
    accent: str = STANDARD["accent"]
    asked_in: str = ""

    @property
    def tongue(self) -> str:
        """The language of question and labels: the sentences', if no other one is asked for."""
        return self.poll.language_for(self.asked_in, self.language)

    def tongue_of(self, question: Question) -> str:
        """The language of one question: never half of it in one and half in another."""
        return question.tongue(self.tongue, self.poll.base_language)

    @property
    def asked_by(self) -> str:
        """Who asked; ``""`` for figures brought in without a name."""
        return asked_by(self.poll, self.beside, self.site_name)

    @property
    def beside(self) -> tuple[str, str]:
        """The languages of what stands beside the questions, best first."""
        return beside(self.language, self.tongue)

    @property
    def source_title(self) -> str:
        """Where the figures were published; ``""`` if nowhere else."""
        source = self.poll.source
        return source.title.say(*self.beside).text if source else ""

    @property
    def opens_at(self) -> str | None:
        """When voting began or begins, in the poll's zone with its offset.

        Of an imported tally the day, as times of day are not known.
        """
        return self._zoned(self.poll.opens_at)

    @property
    def closes_at(self) -> str | None:
        """When voting ended or is to end, in the poll's zone with its offset.

        Of an imported tally the last day.
        """
        return self._zoned(self.poll.closes_at)

    @property
    def zone(self) -> str | None:
        """The time zone of these two times; days have none."""
        is_timed = self.poll.origin is Origin.LIVE and self.poll.opens_at is not None
        return self.poll.zone if is_timed else None

    @property
    def corrections(self) -> tuple[CorrectionLine, ...]:
        """The poll's corrections with what is said about each, oldest first."""
        return correction_lines(self.poll)

    def _zoned(self, moment: datetime | None) -> str | None:
        if moment is None:
            return None
        if self.poll.origin is Origin.TALLY:
            return local_day(moment, self.poll.zone).isoformat()
        return moment.astimezone(ZoneInfo(self.poll.zone)).isoformat(timespec="seconds")


@dataclass(frozen=True, kw_only=True)
class Edition(Outline):
    """A sheet and the sentences about it, ready to be written."""

    sheet: Sheet
    lines: ResultLines

    @property
    def questions(self) -> tuple[tuple[QuestionFigures, QuestionLines], ...]:
        """Each question's figures with its sentences."""
        return tuple(zip(self.sheet.questions, self.lines.questions, strict=True))

    def figures_of(self, question: Question) -> tuple[QuestionFigures, QuestionLines]:
        """The figures and the sentences of one of the poll's questions."""
        return self.questions[self.poll.questions.index(question)]
