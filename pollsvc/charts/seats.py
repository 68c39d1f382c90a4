"""Few requests wait for drawings at a time, so that all others find a thread free.

Drawing is slow and one at a time; what would wait too long is refused, and may come
again when the chart is in the folder.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pollsvc.charts.drawing import in_turn
from pollsvc.domain.errors import ChartBusyError


@dataclass
class Seats:
    """Seats for those who wait, and the drawings that they wait for.

    ``most`` requests wait at a time, for ``seconds`` at most; no more than ``most``
    drawings are begun or in line, including those whose readers have given up.
    """

    most: int = 4
    seconds: float = 10.0
    taken: int = 0
    """How many wait now."""
    _drawings: dict[Path, Future[bytes]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait_for(self, path: Path, job: Callable[[], bytes]) -> bytes:
        """What the job gives; those who ask for one path at one time share one job.

        A job that nobody waits for any more is still done, so that its chart is kept.

        Raises:
            ChartBusyError: every seat is taken, or it took too long.
        """
        drawing = self._take_seat(path, job)
        try:
            return drawing.result(self.seconds)
        except TimeoutError:
            raise ChartBusyError from None
        finally:
            with self._lock:
                self.taken -= 1

    def _take_seat(self, path: Path, job: Callable[[], bytes]) -> Future[bytes]:
        with self._lock:
            drawing = self._drawings.get(path)
            if self.taken >= self.most or (drawing is None and len(self._drawings) >= self.most):
                raise ChartBusyError
            if drawing is None:
                drawing = in_turn(partial(self._do, path, job))
                self._drawings[path] = drawing
            self.taken += 1
            return drawing

    def _do(self, path: Path, job: Callable[[], bytes]) -> bytes:
        try:
            return job()
        finally:
            with self._lock:
                del self._drawings[path]
