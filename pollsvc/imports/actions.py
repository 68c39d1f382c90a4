"""Loading definitions: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pollsvc.domain.errors import DefinitionError
from pollsvc.imports.faults import DefinitionFaultsError, Fault
from pollsvc.imports.reading import Definition
from pollsvc.polls.actions import add_poll
from pollsvc.results.actions import start_figures
from pollsvc.store.db import writing


@dataclass(frozen=True)
class Loaded:
    """What came of one definition; ``written`` is false where the poll was there already."""

    slug: str
    written: bool


def load(definitions: Iterable[Definition], now: datetime) -> tuple[Loaded, ...]:
    """Write the polls of these definitions, in one transaction; what is there stays as it is.

    Raises:
        DefinitionFaultsError: with every definition that cannot be loaded (its slug has
            another poll, its times are not in order now); then nothing was written.
    """
    faults: list[Fault] = []
    loaded: list[Loaded] = []
    with writing():
        for definition in definitions:
            try:
                new = definition.new_poll(now)
                poll = add_poll(new, now)
            except DefinitionFaultsError as error:
                faults.extend(error.faults)
            except DefinitionError as error:
                faults.append(definition.fault(("slug",), error.message))
            else:
                if poll is not None:
                    start_figures(poll, new, now)
                loaded.append(Loaded(definition.slug, poll is not None))
        if faults:
            raise DefinitionFaultsError(faults)
    return tuple(loaded)
