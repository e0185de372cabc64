"""
The audit: others come to our verdict with our files and without our software.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import venv
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TypeAlias

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store, parse

from command import Command
from proviso import resources
from proviso.register import AUDIT_FILES
from proviso.vocabulary import RDF, SH

Found: TypeAlias = tuple[str, ...]

DAYS = ("--as-at", "2021-06-30", "--known-at", "2021-06-30")

CONTROL = ("<urn:proviso:control:event>", "<https://w3id.org/proviso/shapes#EffectiveApproval-precedentConditions>")

# An installation of Apache Jena, or the folder of its jars: where Debian's libapache-jena-java puts them, unless told.
JENA_JARS = Path(os.environ.get("JENA_HOME", "/usr/share/java"))


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    The audit of a register with the letter and what was invented to follow it, and the data with the control added.
    """
    home = tmp_path_factory.mktemp("audit")
    proviso = Command(home / "store")
    assert proviso("load", resources.data(), resources.data() / "synthetic" / "sequel").status == 0
    done = proviso("export", "--audit", home / "audit", *DAYS)
    assert (done.status, done.errors) == (0, "")
    folder = home / "audit"
    with_control = (folder / "data.ttl").read_bytes() + (folder / "control.ttl").read_bytes()
    (home / "with-control.ttl").write_bytes(with_control)
    return folder


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    The Python of an environment that holds pySHACL, what pySHACL needs, and nothing else.
    """
    home = tmp_path_factory.mktemp("bare")
    venv.create(home, symlinks=True)
    site_packages = next(home.glob("lib/python*/site-packages"))
    for name in closure("pyshacl"):
        lend(name, site_packages)
    return home / "bin" / "python"


def closure(name: str) -> set[str]:
    """
    Name a distribution and all that it needs, as far as it is installed.
    """
    found, waiting = set[str](), [name]
    while waiting:
        current = waiting.pop().lower()
        try:
            requirements = distribution(current).requires or []
        except PackageNotFoundError:
            continue
        if current not in found:
            found.add(current)
            waiting += [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in requirements if "extra ==" not in line]
    return found


def lend(name: str, site_packages: Path) -> None:
    """
    Link the files of an installed distribution into another environment.
    """
    files = distribution(name).files or []
    for top in {file.parts[0] for file in files if file.parts[0] not in {"..", "__pycache__"}}:
        target = site_packages / top
        if not target.exists():
            target.symlink_to(Path(str(distribution(name).locate_file(top))))


def results(text: bytes) -> set[Found]:
    """
    Read the results of a report: node, path, value, severity, shape and component of each.
    """
    store = Store()
    store.extend(quad for quad in parse(text, RdfFormat.TURTLE))
    parts = (SH.focusNode, SH.resultPath, SH.value, SH.resultSeverity, SH.sourceShape, SH.sourceConstraintComponent)
    return {
        tuple(value(store, quad.subject, part) for part in parts)
        for quad in store.quads_for_pattern(None, RDF.type, SH.ValidationResult)
        if isinstance(quad.subject, (NamedNode, BlankNode))
    }


def value(store: Store, subject: NamedNode | BlankNode, predicate: NamedNode) -> str:
    """
    Write the value of a property of a result, and nothing where there is none.
    """
    return "".join(sorted(str(quad.object) for quad in store.quads_for_pattern(subject, predicate, None)))


def brief(found: set[Found]) -> set[Found]:
    """
    Keep what every engine reports: node, value, severity and shape.
    """
    return {(focus, each, severity, shape) for focus, _, each, severity, shape, _ in found}


def ours(audit: Path) -> set[Found]:
    """
    Read what the register itself says.
    """
    return results((audit / "report.ttl").read_bytes())


def run(*command: object) -> bytes:
    """
    Run another engine; a report with results in it makes some of them leave with 1.
    """
    done = subprocess.run([str(part) for part in command], capture_output=True, check=False, timeout=300)
    assert done.returncode in {0, 1}, done.stderr.decode()
    return done.stdout


def pyshacl(python: Path, audit: Path, data: Path) -> set[Found]:
    """
    Validate with the options that the README names, and one for a report that can be read.
    """
    return results(run(python, "-I", "-m", "pyshacl", "-s", audit / "shapes.ttl", data, "-f", "turtle"))


def test_the_folder_holds_what_its_readme_names(audit: Path) -> None:
    """
    There are five files, and the README has a word for each of the others.
    """
    assert sorted(path.name for path in audit.iterdir()) == list(AUDIT_FILES)
    readme = (audit / "README.txt").read_text("utf-8")
    assert [name for name in AUDIT_FILES if name not in readme] == ["README.txt"]
    assert "2021-06-30" in readme


def test_an_audit_is_the_same_bytes_for_the_same_register(audit: Path, tmp_path: Path) -> None:
    """
    A second audit of the same revision and days differs in nothing.
    """
    proviso = Command(audit.parent / "store")
    assert proviso.spawn("export", "--audit", tmp_path / "again", *DAYS, environ={"PYTHONHASHSEED": "7"}).status == 0
    for name in AUDIT_FILES:
        assert (tmp_path / "again" / name).read_bytes() == (audit / name).read_bytes()


def test_the_data_hold_everything_that_a_shape_looks_at(audit: Path) -> None:
    """
    The texts of the sources, the vocabulary and the days are in the data; nothing has to be fetched.
    """
    data = (audit / "data.ttl").read_text("utf-8")
    letter = (resources.data() / "records" / "2020-0001.txt").read_text("utf-8")
    assert letter.splitlines()[-1].strip() in data
    assert "prv:EffectiveApproval a owl:Class" in data
    assert 'prv:asAt "2021-06-30"^^xsd:date' in data


def test_a_folder_of_somebody_elses_is_not_written_into(audit: Path, tmp_path: Path) -> None:
    """
    An audit overwrites an audit, and nothing else.
    """
    (tmp_path / "README.md").touch()
    proviso = Command(audit.parent / "store")
    done = proviso("export", "--audit", tmp_path)
    assert done.status == 2
    assert "holds other files (README.md)" in done.errors
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


def test_the_bare_environment_is_bare(bare: Path) -> None:
    """
    It has pySHACL, and neither proviso nor the engines that proviso uses.
    """
    names = ("pyshacl", "proviso", "pyoxigraph", "shacl")
    program = f"from importlib.util import find_spec as find; print([name for name in {names} if find(name)])"
    assert run(bare, "-I", "-c", program) == b"['pyshacl']\n"


def test_pyshacl_alone_says_what_we_say(bare: Path, audit: Path) -> None:
    """
    In an environment without proviso, pySHACL gives our results, one for one.
    """
    assert pyshacl(bare, audit, audit / "data.ttl") == ours(audit) != set()


def test_pyshacl_alone_finds_the_control(bare: Path, audit: Path) -> None:
    """
    The control adds one result, the violation that the README announces.
    """
    found = pyshacl(bare, audit, audit.parent / "with-control.ttl")
    (extra,) = found - ours(audit)
    assert found > ours(audit)
    assert (extra[0], extra[4]) == CONTROL
    assert extra[3] == str(SH.Violation)


def test_a_second_engine_says_what_we_say(audit: Path) -> None:
    """
    The `shacl` package by itself, with SPARQL as it evaluates it, gives our results and finds the control.
    """
    shacl = pytest.importorskip("shacl")
    shapes = shacl.Shapes.from_text((audit / "shapes.ttl").read_text("utf-8"), format="turtle")
    found = [
        {
            (result.focus_node, result.value or "", f"<{result.severity_iri}>", result.source_shape)
            for result in shapes.validate_text(data.read_text("utf-8"), format="turtle").results
        }
        for data in (audit / "data.ttl", audit.parent / "with-control.ttl")
    ]
    assert found[0] == brief(ours(audit))
    assert [(focus, shape) for focus, _, _, shape in found[1] - found[0]] == [CONTROL]


def test_a_third_engine_says_what_we_say(audit: Path) -> None:
    """
    Where rudof is installed, it gives as many results as we do for each shape, and finds the control.
    """
    rudof = pytest.importorskip("pyrudof")
    found = []
    for data in (audit / "data.ttl", audit.parent / "with-control.ttl"):
        session = rudof.Rudof(rudof.RudofConfig())
        session.read_shacl(str(audit / "shapes.ttl"))
        session.read_data(str(data))
        found.append({(str(result.focus_node), str(result.source_shape)) for result in session.validate_shacl()})
    assert found[0] == {(focus.strip("<>"), shape.strip("<>")) for focus, _, _, shape in brief(ours(audit))}
    assert found[1] - found[0] == {(CONTROL[0].strip("<>"), CONTROL[1].strip("<>"))}


def test_jena_says_what_we_say(audit: Path, tmp_path: Path) -> None:
    """
    Where Apache Jena is installed, it gives our results, and finds the control.
    """
    java, path = shutil.which("java"), jena(tmp_path)
    if not java or not path:
        pytest.skip("Apache Jena is not installed; JENA_HOME may say where it is.")
    validate = (java, "-cp", path, "shacl.shacl_validate", "--shapes", audit / "shapes.ttl", "--data")
    found = [brief(results(run(*validate, data))) for data in (audit / "data.ttl", audit.parent / "with-control.ttl")]
    assert found[0] == brief(ours(audit))
    assert [(focus, shape) for focus, _, _, shape in found[1] - found[0]] == [CONTROL]


def jena(folder: Path) -> str | None:
    """
    Find the jars of Jena: those of its own distribution, or those of Debian's package.
    """
    if (JENA_JARS / "lib").is_dir():
        return f"{JENA_JARS}/lib/*"
    if not (JENA_JARS / "jena-cmds.jar").exists():
        return None
    # Debian has renamed the packages of Jena's own Xerces, and not the folders of the messages that it reads.
    with zipfile.ZipFile(JENA_JARS / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith("org/apache/jena/ext/xerces/") and name.endswith(".properties"):
                target = folder / name.removeprefix("org/apache/jena/ext/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
    wanted = "jena-*.jar commons-*.jar dexx*.jar gson.jar http*.jar jackson-*.jar jakarta.json-api.jar jsonld-java.jar"
    wanted += " protobuf.jar thrift.jar titanium-json-ld.jar guava.jar failureaccess.jar slf4j-api.jar"
    jars = {
        jar
        for pattern in wanted.split()
        for place in {JENA_JARS, Path("/usr/share/java")}
        for jar in place.glob(pattern)
    }
    return os.pathsep.join([str(folder), *sorted(map(str, jars))])
