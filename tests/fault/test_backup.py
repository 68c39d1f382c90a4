"""A backup taken while people vote is whole."""

from __future__ import annotations

from tests.fault.running import Instance, bare, copy_of, wait_for
from tests.fault.voters import Voters


def test_a_backup_taken_under_load_is_right_and_holds_what_was_acknowledged_before(
    on_sqlite: Instance,
) -> None:
    on_sqlite.start()
    voters = Voters(on_sqlite)
    with voters.voting():
        wait_for(lambda: len(voters.acknowledged) >= 100)
        before = voters.acknowledged.copy()
        copy = copy_of(on_sqlite.url, on_sqlite.folder)
        wait_for(lambda: len(voters.acknowledged) > len(before) + 20)
    on_sqlite.kill()
    backed_up = on_sqlite.counted(copy)
    assert {on_sqlite.word_of(form) for form in before} <= set(backed_up)
    assert backed_up.items() <= voters.sent_votes().items()
    assert len(backed_up) < len(on_sqlite.counted())
    assert on_sqlite.faults(copy) == ()
    with bare(copy) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
