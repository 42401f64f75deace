"""Facts that stop an act, each with one plain sentence; no HTTP and no HTML here."""

from collections.abc import Sequence


def marked(text: str) -> str:
    """Mark a sentence for the catalogues without translating it yet."""
    return text


class DomainError(Exception):
    """A rule of the house stopped an act; `facts` fill the placeholders of `sentence`."""

    sentence = marked("这一步现在不能做。")

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.sentence % facts if facts else self.sentence)


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

    sentence = marked("有 %(count)d 处需要修改,什么都没有保存。")

    def __init__(self, faults: Sequence[object]) -> None:
        self.faults = tuple(faults)
        super().__init__(count=len(self.faults))


class WrongState(DomainError):
    """The object is not in the state this act needs."""

    sentence = marked("现在的状态不允许这一步:%(why)s。")
