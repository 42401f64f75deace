"""Chengxiao, the application: everything with a memory; imports only the standard library here."""

__version__ = "0.1.0"
