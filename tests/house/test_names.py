"""Names say what is inside."""

import re
from pathlib import Path

from tests.house.tree import PACKAGE, ROOT, SEEDS, TEMPLATES, files, name

BANNED = {"util", "helper", "common", "misc", "manager", "service", "handler", "base"}

# Put together here, so that this file does not hold what it looks for.
UNFINISHED = re.compile(
    r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b"
)


def test_no_file_has_a_name_that_says_nothing() -> None:
    named = [*files(PACKAGE), *files(TEMPLATES), *files(ROOT / "tests")]
    words = {
        path: set(re.split(r"[_.-]", path.stem.lower())) | {path.parent.name} for path in named
    }
    plural = BANNED | {f"{word}s" for word in BANNED}
    assert [name(path) for path, parts in words.items() if parts & plural] == []


def test_nothing_is_left_unfinished() -> None:
    found = []
    for path in everything_written():
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if UNFINISHED.search(line):
                found.append(f"{name(path)}:{number}: {line.strip()}")
    assert found == []


def everything_written() -> list[Path]:
    folders = [PACKAGE, TEMPLATES, SEEDS, ROOT / "tests", ROOT / ".ci"]
    binary = {".mo", ".png", ".ttf", ".woff2", ".ico", ".pyc"}
    inside = [path for folder in folders for path in files(folder) if path.suffix not in binary]
    return [*inside, *ROOT.glob("*.md"), ROOT / "Makefile", ROOT / "pyproject.toml"]
