"""
Whose word it is: each thing belongs to the graph that says what it is, and no other graph changes it.

No shape can say this. It looks at all records as one graph, in which nobody can tell whose statement is whose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from proviso.errors import MisplacedStatement
from proviso.register import rules
from proviso.register.placing import locate
from proviso.store import Question
from proviso.vocabulary import PRV

if TYPE_CHECKING:
    from proviso.store import Reading, Snapshot

# A later record may give a thing of an earlier one a new wording, which must then be its own.
_CHANGED: Final = f"""
PREFIX prv: <{PRV.NAMESPACE}>

SELECT ?thing ?property ?owner ?other
WHERE {{
    GRAPH ?owner {{ ?thing a ?type }}
    GRAPH ?other {{ ?thing ?property ?value }}
    FILTER (?owner != ?other)
    FILTER (?property != prv:formulation || NOT EXISTS {{ GRAPH ?other {{ ?value a prv:Formulation }} }})
}}
ORDER BY ?other ?thing ?property
"""

# What says of nothing that it is a prv:Event escapes the rules for events; so does what says that it is something else.
_UNTYPED: Final = f"""
SELECT ?thing ?graph
WHERE {{
    GRAPH ?graph {{ ?thing ?property ?value }}
    FILTER (?graph != {rules.VOCABULARY})
    FILTER NOT EXISTS {{ GRAPH ?graph {{ ?thing a ?own }} }}
    FILTER NOT EXISTS {{ GRAPH ?any {{ ?thing a ?type }} }}
}}
ORDER BY ?graph ?thing
LIMIT 1
"""

_DISGUISED: Final = f"""
SELECT ?thing ?graph
WHERE {{
    GRAPH ?graph {{ ?thing <{PRV.NAMESPACE}eventType> ?kind }}
    FILTER NOT EXISTS {{ GRAPH ?graph {{ ?thing a <{PRV.NAMESPACE}Event> }} }}
}}
ORDER BY ?graph ?thing
LIMIT 1
"""


def check(candidate: Snapshot, reading: Reading) -> None:
    """
    Refuse a register in which one record changes what another one holds, or in which a thing has no kind.
    """
    changed = candidate.query(Question(_CHANGED)).rows()
    # Where two graphs say what a thing is, the one that comes now is to blame.
    for thing, term, owner, other in sorted(changed, key=lambda row: row[-1] not in reading.graphs)[:1]:
        name = str(term).strip("<>").replace(PRV.NAMESPACE, "prv:")
        raise MisplacedStatement(
            f"The graph {other} states {name} of {thing}, which belongs to the graph {owner}: "
            "only the record that says what a thing is can say more of it, by being loaded again.",
            where=locate(str(thing).strip("<>"), reading.files),
        )
    for thing, graph in candidate.query(Question(_UNTYPED)).rows():
        raise MisplacedStatement(
            f"The graph {graph} makes statements of {thing}, but nothing says what kind of thing that is.",
            where=locate(str(thing).strip("<>"), reading.files),
        )
    for thing, graph in candidate.query(Question(_DISGUISED)).rows():
        raise MisplacedStatement(
            f"The graph {graph} gives {thing} a prv:eventType, but does not say that it is a prv:Event.",
            where=locate(str(thing).strip("<>"), reading.files),
        )
