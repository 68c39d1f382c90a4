"""Times of a definition, and when its results come out."""

from __future__ import annotations

from collections.abc import Iterator

from pollsvc.imports.checks.as_read import AsRead, Fault
from pollsvc.imports.moments import Moment, order_faults, read_moment

MOMENTS = ("opens", "closes", "release", "archived")


def time_faults(read: AsRead) -> Iterator[Fault]:
    """Every fault of times and of what hangs on them."""
    zone = "UTC" if read.part(("zone",)) is None else read.sound("zone")
    moments: dict[str, Moment] = {}
    for name in MOMENTS:
        text = read.sound(name)
        if text is None or zone is None:
            continue
        try:
            moments[name] = read_moment(text, zone)
        except ValueError as error:
            yield (name,), str(error)
    for name, message in order_faults(moments, None):
        yield (name,), message
    yield from _rule_faults(read)


def _rule_faults(read: AsRead) -> Iterator[Fault]:
    there = {name for name in MOMENTS if read.part((name,)) is not None}
    if "opens" not in there and read.part(("tally",)) is None:
        for name in sorted(there & {"closes", "archived"}):
            yield (name,), "give opens too; a poll without it is a draft"
    if ("visibility",) in read.faulty:
        return
    waits = read.part(("visibility",)) == "when_released"
    is_past = read.part(("tally",)) is not None
    if waits and "release" in there and "closes" not in there and not is_past:
        yield ("visibility",), "give closes too; results are released after a poll has closed"
    if not waits and "release" in there:
        yield ("release",), "only visibility: when_released takes this; leave it out"
