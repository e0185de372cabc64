"""
The letter of a generated record: its text, and where in the text each sentence stands.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from string import Template
from typing import TYPE_CHECKING, Final

from chapters import BASE, HERE, TYPE, Chapter, Statement, literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PRV: Final = "https://w3id.org/proviso/ns#"
OA: Final = "http://www.w3.org/ns/oa#"
DCT: Final = "http://purl.org/dc/terms/"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
PROV: Final = "http://www.w3.org/ns/prov#"
INTEGER: Final = "http://www.w3.org/2001/XMLSchema#integer"

# How many characters before and after a quotation are kept beside it.
CONTEXT: Final = 24


@dataclass(frozen=True, slots=True)
class Sentence:
    """
    A sentence of the letter, with the names still to be filled in.
    """

    id: str
    part: str
    act: str
    by: str
    text: str
    spare: bool = False


@cache
def sentences() -> tuple[Sentence, ...]:
    """
    Read the sentences that a letter is made of.
    """
    with (HERE / "letter.toml").open("rb") as file:
        return tuple(Sentence(**table) for table in tomllib.load(file)["sentence"])


@cache
def passage(sentence: Sentence) -> Chapter:
    """
    Say what the record says of one sentence: a statement, its passage, and the two selectors of the passage.
    """
    record = f"{BASE}id/record/$record"
    here = f"{record}/passage/{sentence.id}"
    said = f"{BASE}id/record/$record/statement/{sentence.id}"
    part = f"<{record}/part/{sentence.part}>"
    number = f'"S{sentence.id}"'
    return tuple(
        Statement(f"<{subject}>", f"<{predicate}>" if predicate != TYPE else TYPE, target)
        for subject, predicate, target in (
            (here, TYPE, f"<{PRV}Passage>"),
            (here, TYPE, f"<{OA}SpecificResource>"),
            (here, f"{DCT}identifier", number),
            (here, f"{DCT}isPartOf", part),
            (here, f"{OA}hasSource", f"<{record}/text>"),
            (here, f"{OA}hasSelector", f"<{here}/quote>"),
            (here, f"{OA}hasSelector", f"<{here}/position>"),
            (f"{here}/quote", TYPE, f"<{OA}TextQuoteSelector>"),
            (f"{here}/quote", f"{OA}exact", f'"$exact_{sentence.id}"'),
            (f"{here}/quote", f"{OA}prefix", f'"$prefix_{sentence.id}"'),
            (f"{here}/quote", f"{OA}suffix", f'"$suffix_{sentence.id}"'),
            (f"{here}/position", TYPE, f"<{OA}TextPositionSelector>"),
            (f"{here}/position", f"{OA}start", f'"$start_{sentence.id}"^^<{INTEGER}>'),
            (f"{here}/position", f"{OA}end", f'"$end_{sentence.id}"^^<{INTEGER}>'),
            (said, TYPE, f"<{PRV}Statement>"),
            (said, f"{DCT}identifier", number),
            (said, f"{RDFS}label", f'"$record, sentence {sentence.id}: {sentence.act.removesuffix("Act")}"@en'),
            (said, f"{DCT}description", f'"As sentence {sentence.id} of the letter has it."@en'),
            (said, f"{PRV}speechAct", f"<{PRV}{sentence.act}>"),
            (said, f"{PROV}wasAttributedTo", f"<{BASE}id/body/${sentence.by}>"),
            (said, f"{DCT}source", f"<{here}>"),
        )
    )


def written(told: Iterable[Sentence], names: Mapping[str, str]) -> dict[str, str]:
    """
    Write the letter and return what its passages need to know of it.
    """
    text = names["panel_name"] + "\n\n"
    places: list[tuple[str, int, int]] = []
    for sentence in told:
        start = len(text)
        text += Template(sentence.text).substitute(names)
        places.append((sentence.id, start, len(text)))
        text += "\n\n" if sentence.id in {"01", "05", "10", "17"} else " "
    values = {"text": literal(text), "sha256": hashlib.sha256(text.encode()).hexdigest()}
    for number, start, end in places:
        values[f"exact_{number}"] = literal(text[start:end])
        values[f"prefix_{number}"] = literal(text[max(0, start - CONTEXT) : start])
        values[f"suffix_{number}"] = literal(text[end : end + CONTEXT])
        values[f"start_{number}"] = str(start)
        values[f"end_{number}"] = str(end)
    return values
