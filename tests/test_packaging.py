"""
The wheel: what it holds, and that it does the main job where there is no checkout.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from proviso import __version__

FOLDERS = ("ontology", "shapes", "data", "queries")

LOCKS = ("requirements.lock", "requirements-dev.lock")

LETTER = "SELECT ?title WHERE { ?record a prv:Record ; dct:title ?title } ORDER BY ?title"

PROLOGUE = "PREFIX prv: <https://w3id.org/proviso/ns#> PREFIX dct: <http://purl.org/dc/terms/> "


@dataclass(frozen=True)
class Installation:
    """
    A fresh environment that holds the wheel, and what the wheel depends on.
    """

    home: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """
        Run a command of the environment, away from the checkout and without the caller's settings.
        """
        program = self.home / "bin" / command[0]
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PROVISO_"))}
        return subprocess.run(
            [program, *command[1:]],
            cwd=self.home,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def ask(self, expression: str) -> str:
        """
        Evaluate an expression over *proviso* and its resources.
        """
        return self.run(
            "python", "-c", f"import proviso; from proviso import resources; print({expression})"
        ).stdout.strip()

    def data(self) -> list[str]:
        """
        Name what is shipped to be loaded by everyone: all but what is synthetic, which is loaded on request.
        """
        return [str(path) for path in sorted(Path(self.ask("resources.data()")).iterdir()) if path.name != "synthetic"]

    def proviso(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """
        Run the command on a store of its own.
        """
        return self.run("proviso", "--store", str(self.home / "store"), *arguments)


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    The wheel, built from the sdist as a release builds it.
    """
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(checkout)]
    done = subprocess.run(build, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installation(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """
    A fresh environment with the wheel in it; its dependencies are lent by the environment that runs the tests.
    """
    home = tmp_path_factory.mktemp("fresh")
    venv.create(home, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "--quiet"]
    subprocess.run([*pip, "install", "--no-index", "--no-deps", str(wheel)], check=True, timeout=120)
    site_packages = next(home.glob("lib/python*/site-packages"))
    # The folder is named after the wheel's own in the search path, and path files in it are not followed:
    # the editable install of the checkout stays out of reach.
    (site_packages / "lent.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return Installation(home)


@pytest.fixture(scope="module")
def loaded(installation: Installation) -> Installation:
    """
    The fresh environment, once its own data has been loaded into a store.
    """
    done = installation.proviso("load", *installation.data())
    assert done.returncode == 0, done.stdout + done.stderr
    return installation


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_wheel_ships_every_file_of_the_folder(checkout: Path, wheel: Path, folder: str) -> None:
    """
    What is in the folder of the checkout is in the wheel, byte for byte, and nothing else is.
    """
    with zipfile.ZipFile(wheel) as archive:
        prefix = f"proviso/assets/{folder}/"
        shipped = {
            name.removeprefix(prefix): archive.read(name) for name in archive.namelist() if name.startswith(prefix)
        }
    kept = {str(path.relative_to(checkout / folder)): path.read_bytes() for path in files_of(checkout / folder)}
    assert shipped
    assert shipped == kept


def test_the_wheel_holds_one_package_and_its_metadata(wheel: Path) -> None:
    """
    The wheel adds `proviso` to an environment, and no second top-level name.
    """
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0] for name in names} == {"proviso", f"proviso_graph-{__version__}.dist-info"}
    assert "proviso/py.typed" in names
    assert f"proviso_graph-{__version__}.dist-info/licenses/LICENSE" in names


def test_the_installed_package_is_the_wheels(installation: Installation) -> None:
    """
    The fresh environment imports the wheel and not the checkout, in the version that the checkout states.
    """
    assert Path(installation.ask("proviso.__file__")).is_relative_to(installation.home)
    assert installation.ask("proviso.__version__") == __version__
    assert installation.ask("__import__('importlib.metadata').metadata.version('proviso-graph')") == __version__


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_installed_resources_are_in_the_environment(installation: Installation, folder: str) -> None:
    """
    An installed *proviso* finds each folder among its own files.
    """
    found = Path(installation.ask(f"resources.{folder}()"))
    assert found.is_relative_to(installation.home)
    assert any(files_of(found))


def test_the_wheel_validates_its_own_data(installation: Installation) -> None:
    """
    `proviso validate` accepts what the wheel ships.
    """
    done = installation.proviso("validate", *installation.data())
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_wheel_answers_from_what_it_loaded(loaded: Installation) -> None:
    """
    `proviso query` finds the letter that `proviso load` took in.
    """
    done = loaded.proviso("query", "--text", PROLOGUE + LETTER, "--format", "json")
    assert done.returncode == 0, done.stderr
    titles = [row["title"]["value"] for row in json.loads(done.stdout)["results"]["bindings"]]
    assert any("EPCL" in title or "Eligible Products Combination List" in title for title in titles)


def test_loading_what_is_there_already_changes_nothing(loaded: Installation) -> None:
    """
    A second `proviso load` of the same data is accepted, and the export is the same, byte for byte.
    """
    before = loaded.proviso("export")
    again = loaded.proviso("load", *loaded.data())
    assert again.returncode == 0, again.stderr
    assert before.stdout
    assert loaded.proviso("export").stdout == before.stdout


def test_python_can_run_the_package(installation: Installation) -> None:
    """
    `python -m proviso` is the command `proviso`.
    """
    done = installation.run("python", "-m", "proviso", "--help")
    assert done.returncode == 0, done.stderr
    assert "load" in done.stdout


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_by_hash_and_says_nothing_of_where(checkout: Path, lock: str) -> None:
    """
    Every line of a lock is a comment, an exact release or a hash: no index, no host, no path, no option.
    """
    lines = (checkout / lock).read_text(encoding="utf-8").splitlines()
    allowed = r"#.*|[\w.-]+==[\w.]+( ; [\w\s'<>=!.]+)? \\| {4}--hash=sha256:[0-9a-f]{64}( \\)?"
    assert [line for line in lines if not re.fullmatch(allowed, line)] == []
    assert [line for line in lines if "://" in line] == []


def test_the_locks_agree(checkout: Path) -> None:
    """
    The tests run on the very releases that users get.
    """
    runtime, dev = (pins(checkout / lock) for lock in LOCKS)
    assert runtime.items() <= dev.items()


def test_the_locks_hold_every_dependency(checkout: Path) -> None:
    """
    What pyproject.toml asks for is pinned: the dependencies in both locks, the test extra in the second.
    """
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime, dev = (set(pins(checkout / lock)) for lock in LOCKS)
    assert names(project["dependencies"]) <= runtime
    assert names(project["optional-dependencies"]["test"]) <= dev


def files_of(folder: Path) -> list[Path]:
    """
    List the files under a folder that people wrote.
    """
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def pins(lock: Path) -> dict[str, str]:
    """
    Read a lock as a mapping from each package to its release.
    """
    return dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", lock.read_text(encoding="utf-8")))


def names(requirements: list[str]) -> set[str]:
    """
    Read the names of the packages that requirements are for, spelt as locks spell them.
    """
    return {re.split(r"[<>=!~ ;\[]", requirement, maxsplit=1)[0].lower() for requirement in requirements}
