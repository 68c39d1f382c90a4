"""Another program holds SQLite's lock, or the port, for longer than anyone waits."""

from __future__ import annotations

import socket
import subprocess
import sys

from tests.fault.running import ROOT, SLUG, Instance, ask, bare, environment
from tests.fault.voters import PATH, filled_in, form_on


def test_a_vote_refused_for_a_lock_keeps_its_choice_and_counts_once_when_sent_again(
    on_sqlite: Instance,
) -> None:
    on_sqlite.start()
    form = form_on(ask(on_sqlite.port, PATH))
    with bare(on_sqlite.url) as outside:
        outside.execute("BEGIN IMMEDIATE")
        refused = ask(on_sqlite.port, PATH, filled_in(form, 3))
        assert ask(on_sqlite.port, f"/p/{SLUG}/results").status == 200
        outside.execute("ROLLBACK")
    assert refused.status == 503
    assert refused.headers["retry-after"]
    assert form_on(refused) == form
    assert 'value="3" checked' in " ".join(refused.text.split())
    assert on_sqlite.counted() == {}

    for _ in range(3):
        assert ask(on_sqlite.port, PATH, filled_in(form, 3)).status == 303
    assert on_sqlite.counted() == {on_sqlite.word_of(form): 3}
    assert on_sqlite.faults() == ()


def test_a_port_that_is_taken_is_said_in_one_line(on_sqlite: Instance) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = subprocess.run(
            [sys.executable, "-m", "pollsvc", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment(on_sqlite.folder, on_sqlite.url),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert len(ran.stderr.splitlines()) == 1
    assert f"127.0.0.1:{port}" in ran.stderr
    assert "--port" in ran.stderr
