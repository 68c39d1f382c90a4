"""What is committed: plain names, small files, and nothing that belongs to one machine."""

from __future__ import annotations

import re
import subprocess
from functools import cache

import pytest

from tests.house.tree import ROOT

PLAIN = re.compile(r"[A-Za-z0-9@._/-]+")
MOST_BYTES = 6 * 2**20

# Put together here, so that this file does not hold what it looks for.
FOLDERS = ("work", "root", "tmp", r"home/[\w.-]+", r"Users/[\w.-]+")
REGISTRIES = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "proxy." + "golang.org",
    "index" + "-url",
    "index" + "_url",
    "arti" + "factory",
)
MACHINE_PATH = re.compile(rf"(?<![\w.~>)}}-])/(?:{'|'.join(FOLDERS)})/[\w.]".encode())
REGISTRY = re.compile("|".join(map(re.escape, REGISTRIES)).encode(), re.IGNORECASE)


@cache
def tracked() -> tuple[str, ...]:
    """The paths of all tracked files, as git has them."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no checkout, so nothing is tracked; clone the repository to run this")
    # A checkout may belong to another user than the one who runs the tests.
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=60,
    )
    return tuple(listed.stdout.decode("utf-8", "backslashreplace").split("\0")[:-1])


def contents() -> dict[str, bytes]:
    """Every tracked file that is still there, with what it holds."""
    return {path: (ROOT / path).read_bytes() for path in tracked() if (ROOT / path).is_file()}


def test_there_are_tracked_files_to_look_at() -> None:
    assert {"README.md", "pollsvc/__init__.py"} <= set(tracked())


def test_every_tracked_path_is_made_of_plain_characters() -> None:
    assert [path for path in tracked() if not PLAIN.fullmatch(path)] == []


def test_no_tracked_file_is_large() -> None:
    sizes = {path: len(held) for path, held in contents().items()}
    assert {path: size for path, size in sizes.items() if size > MOST_BYTES} == {}


def test_nothing_of_one_installation_is_tracked() -> None:
    inside = [path for path in tracked() if path.split("/")[0] == "instance"]
    assert inside == ["instance/README.md"]


def test_no_tracked_file_names_a_place_on_one_machine() -> None:
    assert found(MACHINE_PATH) == []


def test_no_tracked_file_names_a_registry() -> None:
    assert found(REGISTRY) == []


def found(pattern: re.Pattern[bytes]) -> list[str]:
    return [
        f"{path}: {match[0].decode()}"
        for path, held in contents().items()
        for match in pattern.finditer(held)
    ]


@pytest.mark.parametrize("folder", ["work", "root", "tmp", "home/me", "Users/me"])
def test_a_place_on_one_machine_is_found(folder: str) -> None:
    assert MACHINE_PATH.search(f'open("/{folder}/polls.db")'.encode())


@pytest.mark.parametrize(
    "text", ["/tmpfs/polls.db", "/var/lib/works/polls", "https://polls.example/root/a", "the /root"]
)
def test_other_paths_are_none_of_one_machine(text: str) -> None:
    assert not MACHINE_PATH.search(text.encode())


@pytest.mark.parametrize("word", REGISTRIES)
def test_a_registry_is_found(word: str) -> None:
    assert REGISTRY.search(f"https://{word}/simple".encode())


@pytest.mark.parametrize("path", ["('t', 'm')/p.db", "a b.py", "naïve.py", 'a"b', "a\nb"])
def test_a_path_with_odd_characters_is_found(path: str) -> None:
    assert not PLAIN.fullmatch(path)
