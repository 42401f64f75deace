"""Chinese print: the marks that a definition's Chinese words are shown with."""

import re

_CHINESE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’"
_FULL = str.maketrans(",;:?!", "，；：？！")
_PAIR = re.compile(r" ?\(([^()]*)\) ?")
_MARK = re.compile(
    rf"(?<=[{_CHINESE}]) ?([,;:?!]+) ?"  # behind a Chinese sign
    rf"|([,;:?!]+) ?(?=[{_CHINESE}])"  # before one
    r"|(?<=[0-9%])(;) ?(?=[0-9])"  # between figures no semicolon belongs to a number
)
_ANY_CHINESE = re.compile(rf"[{_CHINESE}]")


def full_width(text: str) -> str:
    """Return Chinese words with the full-width marks of Chinese print.

    Parameters
    ----------
    text : str
        The Chinese words of a definition, as whoever wrote it typed them.

    Returns
    -------
    str
        The same words; ``, ; : ? !`` beside a Chinese sign, and brackets behind one or around one,
        are full-width, without the blanks that stood for their width. Everything else stands:
        numbers (``1,000``, ``14:03``), Latin words, addresses, and a text without Chinese.

    Notes
    -----
    A definition is kept as its author wrote it, under its content hash: only what is shown is
    set. Words that somebody registered (names of units, tasks, persons) are shown as they are.

    Examples
    --------
    >>> full_width("成果现在是否在用?谁在用?")
    '成果现在是否在用？谁在用？'
    >>> full_width("进度绩效指数(SPI)"), full_width("f(x) = 1,000")
    ('进度绩效指数（SPI）', 'f(x) = 1,000')
    """
    if not _ANY_CHINESE.search(text):
        return text
    before = ""
    while before != text:  # what is set is a Chinese sign beside what stands next to it
        before, text = text, _MARK.sub(_widened, _PAIR.sub(_bracketed, text))
    return text


def _bracketed(found: re.Match[str]) -> str:
    """Widen a pair that stands behind Chinese or holds some."""
    behind = found.string[: found.start()][-1:]
    if _ANY_CHINESE.search(found[1]) or _ANY_CHINESE.match(behind):
        return f"（{found[1]}）"
    return found[0]


def _widened(found: re.Match[str]) -> str:
    """Widen what was found of marks."""
    return (found[1] or found[2] or found[3]).translate(_FULL)
