"""
The exceptions that *proviso* raises on purpose.

    ProvisoError
    ├── Refused
    └── Unusable
        ├── MalformedInput
        │   ├── MalformedData
        │   │   ├── MisplacedStatement
        │   │   └── UnknownTerm
        │   ├── MalformedShapes
        │   └── MalformedQuery
        │       ├── ForbiddenOperation
        │       ├── MissingParameter
        │       ├── BadParameter
        │       └── UnknownParameter
        ├── NotFound
        │   └── UnknownQuery
        ├── WrongBase
        ├── BadSetting
        ├── StoreFault
        │   ├── StoreMissing
        │   ├── StoreInUse
        │   ├── StoreDamaged
        │   └── NotWritable
        ├── EngineFault
        ├── EndpointFault
        ├── NotAcceptable
        └── UnsupportedMediaType

*Refused* is an answer: the input was read and understood, and a shape forbids it. Everything under *Unusable* says that
there could be no answer. What each of them means to a shell or to a browser is decided in `cli` and in `web.problems`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Location:
    """
    The place in a text that an error is about; lines and columns count from 1.
    """

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """
        Write the place the way compilers do, so that editors can jump to it.
        """
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


class Verdict(Protocol):
    """
    What an error needs to know of a validation report.
    """

    @property
    def accepted(self) -> bool:
        """
        Whether no result is a violation.
        """
        ...  # pragma: no cover - a protocol has no behaviour


class ProvisoError(Exception):
    """
    Raised when *proviso* cannot or will not do what was asked; the message is a sentence for the person who can act.
    """

    def __init__(self, message: str, *, where: Location | None = None) -> None:
        """
        Keep the sentence, and the place it is about where there is one.
        """
        super().__init__(message)
        self.message = message
        self.where = where

    def __str__(self) -> str:
        """
        Put the place before the sentence.
        """
        return f"{self.where}: {self.message}" if self.where else self.message


class Refused(ProvisoError):
    """
    Raised when the register would break a shape; nothing was changed, and the report says why.
    """

    def __init__(self, message: str, *, report: Verdict, where: Location | None = None) -> None:
        """
        Keep the report beside the sentence.
        """
        super().__init__(message, where=where)
        self.report = report


class Unusable(ProvisoError):
    """
    Raised when the work could not be done, so that there is no answer.
    """


class MalformedInput(Unusable):
    """
    Raised when a text does not follow the grammar of its language.
    """


class MalformedData(MalformedInput):
    """
    Raised when a file of data does not parse, or states something that no register can hold.
    """


class MisplacedStatement(MalformedData):
    """
    Raised when it cannot be told which record's graph a statement belongs to.
    """


class UnknownTerm(MalformedData):
    """
    Raised when a statement uses a term of our namespace that the ontology does not define.
    """


class MalformedShapes(MalformedInput):
    """
    Raised when the shapes do not parse, or hold what the engine cannot carry out.
    """


class MalformedQuery(MalformedInput):
    """
    Raised when a query does not parse.
    """


class ForbiddenOperation(MalformedQuery):
    """
    Raised when a query would leave the register, write to it, or nest deeper than is safe to evaluate.
    """


class MissingParameter(MalformedQuery):
    """
    Raised when a question has a parameter without a default and no value is given.
    """


class BadParameter(MalformedQuery):
    """
    Raised when the value of a parameter is not of its type.
    """


class UnknownParameter(MalformedQuery):
    """
    Raised when a value is given for a parameter that the question does not have.
    """


class NotFound(Unusable):
    """
    Raised when the register holds nothing of that name.
    """


class UnknownQuery(NotFound):
    """
    Raised when no question has that name.
    """


class WrongBase(Unusable):
    """
    Raised when data was written for another register's base than the one that is to hold it.
    """


class BadSetting(Unusable):
    """
    Raised when a setting has a value that cannot be used.
    """


class StoreFault(Unusable):
    """
    Raised when the folder that holds the register stands in the way.
    """


class StoreMissing(StoreFault):
    """
    Raised when there is no register in the folder.
    """


class StoreInUse(StoreFault):
    """
    Raised when another process is writing to the register.
    """


class StoreDamaged(StoreFault):
    """
    Raised when the folder does not hold what a register left there.
    """


class NotWritable(StoreFault):
    """
    Raised when the disk is full or permission is missing; the register is as it was.
    """


class EngineFault(Unusable):
    """
    Raised when an engine fails on input that it should have been able to process.
    """


class EndpointFault(Unusable):
    """
    Raised when a remote SPARQL server does not answer, or answers with an error.
    """


class NotAcceptable(Unusable):
    """
    Raised when an answer exists, but in none of the formats that were asked for.
    """


class UnsupportedMediaType(Unusable):
    """
    Raised when a request's body, or a file, is in a format that cannot be read.
    """
