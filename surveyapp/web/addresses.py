"""What an address may hold, on every page alike: numbers that a row can have; no view."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_NUMBER = 2**31 - 1
"""The largest number that both databases take for a row."""


class RowNumber(IntegerConverter):
    """The number of a row or page; a larger one leads nowhere, like any address that is not."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST_NUMBER)


def register_addresses(app: Flask) -> None:
    """Have `int` in every route mean a number that can be looked up."""
    app.url_map.converters["int"] = RowNumber
