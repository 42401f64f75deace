"""Counting what a person sees as one character; cleaning and limits belong to the forms."""

import unicodedata

_JOINER = "\u200d"
_EXTENDING = {"Mn", "Me", "Mc"}


def count_graphemes(text: str) -> int:
    """Count the characters of a text as its reader sees them.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    int
        Number of grapheme clusters: an accented letter, a flag or a family emoji is one.

    Notes
    -----
    The rules of Unicode Standard Annex #29 for combining marks, joiners, variation selectors, skin
    tones, regional indicators, tag sequences, Hangul syllables and CR LF; prepended marks, which
    no modern text uses, count by themselves.

    References
    ----------
    Unicode Standard Annex #29, Unicode Text Segmentation, section 3.1.1.

    Examples
    --------
    >>> count_graphemes("成效👨‍👩‍👧‍👦é🇨🇳")
    5
    """
    count, previous, n_flags = 0, "", 0
    for sign in text:
        if not _continues(sign, previous, n_flags):
            count += 1
        n_flags = n_flags + 1 if _is_flag_letter(sign) else 0
        previous = sign
    return count


def _continues(sign: str, previous: str, n_flags: int) -> bool:
    """Say whether a sign belongs to the cluster before it."""
    if not previous or previous in "\r\n" or sign in "\r\n":
        return previous == "\r" and sign == "\n"
    if _extends(sign):
        return True
    if _is_flag_letter(sign):
        return n_flags % 2 == 1
    if previous == _JOINER:
        return unicodedata.category(sign) == "So"
    return _is_hangul_pair(previous, sign)


def _extends(sign: str) -> bool:
    code = ord(sign)
    return (
        sign == _JOINER
        or sign == "\u200c"
        or unicodedata.category(sign) in _EXTENDING
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
    )


def _is_flag_letter(sign: str) -> bool:
    return 0x1F1E6 <= ord(sign) <= 0x1F1FF


def _is_hangul_pair(previous: str, sign: str) -> bool:
    before, after = _hangul(previous), _hangul(sign)
    return (
        (before == "L" and after in {"L", "V", "LV", "LVT"})
        or (before in {"LV", "V"} and after in {"V", "T"})
        or (before in {"LVT", "T"} and after == "T")
    )


def _hangul(sign: str) -> str:
    code = ord(sign)
    if 0x1100 <= code <= 0x115F:
        return "L"
    if 0x1160 <= code <= 0x11A7:
        return "V"
    if 0x11A8 <= code <= 0x11FF:
        return "T"
    if 0xAC00 <= code <= 0xD7A3:
        return "LV" if (code - 0xAC00) % 28 == 0 else "LVT"
    return ""
