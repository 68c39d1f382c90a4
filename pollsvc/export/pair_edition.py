"""What the files of a pair are made of: both polls' editions, and what they have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext

from pollsvc.domain.flow import unpiped
from pollsvc.domain.pair import PairedQuestion
from pollsvc.export.edition import Edition
from pollsvc.results.lines import ShiftLines, shift_line, unlike_line, unpaired_line
from pollsvc.results.pairs import Pair
from pollsvc.web.formats import sentence_gap


@dataclass(frozen=True, kw_only=True)
class PairEdition:
    """Two sheets in one language. ``code``, ``title`` and ``url`` are the event's."""

    code: str
    title: str
    url: str
    pair: Pair
    before: Edition
    after: Edition

    @property
    def language(self) -> str:
        """The language of the sentences."""
        return self.after.language

    @property
    def tongue(self) -> str:
        """The language of question and labels, as far as they have it."""
        return self.after.tongue

    def tongue_of(self, question: PairedQuestion) -> str:
        """The language of one question."""
        return self.after.tongue_of(question.asked)

    @property
    def questions(self) -> Iterator[tuple[PairedQuestion, ShiftLines]]:
        """Each question that is compared, with its sentences."""
        for one in self.pair.common.questions:
            yield one, self.pair.said(one, self.tongue)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said with every shift."""
        return unpaired_line(), shift_line(), self.after.lines.self_selected_line

    @property
    def unlike(self) -> tuple[str, ...]:
        """What cannot be compared, a sentence each."""
        return tuple(unlike_line(one, self.tongue) for one in self.pair.common.unlike)

    @property
    def sources(self) -> tuple[str, ...]:
        """Who asked, when and how many: a paragraph and an address for each of the polls."""
        before, after = (unpiped(one.poll.name.say(one.tongue).text) for one in self._both)
        names = (
            gettext("Before: “%(poll)s”.", poll=before),
            gettext("After: “%(poll)s”.", poll=after),
        )
        return tuple(
            text
            for name, one in zip(names, self._both, strict=True)
            for text in (_source(name, one), one.url)
        )

    @property
    def _both(self) -> tuple[Edition, Edition]:
        return self.before, self.after


def _source(name: str, edition: Edition) -> str:
    lines = edition.lines
    as_of = "" if edition.state.is_over else lines.as_of_line
    said = (name, lines.source_line, lines.as_published_line, as_of)
    return sentence_gap(edition.language).join(filter(None, said))
