"""Charts kept by what is on them, so that each is drawn once.

The name of a file is the digest of everything that its bytes depend on; a chart
whose figures changed is another file. Nothing here may fail a request: where the
folder cannot be read or written, the chart is drawn again.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from contextlib import suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path

from pollsvc.charts.drawing import drawn
from pollsvc.charts.picture import Format, Picture, Size
from pollsvc.charts.seats import Seats

log = logging.getLogger(__name__)

# To be raised when the look of a chart changes, so that no old one is served.
DRAWING_VERSION = 3
# More than a poll of 50 questions has: 6 kinds of file of each, in 5 languages.
MOST_FILES = 2000
# One set for the whole process, as are the threads that answer requests.
_seats = Seats()


def cached_draw(picture: Picture, format: Format, size: Size, folder: Path) -> bytes:
    """The picture as ``draw`` gives it, from the folder if it was drawn before.

    The folder is made when needed and keeps at most 2,000 charts, the newest. A chart
    from the folder is there at once, whatever is being drawn.

    Raises:
        ChartBusyError: too many requests wait for drawings, or this one took too long.
        ValueError: an unknown format or size.
    """
    path = folder / f"{_digest(picture, format, size)}.{format}"
    with suppress(OSError):
        return path.read_bytes()
    return _seats.wait_for(path, partial(_drawn_and_kept, picture, format, size, path))


def _drawn_and_kept(picture: Picture, format: Format, size: Size, path: Path) -> bytes:
    with suppress(OSError):
        return path.read_bytes()  # another drew it while this one stood in line
    chart = drawn(picture, format, size)
    try:
        _keep(path, chart)
        _forget_oldest(path.parent)
    except OSError as problem:
        log.warning("charts are not kept in %s: %s", path.parent, problem)
    return chart


def _digest(picture: Picture, format: Format, size: Size) -> str:
    drawn_with = (DRAWING_VERSION, version("matplotlib"), version("pillow"))
    # A lone surrogate in a label is cut by the drawing, but has no UTF-8.
    said = repr((picture, format, size, drawn_with)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest()


def _keep(path: Path, chart: bytes) -> None:
    """Write the file whole or not at all, whoever else is writing it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(chart)
        Path(unfinished).replace(path)
    except OSError:
        with suppress(OSError):
            Path(unfinished).unlink()
        raise


def _forget_oldest(folder: Path) -> None:
    with os.scandir(folder) as entries:
        files = [entry for entry in entries if entry.is_file()]
    if len(files) <= MOST_FILES:
        return
    for entry in sorted(files, key=lambda file: file.stat().st_mtime)[:-MOST_FILES]:
        # Another process may have been here first.
        Path(entry.path).unlink(missing_ok=True)
