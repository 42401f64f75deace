"""Facts that stop an act, each with one plain sentence; no HTTP and no HTML here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Self


class Sentence(str):
    """A Chinese sentence of the catalogues; who shows it looks up `source` and fills `facts`."""

    source: str
    facts: Mapping[str, object]

    def __new__(cls, source: str, **facts: object) -> Self:
        """Make the sentence as it reads in Chinese."""
        made = super().__new__(cls, filled(source, facts))
        made.source, made.facts = source, facts
        return made


class Named(str):
    """A name of the indicator model among the facts of a sentence: Chinese, and English if any."""

    en: str | None

    def __new__(cls, zh: str, en: str | None) -> Self:
        """Make the name as it reads in Chinese."""
        made = super().__new__(cls, zh)
        made.en = en
        return made


def marked(text: str) -> Sentence:
    """Mark a sentence for the catalogues without translating it yet."""
    return Sentence(text)


def filled(sentence: str, facts: Mapping[str, object], say: Callable[[str], str] = str) -> str:
    """Fill a sentence's placeholders; `say` looks up its words, and those among its facts."""
    text = say(sentence)
    return text % {name: _worded(fact, say) for name, fact in facts.items()} if facts else text


def _worded(fact: object, say: Callable[[str], str]) -> object:
    if isinstance(fact, Sentence):
        return filled(fact.source, fact.facts, say)
    if isinstance(fact, Named):
        return str(fact) if say(CHINESE) == CHINESE else fact.en or str(fact)
    if isinstance(fact, tuple):
        return say(BETWEEN).join(str(_worded(one, say)) for one in fact)
    return fact


BETWEEN = marked("、")
"""What stands between the members of a fact that is a tuple."""


CHINESE = marked("中文")
"""A catalogue translates it to the name of its own language; untranslated, Chinese is spoken."""


class DomainError(Exception):
    """A rule of the house stopped an act; `facts` fill the placeholders of `sentence`."""

    sentence: str = marked("这一步现在不能做。")

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(filled(self.sentence, facts))


class NotFound(DomainError):
    """Nothing of that name is in this person's reach; the answer is the same for both reasons."""

    sentence = marked("没有找到您要的内容。")


class NotAllowed(DomainError):
    """The person is known, but this is not a function of their role."""

    sentence = marked("您的角色不能做这一步。")


class NotSignedIn(DomainError):
    """The page needs a person who has signed in."""

    sentence = marked("请先登录。")


class DutiesNotSeparated(DomainError):
    """One person may not do both steps on the same object."""

    sentence = marked("同一人不能既%(first)s又%(second)s。")


class InputRefused(DomainError):
    """Values broke rules; `faults` lists every one of them at once."""

    sentence = marked("有 %(count)d 处需要修改，什么都没有保存。")

    def __init__(self, faults: Sequence[object]) -> None:
        self.faults = tuple(faults)
        super().__init__(count=len(self.faults))


class WrongState(DomainError):
    """The object is not in the state this act needs."""

    sentence = marked("现在的状态不允许这一步：%(why)s。")
