"""Writing figures that no vote writes: a poll's empty box, and a tally brought in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from pollsvc.domain.cells import WHOLE_POLL, Cell
from pollsvc.domain.new_poll import NewPoll
from pollsvc.domain.poll import Kind, Poll
from pollsvc.results.models import BoxRow, SnapshotRow, TallyRow
from pollsvc.store.columns import to_ms
from pollsvc.store.db import session


def start_figures(poll: Poll, new: NewPoll, now: datetime) -> None:
    """Give a new poll its box, and the figures of a past result with snapshot 1.

    Committing is the caller's. The snapshot is what was published; ``verify``
    compares the tally with it, as there are no responses to recount.
    """
    session().add(
        BoxRow(
            poll_id=poll.id,
            next_number=1,
            version=1,
            next_history=1,
            changed_ms=to_ms(now) if new.tally is not None else None,
        )
    )
    if new.tally is None:
        return
    tally = imported_tally(poll, new)
    session().add_all(
        TallyRow(poll_id=poll.id, question=c.question, measure=c.measure, cell=c.cell, n=n)
        for c, n in tally.items()
    )
    figures = figures_document(tally)
    session().add(
        SnapshotRow(
            poll_id=poll.id,
            number=1,
            made_ms=to_ms(now),
            reason="import",
            at_version=1,
            at_number=0,
            figures=figures,
            digest=figures_digest(figures),
        )
    )


def imported_tally(poll: Poll, new: NewPoll) -> dict[Cell, int]:
    """The counters of a past result. A base that was not published is left out."""
    assert new.tally is not None
    tally: dict[Cell, int] = {}
    respondents = new.respondents or {}
    counted = 0
    for question in poll.questions:
        counts = {o.id: new.tally[question.code, o.code] for o in question.options}
        answered = respondents.get(question.code)
        if answered is None and question.kind is Kind.SINGLE:
            answered = sum(counts.values())
        # Several answers without a number of people have no base; never worked back.
        if answered is not None:
            counted = max(counted, answered)
            tally[Cell(question.id, "base", "answered")] = answered
        for option_id, n in counts.items():
            tally[Cell(question.id, "option", str(option_id))] = n
    tally[Cell(WHOLE_POLL, "standing", "counted")] = counted
    return tally


def figures_document(tally: Mapping[Cell, int]) -> dict[str, int]:
    """A tally as a document, ``{"1/option/3": 24}``, counters of nought left out."""
    return {
        f"{cell.question}/{cell.measure}/{cell.cell}": n for cell, n in sorted(tally.items()) if n
    }


def figures_digest(figures: Mapping[str, int]) -> str:
    """SHA-256 (hex) of the document in one canonical form, as JSONB reorders keys."""
    text = json.dumps(figures, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
