"""
`/queries`: the questions that come with the register, asked by filling in a form or a URL.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, render_template, request

from proviso.errors import BadParameter
from proviso.web import answers, context, links, negotiation

if TYPE_CHECKING:
    from proviso.catalogue import Parameter, Query
    from proviso.store import Answer
    from proviso.web.negotiation import Choice

bp = Blueprint("catalogue", __name__)

_INPUTS: Final = {"xsd:date": "date", "xsd:integer": "number"}


@dataclass(frozen=True, slots=True)
class Field:
    """
    A parameter of a question as a field of its form.
    """

    name: str
    title: str
    hint: str
    input: str
    value: str
    required: bool


@bp.get("/queries")
def questions() -> Response:
    """
    List the questions.
    """
    choice = answers.choose(negotiation.SUMMARIES)
    content = _list() if choice.format == negotiation.PAGE else _list_as_json()
    return Response(content, content_type=choice.content_type)


@bp.get("/queries/<name>")
def question(name: str) -> Response:
    """
    Answer one question; a reader who has not yet said what it needs to know gets its form.
    """
    asked = context.parts().catalogue[name]
    choice = answers.choose(negotiation.pages_first(answers.OFFERS[_kind(asked)]))
    values = _values()
    if choice.format == negotiation.PAGE and _is_missing(asked, values):
        return Response(_page(asked, values, None), content_type=choice.content_type)
    return _answered(asked, values, choice)


def _answered(asked: Query, values: dict[str, str], choice: Choice) -> Response:
    here = context.snapshot()
    answer = here.query(asked.question(values, base=here.base, today=context.today()))
    return answers.reply(answer, choice, page=lambda: _page(asked, values, answer))


def _kind(asked: Query) -> str:
    return asked.form if asked.form in answers.OFFERS else "graph"


def _values() -> dict[str, str]:
    """
    Take the parameters from the URL; each can be given once.
    """
    values = context.parameters()
    for name in values:
        if len(request.args.getlist(name)) > 1:
            raise BadParameter(f"The parameter {name!r} is given more than once.")
    return values


def _is_missing(asked: Query, values: dict[str, str]) -> bool:
    return any(parameter.required and not values.get(parameter.name) for parameter in asked.parameters)


def _page(asked: Query, values: dict[str, str], answer: Answer | None) -> str:
    return render_template(
        "question.html",
        question=asked,
        fields=[_field(parameter, asked, values) for parameter in asked.parameters],
        found=answers.found(answer, context.terms()) if answer else None,
        alternates=links.alternates(answers.OFFERS[_kind(asked)], values) if answer else [],
    )


def _field(parameter: Parameter, asked: Query, values: dict[str, str]) -> Field:
    """
    Lay a parameter out as a field; what must be given is begun with the example.
    """
    example = asked.example.get(parameter.name, "")
    default = f" Left empty: {parameter.default}." if parameter.default else ""
    for_example = f" For example {example}." if example else ""
    return Field(
        name=parameter.name,
        title=links.words(parameter.name).capitalize(),
        hint=f"{parameter.doc[:1].upper()}{parameter.doc[1:]}.{default}{for_example}",
        input=_INPUTS.get(parameter.kind, "text"),
        value=values.get(parameter.name, example if parameter.required else ""),
        required=parameter.required,
    )


def _list() -> str:
    return render_template(
        "questions.html",
        questions=list(context.parts().catalogue),
        alternates=links.alternates(negotiation.SUMMARIES, {}),
    )


def _list_as_json() -> str:
    content = [
        {
            "name": asked.name,
            "summary": asked.summary,
            "description": asked.description,
            "form": asked.form,
            "parameters": [asdict(parameter) for parameter in asked.parameters],
            "example": dict(asked.example),
        }
        for asked in context.parts().catalogue
    ]
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
