"""Every number of Chengxiao, as pure functions; imports only the standard library here."""

__version__ = "0.1.0"
