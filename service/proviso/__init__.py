"""
A register of governance records: what was decided, on which conditions, and how we know.
"""

__version__ = "0.1.0"

__all__ = ["__version__"]
