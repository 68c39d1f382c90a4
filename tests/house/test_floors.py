"""What import contracts cannot say of the floors."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import PACKAGE, ROOT, files, imports, modules, name, parsed

# Input, output, clock and chance: what a pure function is handed, never takes.
IMPURE = {
    "asyncio", "http", "io", "logging", "os", "pathlib", "random", "secrets", "shutil", "socket",
    "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip
IMPURE_CALLS = {"now", "today", "utcnow", "open", "print", "input", "time"}
HEAVY = ("matplotlib", "alembic", "numpy", "openpyxl", "xlsxwriter", "pydantic")

domain = pytest.mark.parametrize(
    "path", files(PACKAGE / "domain", "*.py"), ids=lambda one: one.stem
)


@domain
def test_the_domain_imports_pure_parts_of_the_standard_library_only(path: Path) -> None:
    allowed = (set(sys.stdlib_module_names) - IMPURE) | {"pollsvc.domain"}
    found = {
        ".".join(one.split(".")[: 2 if one.startswith("pollsvc") else 1]) for one in imports(path)
    }
    assert found <= allowed


@domain
def test_the_domain_asks_no_clock_and_prints_nothing(path: Path) -> None:
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
    }
    assert called & IMPURE_CALLS == set()


def test_matplotlib_is_known_in_charts_only() -> None:
    users = {name(path) for path in modules() if _uses_matplotlib(path)}
    assert users
    assert all(user.startswith("pollsvc/charts/") for user in users)


def test_matplotlib_is_never_imported_at_the_top_of_a_module() -> None:
    top = [name(path) for path in modules() if _uses_matplotlib(path, top_only=True)]
    assert top == []


def _uses_matplotlib(path: Path, *, top_only: bool = False) -> bool:
    return any(one.split(".")[0] == "matplotlib" for one in imports(path, top_only=top_only))


def test_a_start_loads_nothing_heavy() -> None:
    question = f"import sys, pollsvc.app; print([one for one in {HEAVY!r} if one in sys.modules])"
    said = subprocess.run(
        [sys.executable, "-c", question],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert said.stdout.strip() == "[]"
