"""The wheel holds everything and runs like the checkout, from an empty folder."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import PACKAGE, ROOT, SEEDS, TEMPLATES

pytestmark = pytest.mark.timeout(400)

ASK = """
from pollsvc.app import create_app
from pollsvc.charts import cache
cache._seats.seconds = 100  # a machine with a load on it is no finding
client = create_app().test_client()
for path in {paths!r}:
    answer = client.get(path, base_url="http://127.0.0.1:8000")
    print(answer.status_code, path, len(answer.get_data()) > 100)
print("31" in client.get("/p/us-goals-for-russia-2013/results", base_url="http://127.0.0.1").text)
"""
PATHS = (
    "/",
    "/help",
    "/p/us-goals-for-russia?lang=fr",
    "/p/us-goals-for-russia-2013/results.csv",
    "/p/us-goals-for-russia-2013/results.png?lang=ja",
    "/embed/us-goals-for-russia-2013",
    "/embed.js",
    "/static/reader.css",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this checkout, with nothing fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    run(ROOT, {}, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the wheel was unpacked, as an installer does it."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(folder: Path, environment: dict[str, str], *words: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("POLLSVC_")}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def shipped() -> set[str]:
    """Every file that the program needs, under its name in the wheel."""
    inside = {path: path.relative_to(ROOT).as_posix() for path in PACKAGE.rglob("*")}
    for folder in (TEMPLATES, SEEDS):
        inside |= {
            path: f"pollsvc/{path.relative_to(ROOT).as_posix()}" for path in folder.rglob("*")
        }
    return {
        name
        for path, name in inside.items()
        if path.is_file()
        and "_cache" not in name
        and "__pycache__" not in name
        and path.suffix not in {".pyc", ".po", ".pot"}
    }


def test_the_wheel_holds_every_file_of_the_checkout(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert shipped() - set(archive.namelist()) == set()


def test_the_wheel_holds_neither_caches_nor_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    strange = [name for name in names if "_cache" in name or "__pycache__" in name]
    assert strange + [name for name in names if not name.startswith("pollsvc")] == []


@pytest.mark.parametrize(
    "kind",
    ["templates/layouts/*.html", "seeds/*.yaml", "store/migrations/versions/0*.py", "help/*.md",
     "static/css/*.css", "static/js/*.js", "translations/*/LC_MESSAGES/*.mo",
     "charts/fonts/**/*.ttf"],
)  # fmt: skip
def test_an_installed_wheel_has_files_of_each_kind(installed: Path, kind: str) -> None:
    assert list((installed / "pollsvc").glob(kind))


def test_an_installed_wheel_runs_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    here = {"PYTHONPATH": str(installed)}
    seeds = str(installed / "pollsvc" / "seeds")
    where = run(tmp_path, here, "-c", "import pollsvc; print(pollsvc.__file__)")
    assert where.startswith(str(installed))
    run(tmp_path, here, "-m", "pollsvc", "check", seeds)
    run(tmp_path, here, "-m", "pollsvc", "upgrade")
    run(tmp_path, here, "-m", "pollsvc", "seed", seeds)
    run(tmp_path, here, "-m", "pollsvc", "doctor")
    said = run(tmp_path, here, "-c", ASK.format(paths=PATHS)).splitlines()
    assert said == [*(f"200 {path} True" for path in PATHS), "True"]
    assert {path.name for path in tmp_path.iterdir()} == {"instance"}
