"""
What a stranger needs to check the register with a SHACL engine and nothing else.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, Quad

from proviso.errors import BadParameter, NotWritable
from proviso.register.gate import Register
from proviso.register.rules import shapes_text
from proviso.store import serialise

if TYPE_CHECKING:
    from collections.abc import Mapping

    from proviso.register.view import View
    from proviso.store import Snapshot, Store
    from proviso.validation import Report

_CONTROL: Final = Path(__file__).with_name("control.ttl")

AUDIT_FILES: Final = ("README.txt", "control.ttl", "data.ttl", "report.ttl", "shapes.ttl")

_README: Final = """\
How to check this register without its software
===============================================

This folder holds revision {revision} of the register at {base},
as at {view.as_at} and as known at {view.known_at}. Any SHACL engine that has SHACL-SPARQL can check it.

    data.ttl      every statement of every record, the texts of the sources, the vocabulary, and the two days
    shapes.ttl    the rules
    report.ttl    what the register itself says of the two: {summary}
    control.ttl   an invented approval that breaks one rule

With pySHACL (pip install pyshacl):

    pyshacl -s shapes.ttl data.ttl

The results are those of report.ttl, one for one. The exit status is 1 as soon as there is any result, warnings
included; the register counts as accepted when none of them has the severity sh:Violation.

To see that the rules do bite, add the approval that must fail:

    cat data.ttl control.ttl > with-control.ttl
    pyshacl -s shapes.ttl with-control.ttl

There is now exactly one result more, a sh:Violation:

    focus node    urn:proviso:control:event
    source shape  https://w3id.org/proviso/shapes#EffectiveApproval-precedentConditions

If it is missing, the engine has not looked at approvals at all, and its silence about data.ttl means nothing.
"""


def write_audit(store: Store, folder: Path, *, view: View) -> Report:
    """
    Write the five files into *folder*, which is made if need be, and return the report that is among them.
    """
    snapshot = store.snapshot()
    report = Register(store).report(view=view)
    _prepare(folder)
    for name, content in _contents(snapshot, report, view).items():
        try:
            (folder / name).write_bytes(content)
        except OSError as error:
            raise _not_writable(folder, error) from error
    return report


def _prepare(folder: Path) -> None:
    """
    Make *folder*, and refuse one that holds anything that we did not write.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = sorted(entry.name for entry in folder.iterdir() if entry.name not in AUDIT_FILES)
    except OSError as error:
        raise _not_writable(folder, error) from error
    if others:
        raise BadParameter(f"The folder {folder} holds other files ({others[0]}): name a new or an empty one.")


def _contents(snapshot: Snapshot, report: Report, view: View) -> Mapping[str, bytes]:
    """
    Make each file.
    """
    days = [Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) for triple in view.triples()]
    counts = ", ".join(f"{number} {name.lower()}" for name, number in sorted(report.counts.items())) or "no result"
    readme = _README.format(revision=snapshot.revision, base=snapshot.base, view=view, summary=counts)
    return {
        "README.txt": readme.encode(),
        "control.ttl": _CONTROL.read_bytes(),
        "data.ttl": serialise([*snapshot.quads(), *days], "turtle"),
        "report.ttl": report.as_turtle(),
        "shapes.ttl": shapes_text().encode(),
    }


def _not_writable(folder: Path, error: OSError) -> NotWritable:
    """
    Say why the files could not be written.
    """
    return NotWritable(f"The folder {folder} cannot be written to: {error.strerror}.")
