"""
`docs/shapes.md` is written from `shapes/`; `python tests/test_shapes_page.py` brings it up to date.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat

from proviso import resources

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENT: Final = Path(__file__).parents[1] / "docs" / "shapes.md"

OPENING: Final = """\
# Shapes

What the register refuses, and what it remarks on. The shapes are standard SHACL in [`shapes/`](../shapes), one file a
theme. A *Violation* is refused; a *Warning* is kept and shown. The rule about effective approvals is told in words
in [rule.md](rule.md).

`shapes/house.ttl` holds rules for our own vocabulary; they are run in the tests and are no part of the gate.

This page is written from the shapes; the tests compare the two.
"""

ROWS: Final = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>

SELECT DISTINCT ?shape ?severity ?message
WHERE {
    ?shape a ?kind .
    FILTER(?kind IN (sh:NodeShape, sh:PropertyShape))
    FILTER(isIRI(?shape))
    OPTIONAL { ?shape sh:severity ?severity }
    ?shape sh:message|sh:sparql/sh:message ?message .
}
ORDER BY ?shape ?message
"""


def page() -> str:
    """
    Write the page from the shapes.
    """
    parts = [OPENING]
    for path in sorted(resources.shapes().glob("*.ttl")):
        rows = list(_rows(path))
        if rows:
            parts.append(f"## {path.stem}\n\n| shape | severity | message |\n|---|---|---|\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _rows(path: Path) -> Iterator[str]:
    store = pyoxigraph.Store()
    store.load(path=str(path), format=RdfFormat.TURTLE)
    answer = store.query(ROWS)
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    for solution in answer:
        shape, severity, message = solution["shape"], solution["severity"], solution["message"]
        assert isinstance(shape, NamedNode)
        assert isinstance(message, Literal)
        grade = severity.value.rpartition("#")[2] if isinstance(severity, NamedNode) else "Violation"
        text = " ".join(message.value.split()).replace("|", "\\|")
        yield f"| `{shape.value.rpartition('#')[2]}` | {grade} | {text} |"


def test_the_page_says_what_the_shapes_say() -> None:
    """
    `docs/shapes.md` lists every shape that reports, with its severity and its messages.
    """
    assert DOCUMENT.read_text(encoding="utf-8") == page()


if __name__ == "__main__":
    DOCUMENT.write_text(page(), encoding="utf-8")
