"""Walking through a raw definition and noting faults with their place; meaning is not here."""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from forms.faults import N_, Fault
from forms.instrument import Text

LONGEST_TEXT = 2_000
CODE_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,39}\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Cursor:
    """One mapping of a raw definition: its values, its place, and the shared list of faults."""

    values: Mapping[str, object]
    place: str
    faults: list[Fault]

    def at(self, key: str) -> str:
        """Return the place of one of its keys."""
        return f"{self.place}.{key}" if self.place else key

    def note(self, key: str, message: str, **facts: object) -> None:
        """Note a fault at one of its keys."""
        self.faults.append(Fault(self.at(key), message, facts))

    def refuse_others(self, known: Collection[str]) -> None:
        """Note every key that nobody reads, with the nearest known one."""
        for key in self.values:
            if key in known:
                continue
            near = difflib.get_close_matches(str(key), list(known), n=1)
            if near:
                self.note(str(key), N_("没有这个字段，是否想写“%(near)s”？"), near=near[0])
            else:
                self.note(str(key), N_("没有这个字段，请删去或改名"))

    def string(self, key: str) -> str:
        """Read a required single-line text; empty after a fault."""
        value = self.optional_string(key)
        if value is None and self.values.get(key) in (None, ""):
            self.note(key, N_("不能为空"))
        return value or ""

    def optional_string(self, key: str) -> str | None:
        """Read a single-line text that may be absent."""
        value = self.values.get(key)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self.note(key, N_("应是文字，请加引号"))
            return None
        return self._clean(key, value)

    def code(self, key: str = "code") -> str:
        """Read a code: letters, digits and ``_ . + -``, at most 40 signs."""
        value = self.values.get(key)
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not isinstance(text, str) or not CODE_FORM.match(text):
            self.note(key, N_("应是 1 至 40 个字母、数字或 _ . + -，以字母或数字开头"))
            return ""
        return text

    def choice(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """Read one of some words; the default, or the first, after a fault."""
        value = self.values.get(key, default)
        if isinstance(value, str) and value in allowed:
            return value
        self.note(
            key, N_("“%(value)s”不在可选之列：%(allowed)s"), value=value, allowed="、".join(allowed)
        )
        return default or next(iter(allowed))

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Read true or false."""
        value = self.values.get(key, default)
        if isinstance(value, bool):
            return value
        self.note(key, N_("应是 true 或 false"))
        return default

    def whole(self, key: str, *, low: int, high: int) -> int | None:
        """Read a whole number in a range that may be absent."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.note(key, N_("应是 %(low)d 至 %(high)d 的整数"), low=low, high=high)
        return None

    def text(self, key: str) -> Text:
        """Read a required text in Chinese and, where given, English."""
        found = self.optional_text(key)
        if found is None and self.values.get(key) is None:
            self.note(key, N_("不能为空，请写 zh（中文）和 en（英文）"))
        return found or Text("")

    def optional_text(self, key: str) -> Text | None:
        """Read a text in Chinese and English that may be absent."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.note(key, N_("应分别写出 zh（中文）和 en（英文）"))
            return None
        inner = Cursor(value, self.at(key), self.faults)
        inner.refuse_others(("zh", "en"))
        return inner.as_text()

    def as_text(self) -> Text:
        """Read this very mapping's ``zh`` and ``en``."""
        return Text(self.string("zh"), self.optional_string("en") or "")

    def rows(self, key: str, *, is_required: bool = False) -> Iterator["Cursor"]:
        """Go through a list of mappings; what is no mapping is noted and left out."""
        value = self.values.get(key)
        if value is None and not is_required:
            return
        if not isinstance(value, list) or (is_required and not value):
            self.note(key, N_("应是至少有一项的列表") if is_required else N_("应是列表"))
            return
        for index, row in enumerate(value):
            if isinstance(row, Mapping):
                yield Cursor(row, f"{self.at(key)}[{index}]", self.faults)
            else:
                self.note(f"{key}[{index}]", N_("应是一组字段"))

    def _clean(self, key: str, value: str) -> str | None:
        if len(value) > LONGEST_TEXT:
            self.note(key, N_("最多 %(limit)d 字"), limit=LONGEST_TEXT)
            return None
        if _CONTROL.search(value):
            self.note(key, N_("含不可用字符（控制字符）"))
            return None
        return value.strip()
