"""The tally as CSV."""

from __future__ import annotations

import csv
from io import StringIO

from pollsvc.domain.texts import guarded_text
from pollsvc.export.edition import Edition
from pollsvc.export.tally_rows import Cell
from pollsvc.export.tally_table import Table, tally_table


def tally_csv(edition: Edition, *, bom: bool = False) -> bytes:
    """The tally as CSV in UTF-8: a row of column names, then one row a figure."""
    return csv_text(tally_table(edition), bom=bom)


def csv_text(table: Table, *, bom: bool = False) -> bytes:
    """A table as CSV in UTF-8.

    ``bom`` puts the mark first by which Excel knows UTF-8. A text that a
    spreadsheet would work out as a formula has an apostrophe before it.

    Source: RFC 4180.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_guarded(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig" if bom else "utf-8")


def _guarded(cell: Cell) -> Cell:
    return guarded_text(cell) if isinstance(cell, str) else cell
