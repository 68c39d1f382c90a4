"""The history as a file."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO

from flask import Response, stream_with_context

from pollsvc.domain.texts import clean_text, guarded_text
from pollsvc.history.phrases import act_sentence, actor_name
from pollsvc.history.queries import Act, ActFilter, all_acts
from pollsvc.web.formats import iso_text
from pollsvc.web.outlets import PRIVATE

COLUMNS = (
    *("at", "poll_id", "number", "editor_id", "editor", "act"),
    *("subject", "sentence", "detail"),
)
_BYTE_ORDER_MARK = "\ufeff"
_ROWS_AT_ONCE = 100


def history_csv(wanted: ActFilter, name: str) -> Response:
    """The acts that are wanted as a CSV file of this name, the oldest first.

    In UTF-8 with the mark by which Excel knows it, sent as it is read. A text that a
    spreadsheet would work out as a formula has an apostrophe before it.

    Source: RFC 4180.
    """
    response = Response(stream_with_context(_parts(wanted)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = PRIVATE
    return response


def _parts(wanted: ActFilter) -> Iterator[str]:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    out.write(_BYTE_ORDER_MARK)
    writer.writerow(COLUMNS)
    for number, act in enumerate(all_acts(wanted), 1):
        writer.writerow([_guarded(cell) for cell in _row(act)])
        if number % _ROWS_AT_ONCE == 0:
            yield _taken(out)
    yield _taken(out)


def _taken(out: StringIO) -> str:
    """What has been written since the last time."""
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text


def _row(act: Act) -> tuple[str | int | None, ...]:
    return (
        iso_text(act.at),
        act.poll_id or None,  # acts that concern no poll have an empty cell
        act.number,
        act.editor_id,
        actor_name(act),
        act.act,
        act.subject,
        act_sentence(act),
        json.dumps(act.detail, ensure_ascii=False, sort_keys=True) if act.detail else "",
    )


def _guarded(cell: str | int | None) -> str | int | None:
    if not isinstance(cell, str):
        return cell
    text = clean_text(cell)
    return guarded_text(text)
