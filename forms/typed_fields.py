"""Fields for typed values that stand on their own; what a value must be is judged elsewhere."""

from flask_babel import gettext as _
from wtforms import StringField, TextAreaField

from forms.typed_text import has_unusable, normalise_text, without_unusable

LONGEST_LINE = 400
LONGEST_TEXT = 4_000


class OneLine(StringField):  # type: ignore[misc]  # WTForms ships no types
    """A short text sent exactly once; what cannot be kept is refused, what was typed comes back."""

    longest = LONGEST_LINE

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the one value sent; raises ValueError for repeated, oversize or unusable ones."""
        if not valuelist:
            return
        typed = normalise_text(valuelist[0])
        self.data = without_unusable(typed)[: self.longest]
        if len(valuelist) > 1:
            raise ValueError(_("这一项收到了不止一个值，请只填一个"))
        if len(typed) > self.longest:
            raise ValueError(_("内容太长，请缩短"))
        if has_unusable(typed):
            raise ValueError(_("含有不可用的字符，请重新输入"))


class Lines(TextAreaField, OneLine):  # type: ignore[misc]  # WTForms ships no types
    """A longer text sent exactly once."""

    longest = LONGEST_TEXT
