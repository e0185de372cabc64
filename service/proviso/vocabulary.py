"""
The terms that Python names, as attributes, and the one table of prefixes.

A misspelt term is an `AttributeError`, and mypy finds it first. What the terms mean is in `ontology/`, not here.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

from pyoxigraph import NamedNode

if TYPE_CHECKING:
    from collections.abc import Mapping


class Vocabulary:
    """
    A closed namespace: each annotation of a subclass becomes the *NamedNode* of that name.

    A trailing underscore keeps a name clear of Python's keywords and is not part of the term.
    """

    NAMESPACE: ClassVar[str]
    TERMS: ClassVar[tuple[NamedNode, ...]]

    def __init_subclass__(cls, *, iri: str) -> None:
        """
        Mint the terms that the subclass lists.
        """
        terms = {name: NamedNode(iri + name.removesuffix("_")) for name in cls.__annotations__}
        for name, term in terms.items():
            setattr(cls, name, term)
        cls.NAMESPACE = iri
        cls.TERMS = tuple(terms.values())


class PRV(Vocabulary, iri="https://w3id.org/proviso/ns#"):
    """
    Our own vocabulary, as `ontology/` defines it.
    """

    Record: NamedNode
    View: NamedNode
    asAt: NamedNode
    knownAt: NamedNode
    notAfter: NamedNode
    notBefore: NamedNode
    notRecordedOutcome: NamedNode
    notSatisfiedOutcome: NamedNode
    satisfiedOutcome: NamedNode
    sha256: NamedNode
    text: NamedNode
    textFile: NamedNode


class PROV(Vocabulary, iri="http://www.w3.org/ns/prov#"):
    """
    Provenance: who did what, from which source.
    """

    Activity: NamedNode
    used: NamedNode
    wasDerivedFrom: NamedNode
    wasInvalidatedBy: NamedNode
    wasQuotedFrom: NamedNode


class DCTERMS(Vocabulary, iri="http://purl.org/dc/terms/"):
    """
    Dublin Core: titles, dates and parts of documents.
    """

    description: NamedNode
    hasPart: NamedNode
    identifier: NamedNode
    isPartOf: NamedNode
    isReplacedBy: NamedNode
    issued: NamedNode
    replaces: NamedNode
    source: NamedNode
    title: NamedNode


class EARL(Vocabulary, iri="http://www.w3.org/ns/earl#"):
    """
    Assertions about how something fared under a test.
    """

    Assertion: NamedNode
    TestResult: NamedNode
    automatic: NamedNode
    mode: NamedNode
    outcome: NamedNode
    result: NamedNode
    subject: NamedNode
    test: NamedNode


class SKOS(Vocabulary, iri="http://www.w3.org/2004/02/skos/core#"):
    """
    Schemes of concepts and how they are labelled.
    """

    Concept: NamedNode
    ConceptScheme: NamedNode
    altLabel: NamedNode
    definition: NamedNode
    inScheme: NamedNode
    notation: NamedNode
    prefLabel: NamedNode
    scopeNote: NamedNode


class OA(Vocabulary, iri="http://www.w3.org/ns/oa#"):
    """
    Web Annotation: the exact words of a source.
    """

    SpecificResource: NamedNode
    TextPositionSelector: NamedNode
    TextQuoteSelector: NamedNode
    end: NamedNode
    exact: NamedNode
    hasSelector: NamedNode
    hasSource: NamedNode
    prefix: NamedNode
    start: NamedNode
    suffix: NamedNode


class SH(Vocabulary, iri="http://www.w3.org/ns/shacl#"):
    """
    Shapes, and the reports of what breaks them.
    """

    Info: NamedNode
    NodeShape: NamedNode
    PropertyShape: NamedNode
    SPARQLConstraint: NamedNode
    SPARQLConstraintComponent: NamedNode
    ValidationReport: NamedNode
    ValidationResult: NamedNode
    Violation: NamedNode
    Warning: NamedNode
    class_: NamedNode
    conforms: NamedNode
    deactivated: NamedNode
    declare: NamedNode
    description: NamedNode
    focusNode: NamedNode
    in_: NamedNode
    message: NamedNode
    name: NamedNode
    namespace: NamedNode
    node: NamedNode
    nodeKind: NamedNode
    path: NamedNode
    prefix: NamedNode
    prefixes: NamedNode
    property: NamedNode
    result: NamedNode
    resultMessage: NamedNode
    resultPath: NamedNode
    resultSeverity: NamedNode
    select: NamedNode
    severity: NamedNode
    sourceConstraint: NamedNode
    sourceConstraintComponent: NamedNode
    sourceShape: NamedNode
    sparql: NamedNode
    targetClass: NamedNode
    targetNode: NamedNode
    targetObjectsOf: NamedNode
    targetSubjectsOf: NamedNode
    value: NamedNode


class RDF(Vocabulary, iri="http://www.w3.org/1999/02/22-rdf-syntax-ns#"):
    """
    The terms RDF itself is built from.
    """

    first: NamedNode
    langString: NamedNode
    nil: NamedNode
    rest: NamedNode
    type: NamedNode


class RDFS(Vocabulary, iri="http://www.w3.org/2000/01/rdf-schema#"):
    """
    Classes, labels and comments.
    """

    Class: NamedNode
    comment: NamedNode
    isDefinedBy: NamedNode
    label: NamedNode
    subClassOf: NamedNode
    subPropertyOf: NamedNode


class OWL(Vocabulary, iri="http://www.w3.org/2002/07/owl#"):
    """
    The kinds of terms an ontology defines.
    """

    Class: NamedNode
    DatatypeProperty: NamedNode
    ObjectProperty: NamedNode
    Ontology: NamedNode
    deprecated: NamedNode
    versionIRI: NamedNode
    versionInfo: NamedNode


class XSD(Vocabulary, iri="http://www.w3.org/2001/XMLSchema#"):
    """
    The types of literals.
    """

    boolean: NamedNode
    date: NamedNode
    dateTime: NamedNode
    integer: NamedNode
    string: NamedNode


PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "prv": PRV.NAMESPACE,
        "shp": "https://w3id.org/proviso/shapes#",
        "dct": DCTERMS.NAMESPACE,
        "dpv": "https://w3id.org/dpv#",
        "earl": EARL.NAMESPACE,
        "foaf": "http://xmlns.com/foaf/0.1/",
        "m8g": "http://data.europa.eu/m8g/",
        "oa": OA.NAMESPACE,
        "org": "http://www.w3.org/ns/org#",
        "owl": OWL.NAMESPACE,
        "prov": PROV.NAMESPACE,
        "rdf": RDF.NAMESPACE,
        "rdfs": RDFS.NAMESPACE,
        "rico": "https://www.ica.org/standards/RiC/ontology#",
        "risk": "https://w3id.org/dpv/risk#",
        "sd": "http://www.w3.org/ns/sparql-service-description#",
        "sh": SH.NAMESPACE,
        "skos": SKOS.NAMESPACE,
        "vann": "http://purl.org/vocab/vann/",
        "void": "http://rdfs.org/ns/void#",
        "xsd": XSD.NAMESPACE,
    }
)
