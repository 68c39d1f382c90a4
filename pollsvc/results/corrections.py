"""What is said about wordings that were changed after the first vote."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from pollsvc.domain.poll import Correction, Poll
from pollsvc.domain.texts import Said
from pollsvc.web.formats import moment_text
from pollsvc.web.languages import page_language


@dataclass(frozen=True, kw_only=True)
class CorrectionLine:
    """What is said of a correction: when it was made, and what the text said and says.

    ``sentence`` is the whole as one text, for files.
    """

    correction: Correction
    moment: str
    before: Said
    after: Said
    sentence: str


def correction_lines(poll: Poll) -> tuple[CorrectionLine, ...]:
    """The poll's corrections in the language of the page in work, oldest first."""
    links = {option.id for option in poll.links.options} if poll.links else set()
    return tuple(
        _correction_line(one, poll.zone)
        for one in poll.corrections
        # The name of a link is the desk's own.
        if one.subject != "option" or one.subject_id not in links
    )


def _correction_line(one: Correction, zone: str) -> CorrectionLine:
    moment = moment_text(one.at, zone, page_language())
    return CorrectionLine(
        correction=one,
        moment=moment,
        before=Said(one.before, one.language),
        after=Said(one.after, one.language),
        sentence=gettext(
            "Corrected on %(moment)s: “%(old)s” now reads “%(new)s”.",
            moment=moment,
            old=one.before,
            new=one.after,
        ),
    )
