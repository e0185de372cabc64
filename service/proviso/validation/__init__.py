"""
Whether a graph is allowed: shapes in, a report out. Nothing else in *proviso* knows a SHACL engine.
"""

from proviso.validation.engines import ENGINES, validate
from proviso.validation.report import Report, Result

__all__ = ["ENGINES", "Report", "Result", "validate"]
