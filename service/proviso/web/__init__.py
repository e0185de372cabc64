"""
The register over HTTP: `create_app` makes the application, and puts its parts together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from proviso import resources
from proviso.catalogue import Catalogue
from proviso.vocabulary import PREFIXES
from proviso.web import (
    catalogue,
    context,
    entities,
    headers,
    health,
    home,
    links,
    negotiation,
    problems,
    protocol,
    sparql,
    vocabulary,
)
from proviso.web.glossary import Glossary

if TYPE_CHECKING:
    from proviso.settings import Settings
    from proviso.web.context import Source

__all__ = ["create_app"]


def create_app(source: Source, settings: Settings) -> Flask:
    """
    Make an application that answers from the newest snapshot of *source*.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = protocol.LARGEST_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = protocol.LARGEST_BODY
    # The router's own redirects would take the host from the request.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_in_every_page)
    context.init_app(app, _parts(source, settings))
    headers.init_app(app)
    problems.init_app(app)
    for part in (home, sparql, entities, vocabulary, catalogue, health):
        app.register_blueprint(part.bp)
    return app


def _parts(source: Source, settings: Settings) -> context.Parts:
    return context.Parts(
        source=source,
        settings=settings,
        catalogue=Catalogue.read(resources.queries()),
        glossaries={
            "def": Glossary.read(
                resources.ontology(),
                namespace=PREFIXES["prv"],
                title="Vocabulary",
                summary="What the words of this register mean. Other registers can use the same words.",
            ),
            "shapes": Glossary.read(
                resources.shapes(),
                namespace=PREFIXES["shp"],
                title="Rules",
                summary="What every record is checked against before it enters the register, in SHACL.",
            ),
        },
    )


def _in_every_page() -> dict[str, object]:
    """
    Give the templates what the frame around every page needs.
    """
    return {
        "link": links.link,
        "is_here": links.is_here,
        "revision": context.revision(),
        "answer_formats": negotiation.DATA,
    }
