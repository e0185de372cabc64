"""
Why a decision, a gate or an approval stands on a day, or what it lacks, down to the sentences of the sources.
"""

from proviso.trace.building import trace
from proviso.trace.model import Outcome, Trace
from proviso.trace.rendering import FORMATS, render

__all__ = ["FORMATS", "Outcome", "Trace", "render", "trace"]
