"""Servers to be measured: each on the same core, made alike, ended afterwards."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.load.client import HOST, ask, request

START_SECONDS = 30.0
ROOT = Path(__file__).parents[2]
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
_PARENT = re.compile(r"\) \S+ (\d+)")


@dataclass(frozen=True)
class Server:
    """A server that answers on a port of this machine."""

    port: int
    process: subprocess.Popen[bytes]
    start_seconds: float

    def memory_mb(self) -> float:
        """Proportional set size of all its processes, in MB of 10**6 bytes."""
        return sum(_pss_kb(pid) for pid in family(self.process.pid)) * 1024 / 1e6

    def cpu_seconds(self) -> float:
        """Time that its processes have spent on a core so far."""
        ticks = 0
        for pid in family(self.process.pid):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def has_loaded(self, library: str) -> bool:
        """Whether a file of this library is mapped by one of its processes."""
        maps = (Path(f"/proc/{pid}/maps").read_text() for pid in family(self.process.pid))
        return any(library in text for text in maps)


def cores() -> tuple[int, int] | None:
    """The cores for servers and for load, where there are two and they can be had."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    mine = sorted(os.sched_getaffinity(0))
    return (mine[0], mine[1]) if len(mine) > 1 else None


@contextmanager
def on_core(core: int | None) -> Iterator[None]:
    """Stand on this core, and let processes started meanwhile stand there for good."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def environment(**own: str) -> dict[str, str]:
    """The environment without settings of the shell, so that all runs are alike."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("POLLSVC_")}
    return kept | {"PYTHONDONTWRITEBYTECODE": ""} | own


def pollsvc(instance: Path, database_url: str, *words: str) -> None:
    """Run a command of the program in an instance, to its end."""
    ended = subprocess.run(
        [sys.executable, "-m", "pollsvc", *words],
        env=_of_instance(instance, database_url),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(f"pollsvc {words[0]}: {ended.stdout}{ended.stderr}")


@contextmanager
def pollsvc_server(
    instance: Path, database_url: str, path: str, core: int | None
) -> Iterator[Server]:
    """``pollsvc serve`` on an instance, as anybody would start it."""
    port = free_port()
    words = ["-m", "pollsvc", "serve", "--port", str(port)]
    with _server(words, _of_instance(instance, database_url), port, path, core) as server:
        yield server


@contextmanager
def wsgi_server(
    target: str, path: str, core: int | None, settings: Mapping[str, str]
) -> Iterator[Server]:
    """Another WSGI application, served with the very settings of ``pollsvc serve``."""
    from pollsvc.cli.serve import THREADS

    port = free_port()
    # The number of threads is handed over, because a server that imported the program would
    # take the program's settings of databases into the application it forks for.
    words = ["-m", "tests.load.servers", target, str(port), str(THREADS)]
    with _server(words, environment(**settings), port, path, core) as server:
        yield server


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            found = _PARENT.search(path.read_text())
            parents[int(path.parent.name)] = int(found[1]) if found else 0
    found_pids = [pid]
    for one in found_pids:
        found_pids.extend(child for child, parent in parents.items() if parent == one)
    return found_pids


def _of_instance(instance: Path, database_url: str) -> dict[str, str]:
    return environment(POLLSVC_INSTANCE=str(instance), POLLSVC_DATABASE_URL=database_url)


def _pss_kb(pid: int) -> int:
    found = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    return int(found[1]) if found else 0


@contextmanager
def _server(
    words: list[str], settings: dict[str, str], port: int, path: str, core: int | None
) -> Iterator[Server]:
    begin = time.perf_counter()
    with on_core(core):
        process = subprocess.Popen(
            [sys.executable, *words],
            env=settings,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C is for us, who then end it
        )
    try:
        _wait(process, port, path)
        yield Server(port, process, time.perf_counter() - begin)
    finally:
        _end(process)


def _wait(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    end = time.monotonic() + START_SECONDS
    status = 0
    while status != 200:
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"no answer from {process.args!r} at {path} (last status {status})")
        try:
            status = ask(port, request("GET", path, port)).status
        except ConnectionError:
            time.sleep(0.005)


def _end(process: subprocess.Popen[bytes]) -> None:
    processes = family(process.pid)
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        for pid in processes:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def main(target: str, port: str, threads: str) -> None:
    """Serve an application as ``pollsvc serve`` serves its own."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        target,
        address=HOST,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=int(threads),
        log_level=LogLevels.warning,
        log_access=False,
    ).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
