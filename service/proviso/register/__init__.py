"""
The one gate: whatever enters the register is read, put in its place, validated with all the rest, and only then kept.
"""

from proviso.register.audit import AUDIT_FILES, write_audit
from proviso.register.gate import Loaded, Register, Watcher, records
from proviso.register.naming import find
from proviso.register.rules import shapes_text
from proviso.register.view import View

__all__ = ["AUDIT_FILES", "Loaded", "Register", "View", "Watcher", "find", "records", "shapes_text", "write_audit"]
