"""``kill -9`` at any moment: what was acknowledged is there, and nothing else is."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.fault.running import SERVE, Instance, ask, bare, instance, wait_for
from tests.fault.voters import Voters, assert_nothing_lost_or_added

KILLS = 5
ACKNOWLEDGED = 500
EARLY = (
    *("-m", "granian", "--interface", "wsgi", "--factory", "--host", "127.0.0.1"),
    *("--port", "{port}", "--blocking-threads", "16", "tests.fault.early:make"),
)


def test_kills_under_load_lose_and_add_nothing(on_sqlite: Instance) -> None:
    on_sqlite.start()
    voters, killed = Voters(on_sqlite), 0
    with voters.voting():
        while killed < KILLS or len(voters.acknowledged) < ACKNOWLEDGED:
            enough = len(voters.acknowledged) + ACKNOWLEDGED // KILLS
            wait_for(lambda enough=enough: len(voters.acknowledged) >= enough)  # type: ignore[misc]
            time.sleep(random.uniform(0, 0.05))
            on_sqlite.kill()
            killed += 1
            on_sqlite.start()
        since = len(voters.acknowledged)
        wait_for(lambda: len(voters.acknowledged) > since)
    on_sqlite.kill()
    assert_nothing_lost_or_added(voters, at_least=ACKNOWLEDGED)
    assert on_sqlite.is_whole()
    assert set(voters.statuses) == {303}


def missing_after_a_kill(made: Instance) -> int:
    """Acknowledged votes that are not there after a kill while no commit could be made."""
    made.start()
    voters = Voters(made)
    with voters.voting():
        wait_for(lambda: len(voters.acknowledged) >= 50)
        with bare(made.url) as outside:
            outside.execute("BEGIN IMMEDIATE")
            time.sleep(0.5)
            made.kill()
            outside.execute("ROLLBACK")
    assert made.is_whole()
    counted = made.counted()
    assert len(counted) >= 20
    return len(voters.acknowledged_votes().items() - counted.items())


@pytest.mark.parametrize(("words", "loses"), [(SERVE, False), (EARLY, True)], ids=["real", "wrong"])
def test_a_kill_while_no_commit_can_be_made_loses_only_where_votes_are_acknowledged_early(
    words: tuple[str, ...], loses: bool, tmp_path: Path
) -> None:
    folder = tmp_path / "instance"
    with instance(folder, f"sqlite:///{folder / 'pollsvc.db'}", words) as made:
        assert (missing_after_a_kill(made) > 0) is loses


def test_a_server_whose_parent_is_killed_leaves_the_port_to_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    with instance(folder, f"sqlite:///{folder / 'pollsvc.db'}") as made:
        made.start()
        assert made.process is not None
        made.process.kill()
        made.process.wait(timeout=20)
        made.start()  # on the same port
        assert ask(made.port, "/healthz").status == 200
