"""
For each shape that judges how facts go together, a SPARQL update that breaks a fact of the letter which it guards.

Much of what the shapes know of events is not in the letter: there, something that it does tell is made into one.
"""

from __future__ import annotations

from typing import Final


def _retyped(event: str, kind: str) -> str:
    return f"""
        DELETE {{ <id/event/{event}> prv:eventType ?type }}
        INSERT {{ <id/event/{event}> prv:eventType prv:{kind} }}
        WHERE {{ <id/event/{event}> prv:eventType ?type }}"""


def _done_by(event: str, agent: str) -> str:
    return f"""
        DELETE {{ <id/event/{event}> prov:wasAssociatedWith ?agent }}
        INSERT {{ <id/event/{event}> prov:wasAssociatedWith <id/body/{agent}> }}
        WHERE {{ <id/event/{event}> prov:wasAssociatedWith ?agent }}"""


BREAKS: Final = {
    "Condition-judgeKnown": "DELETE DATA { <id/condition/2020-0004> prv:silentOn prv:judge }",
    "Condition-obligorKnown": "DELETE DATA { <id/condition/2020-0004> prv:silentOn prv:obligor }",
    "ConditionPart-judgeKnown": "DELETE DATA { <id/condition/2020-0001/part/a> prv:silentOn prv:judge }",
    "ConditionPart-obligorKnown": "DELETE DATA { <id/condition/2020-0001/part/a> prv:silentOn prv:obligor }",
    "Dated-order": """
        DELETE { <id/event/2020-0003> prv:notBefore ?day }
        INSERT { <id/event/2020-0003> prv:notBefore "2020-03-07"^^xsd:date }
        WHERE { <id/event/2020-0003> prv:notBefore ?day }""",
    "Decision-afterRecord": """
        DELETE { <id/decision/2020-0004> prv:notAfter ?day }
        INSERT { <id/decision/2020-0004> prv:notAfter "2020-03-10"^^xsd:date }
        WHERE { <id/decision/2020-0004> prv:notAfter ?day }""",
    "Decision-unconditionalYetImposed": "INSERT DATA { <id/decision/2020-0004> prv:unconditional true }",
    "Decision-unmetCondition": """
        INSERT DATA { <id/decision/2020-0004> prv:decisionKind prv:consentKind }""",
    "Event-afterRecord": "DELETE DATA { <id/event/2020-0012> prv:planned true }",
    "Event-cure": _retyped("2020-0002", "curedEvent"),
    "Event-delegation": "INSERT DATA { <id/event/2020-0002> prv:onBehalfOf <id/body/sec-panel> }",
    "Event-effectiveApproval": _retyped("2020-0004", "declaredInForceEvent"),
    "Event-entitledJudge": _retyped("2020-0002", "confirmedSatisfactoryEvent") + ";" + _done_by("2020-0002", "opsg"),
    "Event-evidence": _retyped("2020-0002", "confirmedSatisfactoryEvent"),
    "Event-evidenceSubmitted": "INSERT DATA { <id/event/2020-0002> prv:onEvidence <id/document/2020-0007> }",
    "Event-imposedInTime": """
        DELETE { <id/event/2020-0001> prv:notBefore ?day }
        INSERT { <id/event/2020-0001> prv:notBefore "2020-03-10"^^xsd:date }
        WHERE { <id/event/2020-0001> prv:notBefore ?day }""",
    "Event-imposingBody": _done_by("2020-0005", "dcc"),
    "Event-independence": _retyped("2020-0002", "confirmedSatisfactoryEvent")
    + ";"
    + _done_by("2020-0002", "independent-third-party"),
    "Event-maker": _retyped("2020-0004", "revokedEvent")
    + "; INSERT DATA { <id/event/2020-0004> prv:about <id/decision/2020-0001> }",
    "Event-typed": "DELETE DATA { <id/event/2020-0003> a prv:Event }",
    "Event-revocationTold": _retyped("2020-0004", "revokedEvent")
    + "; INSERT DATA { <id/event/2020-0004> prv:about <id/decision/2020-0013> }",
    "Event-plannedEffect": "INSERT DATA { <id/event/2020-0002> prv:planned true }",
    "Event-submitsSomething": """
        DELETE { <id/event/2020-0003> prv:eventType ?type }
        INSERT { <id/event/2020-0003> prv:eventType prv:evidenceSubmittedEvent }
        WHERE { <id/event/2020-0003> prv:eventType ?type }""",
    "Event-subject": _retyped("2020-0004", "waivedEvent"),
    "Event-variation": _retyped("2020-0001", "variedEvent"),
    "Gate-order": "INSERT DATA { <id/gate/2020-0001> prv:precedesGate <id/gate/2020-0001> }",
    "Imposition-imposedOnce": "INSERT DATA { <id/event/2020-0005> prv:about <id/imposition/2020-0001> }",
    "Condition-formulationsDiffer": """
        INSERT DATA {
            <id/condition/2020-0004> prv:formulation <id/condition/2020-0004/formulation/body> .
            <id/condition/2020-0004/formulation/body> prv:beforeGate <id/gate/2020-0001> .
        }""",
    "Imposition-ownFormulation": """
        INSERT DATA { <id/imposition/2020-0008> prv:formulatedAs <id/condition/2020-0001/formulation/body> }""",
    "Inference-notStated": """
        DELETE { ?inference prv:asserted true }
        INSERT { ?inference prv:asserted false }
        WHERE { ?inference prv:asserted true ; rdfs:label "January is January 2020"@en }""",
    "Inference-stated": """
        DELETE { ?concern prv:notBefore ?day }
        WHERE { ?concern a prv:Concern ; prv:notBefore ?day }""",
    "NoStoredStatus": "INSERT DATA { <id/condition/2020-0001> prv:yields prv:openState }",
    "Ontology-unknownProperty": "INSERT DATA { <id/condition/2020-0001> prv:foremost true }",
    "Ontology-unknownTerm": "INSERT DATA { <id/condition/2020-0001> a prv:Requirement }",
    "Ontology-untypedReference": "DELETE DATA { <id/matter/2020-0004> a prv:SubjectMatter }",
    "Ontology-untypedSubject": "DELETE DATA { <id/gate/2020-0001> a prv:Gate }",
    "Passage-exact": """
        DELETE { ?position oa:end ?end }
        INSERT { ?position oa:end 161 }
        WHERE { <id/record/2020-0001/passage/01> oa:hasSelector ?position . ?position oa:end ?end }""",
    "Passage-oneRecord": """
        DELETE { <id/record/2020-0001/text> prv:textOf <id/record/2020-0001> }
        INSERT { <id/record/2020-0001/text> prv:textOf <id/record/2020-0002> }
        WHERE {}""",
    "Passage-prefix": """
        DELETE { ?quote oa:prefix ?before }
        INSERT { ?quote oa:prefix "8 March 2020" }
        WHERE { <id/record/2020-0001/passage/46> oa:hasSelector ?quote . ?quote oa:prefix ?before }""",
    "Passage-suffix": """
        DELETE { ?quote oa:suffix ?after }
        INSERT { ?quote oa:suffix "and so on" }
        WHERE { <id/record/2020-0001/passage/45> oa:hasSelector ?quote . ?quote oa:suffix ?after }""",
    "Rated": "INSERT DATA { <id/criterion/2020-0001> prv:rating prv:amberRating }",
    "Silence-broken": "INSERT DATA { <id/condition/2020-0001/part/a> prv:judge <id/body/ssc> }",
    "SourceText-digest": """
        DELETE { ?text prv:text ?words }
        INSERT { ?text prv:text ?others }
        WHERE { ?text prv:text ?words BIND(CONCAT(?words, " ") AS ?others) }""",
    "SourceText-ofItsRecord": """
        DELETE DATA { <id/record/2020-0001> prv:sourceText <id/record/2020-0001/text> }""",
}
