"""What an interview sheet may hold: modes, limits, the check of a typed text; no form, no row."""

from forms.faults import N_, Fault
from forms.graphemes import count_graphemes
from forms.typed_text import has_unusable

MODES = {
    "individual": N_("个别访谈"),
    "group": N_("座谈"),
    "telephone": N_("电话"),
    "video": N_("视频"),
}
"""How an interview may be held, with the words shown for it."""

VALENCES = {
    -2: N_("明显负面"),
    -1: N_("偏负面"),
    0: N_("中性或矛盾"),
    1: N_("偏正面"),
    2: N_("明显正面"),
}
"""The code book's five valences, lowest first."""

MOST_SIGNS_QUOTE = 4_000
MOST_SIGNS_LINE = 200
MOST_QUOTES = 20
"""Limits of a quote or note, of a one-line text (both in characters as read), and of quotes under
one question."""


def find_text_fault(text: str, place: str, *, most_signs: int) -> Fault | None:
    r"""Say what is wrong with a typed text.

    Parameters
    ----------
    text : str
        What was typed, in normal form.
    place : str
        Name of the field, for the fault.
    most_signs : int
        The longest text allowed, in characters as a reader sees them.

    Returns
    -------
    Fault or None
        The first reason why the text cannot be kept, or None.

    Examples
    --------
    >>> find_text_fault("好", "place", most_signs=1) is None
    True
    >>> str(find_text_fault("a\x00", "place", most_signs=9))
    'place：含不可用字符，请删去后再保存'
    """
    if has_unusable(text):
        return Fault(place, N_("含不可用字符，请删去后再保存"))
    # A text of n code points has at most n characters: long texts are counted only when needed.
    if len(text) > most_signs and (signs := count_graphemes(text)) > most_signs:
        facts = {"limit": most_signs, "signs": signs}
        return Fault(place, N_("最多 %(limit)d 字，现在是 %(signs)d 字"), facts)
    return None
