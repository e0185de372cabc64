"""
The register on disk or in memory, and the ways into it and out of it.

No other part of *proviso* keeps anything in the engine's store.
"""

from proviso.store.answer import RESULT_FORMATS, Answer
from proviso.store.model import Change, Quads, Question, Reading, Row, Term
from proviso.store.reading import read
from proviso.store.snapshot import Snapshot
from proviso.store.store import Store
from proviso.store.writing import FORMATS as GRAPH_FORMATS
from proviso.store.writing import serialise

__all__ = [
    "GRAPH_FORMATS",
    "RESULT_FORMATS",
    "Answer",
    "Change",
    "Quads",
    "Question",
    "Reading",
    "Row",
    "Snapshot",
    "Store",
    "Term",
    "read",
    "serialise",
]
