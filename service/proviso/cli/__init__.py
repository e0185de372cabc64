"""
The command line: parse, call, print.
"""

from proviso.cli.console import main

__all__ = ["main"]
