"""
The questions in `queries/`: what each of them answers, what it takes, and how it is asked.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from proviso.catalogue.queries import ANY, TODAY, Parameter, Query, parse
from proviso.errors import UnknownQuery

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from proviso.store import Answer, Snapshot

__all__ = ["ANY", "TODAY", "Catalogue", "Parameter", "Query", "parse"]


class Catalogue:
    """
    Every question of a folder, by name.
    """

    def __init__(self, queries: Iterable[Query]) -> None:
        self._queries = {query.name: query for query in sorted(queries, key=lambda query: query.name)}

    @classmethod
    def read(cls, folder: Path) -> Catalogue:
        """
        Read the queries in *folder*, one a file.
        """
        return cls(parse(path.read_text(encoding="utf-8"), name=path.stem) for path in folder.glob("*.rq"))

    def __iter__(self) -> Iterator[Query]:
        return iter(self._queries.values())

    def __len__(self) -> int:
        return len(self._queries)

    def __getitem__(self, name: str) -> Query:
        try:
            return self._queries[name]
        except KeyError:
            raise UnknownQuery(f"No query named {name!r}.{self._suggestion(name)}") from None

    def run(self, snapshot: Snapshot, name: str, /, **values: str) -> Answer:
        """
        Ask the question *name* of *snapshot*, with *values* under the parameters' names.
        """
        return snapshot.query(self[name].question(values, base=snapshot.base))

    def _suggestion(self, name: str) -> str:
        """
        Offer the closest name, if one is close.
        """
        close = get_close_matches(name.lower().replace("_", "-"), self._queries, n=1)
        return f" Did you mean {close[0]!r}?" if close else ""
