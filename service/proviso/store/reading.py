"""
Files as quads that the register can hold: every statement in the graph of its record, and no blank nodes.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from proviso.errors import Location, MalformedData, MisplacedStatement, WrongBase
from proviso.store.files import Source, find
from proviso.store.model import Reading
from proviso.store.skolem import has_blank, islands, skolemise
from proviso.vocabulary import PRV, RDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from proviso.store.model import Term

_RECORD: Final = re.compile(r"(?P<base>.*/)id/record/(?P<slug>[^/?#]+)", re.DOTALL)
_GRAPH: Final = re.compile(r"(?P<base>.*/)graphs/(?P<slug>[^?#]+)", re.DOTALL)

# To name an island of blank nodes with more statements than this takes seconds; it is a table, and deserves IRIs.
_LARGEST_ISLAND: Final = 1_000


def read(paths: Iterable[Path | str], *, base: str, advance: Callable[[int], None] | None = None) -> Reading:
    """
    Read files and folders into one body of quads, as the store would give them back; *advance* hears of each byte.
    """
    sources = find(Path(path) for path in paths)
    # The engine keeps numbers and dates by value; what is validated must be what it will return.
    engine = pyoxigraph.Store()
    seen: Counter[str] = Counter()
    for source in sources:
        engine.bulk_extend(_File(source, base=base, advance=advance).quads(seen))
    names = sorted((name for name in engine.named_graphs() if isinstance(name, NamedNode)), key=lambda name: name.value)
    return Reading(engine, tuple(names), tuple(source.name for source in sources))


class _File:
    """
    One file on its way in.
    """

    def __init__(self, source: Source, *, base: str, advance: Callable[[int], None] | None = None) -> None:
        self.source = source
        self.base = base
        self.advance = advance
        self.blank: list[Quad] = []
        self.homeless: list[Quad] = []
        self.checked: set[object] = set()
        self.texts: dict[tuple[Term, object], list[tuple[NamedNode, str]]] = defaultdict(list)

    def quads(self, seen: Counter[str]) -> Iterator[Quad]:
        """
        Give the file's statements, each where it belongs.
        """
        for quad in self.source.quads(base=self.base, advance=self.advance):
            if isinstance(quad.graph_name, DefaultGraph):
                self.homeless.append(quad)
            else:
                yield from self._kept(quad)
        if self.homeless:
            home = self._home()
            for quad in self.homeless:
                yield from self._kept(Quad(quad.subject, quad.predicate, quad.object, home))
        yield from self._texts()
        for island in islands(self.blank):
            if len(island) > _LARGEST_ISLAND:
                raise self._malformed(f"Blank nodes hang together over {len(island)} statements: give them IRIs.")
            yield from skolemise(island, name=self._name, seen=seen)

    def _kept(self, quad: Quad) -> Iterator[Quad]:
        """
        Pass *quad* on, unless it must wait for the end of the file.
        """
        if quad.graph_name not in self.checked:
            self._check_graph(quad.graph_name)
        if quad.predicate in _ABOUT_TEXT and isinstance(quad.object, Literal):
            self.texts[quad.subject, quad.graph_name].append((quad.predicate, quad.object.value))
        if has_blank(quad):
            self.blank.append(quad)
        else:
            yield quad

    def _check_graph(self, name: object) -> None:
        """
        Refuse a graph that is not one of this register's.
        """
        if not isinstance(name, NamedNode):
            raise self._misplaced("A graph has a blank node for a name; it needs one like graphs/2020-0001.")
        match = _GRAPH.fullmatch(name.value)
        if not match or match["base"] != self.base:
            self._refuse_base(name, match)
            raise self._misplaced(
                f"The graph {name} is not one of this register's, which lie under {self.base}graphs/."
            )
        self.checked.add(name)

    def _refuse_base(self, name: NamedNode, match: re.Match[str] | None) -> None:
        """
        Tell another register's *name* from one that is just wrong.
        """
        if match and not match["base"].startswith(self.base):
            raise WrongBase(
                f"The file is written for the base {match['base']} (it names {name}); "
                f"this register's base is {self.base}.",
                where=self._where,
            )

    def _home(self) -> NamedNode:
        """
        Find the graph for the statements that are in none.
        """
        records = {quad.subject for quad in self.homeless if quad.predicate == RDF.type and quad.object == PRV.Record}
        if len(records) != 1:
            number = "no record" if not records else f"{len(records)} records"
            raise self._misplaced(
                f"Statements outside any graph belong to the one prv:Record of their file, but it describes {number}."
            )
        (record,) = records
        match = _RECORD.fullmatch(record.value) if isinstance(record, NamedNode) else None
        if match and isinstance(record, NamedNode) and match["base"] == self.base:
            return NamedNode(f"{self.base}graphs/{match['slug']}")
        if isinstance(record, NamedNode):
            self._refuse_base(record, match)
        raise self._misplaced(
            f"The record is called {record}, but records are called like {self.base}id/record/2020-0001."
        )

    def _name(self, graph: str, label: str) -> NamedNode:
        """
        Mint the IRI of a blank node in *graph*.
        """
        slug = graph.removeprefix(f"<{self.base}graphs/").removesuffix(">")
        return NamedNode(f"{self.base}.well-known/genid/{slug}-{label}")

    def _texts(self) -> Iterator[Quad]:
        """
        Read the texts that the file says lie beside it.
        """
        for (subject, graph), said in list(self.texts.items()):
            values: dict[NamedNode, list[str]] = defaultdict(list)
            for predicate, value in said:
                values[predicate].append(value)
            if PRV.text in values:
                continue
            for name in values[PRV.textFile]:
                text = Literal(self._text(name, values[PRV.sha256]))
                yield from self._kept(Quad(subject, PRV.text, text, graph))  # type: ignore[arg-type] # it came from a quad

    def _text(self, name: str, digests: list[str]) -> str:
        """
        Read one text, and hold it against its digest.
        """
        folder = self.source.path.parent
        if not name or "/" in name or "\\" in name or "\0" in name or name in {".", ".."}:
            raise self._malformed(f"prv:textFile {name!r} is not the name of a file beside this one.")
        path = folder / name
        if path.resolve().parent != folder.resolve():
            raise self._malformed(f"prv:textFile {name!r} leads out of the folder of this file.")
        try:
            content = path.read_bytes()
            text = content.decode("utf-8")
        except OSError as error:
            raise self._malformed(f"prv:textFile {name!r} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise self._malformed(f"prv:textFile {name!r} is not UTF-8: byte {error.start} is wrong.") from error
        actual = sha256(content).hexdigest()
        if any(digest.lower() != actual for digest in digests):
            raise self._malformed(
                f"prv:textFile {name!r} has the SHA-256 {actual}, not {digests[0]}: the text was altered."
            )
        return text

    @property
    def _where(self) -> Location:
        """
        The file, for errors that have no line.
        """
        return Location(self.source.name)

    def _malformed(self, reason: str) -> MalformedData:
        """
        Blame this file.
        """
        return MalformedData(reason, where=self._where)

    def _misplaced(self, reason: str) -> MisplacedStatement:
        """
        Blame this file for a statement without a home.
        """
        return MisplacedStatement(reason, where=self._where)


_ABOUT_TEXT: Final = frozenset({PRV.text, PRV.textFile, PRV.sha256})
