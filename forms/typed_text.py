"""What a person may type: one normal form and no unusable characters; no form and no page."""

import re
import unicodedata

_UNUSABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffd\ufffe\uffff]")
_UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"


def normalise_text(typed: str) -> str:
    """Return a text in Unicode normal form C with plain line ends.

    Parameters
    ----------
    typed : str
        A text as a browser sent it.

    Returns
    -------
    str
        The same text; what looks alike is alike.
    """
    return unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))


def has_unusable(text: str) -> bool:
    """Say whether a text holds control characters, broken bytes or half characters."""
    return _UNUSABLE.search(text) is not None


def without_unusable(text: str) -> str:
    """Return a text without the characters that cannot be kept, for showing it again."""
    return _UNUSABLE.sub("", text)


def is_blank(text: str) -> bool:
    r"""Say whether nothing can be seen in a text: spaces of any width, unseen signs, or nothing.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    bool
        True for the empty text, spaces, ideographic and zero-width spaces.

    Examples
    --------
    >>> is_blank(" \u3000\u200b")
    True
    """
    return not text.translate(dict.fromkeys(map(ord, _UNSEEN))).strip()
