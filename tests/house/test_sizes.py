"""Files stay small enough to be read at one sitting."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.tree import PACKAGE, ROOT, TEMPLATES, files, lines, modules, name, parsed

MODULE, FUNCTION, TEMPLATE, SCRIPT, SHEET = 400, 50, 150, 150, 300


@pytest.mark.parametrize(
    ("found", "most"),
    [
        (modules, MODULE),
        (lambda: files(ROOT / "tests", "*.py"), MODULE),
        (lambda: files(TEMPLATES), TEMPLATE),
        (lambda: files(PACKAGE / "static" / "js"), SCRIPT),
        (lambda: files(PACKAGE / "static" / "css"), SHEET),
    ],
    ids=["modules", "tests", "templates", "scripts", "style sheets"],
)
def test_no_file_outgrows_its_kind(found: Callable[[], list[Path]], most: int) -> None:
    paths = found()
    assert paths
    assert {name(path): lines(path) for path in paths if lines(path) > most} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = {}
    for path in modules():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > FUNCTION:
                    long[f"{name(path)}::{node.name}"] = length
    assert long == {}
