"""The site as every page asks for it: read once a second and process, at once after a save."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from time import monotonic

from sqlalchemy.exc import SQLAlchemyError

from pollsvc.config import Settings
from pollsvc.site.effective import effective_site
from pollsvc.site.queries import Values, newest_site_values
from pollsvc.web.site import Site

SECONDS = 1.0
log = logging.getLogger(__name__)


@dataclass
class LiveSite:
    """The site of one app. Calling it gives the site as it was at most a second ago.

    One thread at a time reads; the others go on with what was read before. While the
    database does not answer, the site stays as it was last.
    """

    settings: Settings
    _site: Site = field(init=False)
    _values: Values = field(default_factory=dict)
    _until: float = 0.0
    _has_read: bool = False
    _changes: int = 0
    _reading: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._site = effective_site(self.settings, {})

    def __call__(self) -> Site:
        """The site; needs an app context."""
        if monotonic() >= self._until and self._reading.acquire(blocking=not self._has_read):
            try:
                if monotonic() >= self._until:
                    self._read()
            finally:
                self._reading.release()
        return self._site

    def forget(self) -> None:
        """Read anew when asked next; for who has just written."""
        self._changes += 1
        self._has_read = False
        self._until = 0.0

    def _read(self) -> None:
        changes = self._changes
        try:
            values = newest_site_values()
            if values != self._values:
                self._values, self._site = values, effective_site(self.settings, values)
        except SQLAlchemyError as error:
            # Error pages ask for the site too, and have to come all the same.
            log.warning("The site's values could not be read: %s", error)
        if changes == self._changes:
            self._has_read = True
            self._until = monotonic() + SECONDS
