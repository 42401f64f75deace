"""Texts and versions as a model file may write them; what they are for is read elsewhere."""

from collections.abc import Mapping

from forms.cursor import CODE_FORM, Cursor
from forms.instrument import Text


def optional_words(cursor: Cursor, key: str) -> Text | None:
    """Read a text that may be absent; languages beyond Chinese and English are left alone."""
    value = cursor.values.get(key)
    if isinstance(value, Mapping):
        return Cursor(value, cursor.at(key), cursor.faults).as_text()
    return cursor.optional_text(key)


def words(cursor: Cursor, key: str) -> Text:
    """Read a required text."""
    return optional_words(cursor, key) or cursor.text(key)


def version_of(values: object, default: str) -> str:
    """Return the version that a mapping states; a number stands for how it is written.

    Parameters
    ----------
    values : object
        A mapping with ``version``, or anything else.
    default : str
        The version where none is stated.

    Returns
    -------
    str
        1 to 40 letters, digits and ``_ . + -``.

    Examples
    --------
    >>> version_of({"version": 1.5}, "1"), version_of({}, "1"), version_of({"version": "v 2"}, "1")
    ('1.5', '1', 'v-2')
    """
    stated = values.get("version") if isinstance(values, Mapping) else None
    if stated is None or isinstance(stated, bool):
        return default
    text = "".join(sign if CODE_FORM.match(f"x{sign}") else "-" for sign in str(stated))
    text = text.strip("-_.+")[:40]
    return text if CODE_FORM.match(text) else default
