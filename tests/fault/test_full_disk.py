"""No room left: votes are refused kindly, figures are still read, and it heals by itself."""

from __future__ import annotations

import resource

from pollsvc.store.places import sqlite_path
from tests.fault.running import SLUG, Answer, Instance, ask
from tests.fault.voters import PATH, filled_in, form_on

ROOM = 150_000


def test_a_full_disk_refuses_votes_and_nothing_else_until_there_is_room(
    on_sqlite: Instance,
) -> None:
    size = max(path.stat().st_size for path in sqlite_path(on_sqlite.url).parent.iterdir())
    on_sqlite.start()
    on_sqlite.limit_files(size + ROOM)
    stored, form, refused = vote_until_refused(on_sqlite)
    assert stored
    assert refused.status == 503
    assert refused.headers["retry-after"]
    assert form_on(refused) == form
    assert 'value="2" checked' in " ".join(refused.text.split())
    assert ask(on_sqlite.port, f"/p/{SLUG}/results").status == 200
    assert ask(on_sqlite.port, f"/p/{SLUG}/results.json").status == 200
    assert ask(on_sqlite.port, PATH).status == 200

    on_sqlite.limit_files(resource.RLIM_INFINITY)
    assert ask(on_sqlite.port, PATH, filled_in(form, 2)).status == 303
    assert set(on_sqlite.counted()) == {on_sqlite.word_of(one) for one in [*stored, form]}
    assert on_sqlite.faults() == ()
    assert on_sqlite.is_whole()


def vote_until_refused(made: Instance) -> tuple[list[str], str, Answer]:
    """Forms that were acknowledged, the one that was not, and what was said to it."""
    stored: list[str] = []
    for _ in range(400):
        form = form_on(ask(made.port, PATH))
        answer = ask(made.port, PATH, filled_in(form, 2))
        if answer.status != 303:
            return stored, form, answer
        stored.append(form)
    raise AssertionError("the disk did not become full")
