"""The sheets at the end of the way: review, decision, void, appeal, verification; no rows."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired

from forms.interview_sheet import WrittenField
from forms.typed_text import is_blank

MISSING_REASON = _l("请写明理由")
MISSING_CHOICE = _l("请选择一项")


class ReasonForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A step that needs a written reason and nothing else."""

    reason = WrittenField(_l("理由"), validators=[InputRequired(MISSING_REASON)])


class ChoiceForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A choice with a note; the choices in `needs_note` are not taken without one."""

    needs_note: frozenset[str] = frozenset()
    choice = RadioField(_l("结论"), validators=[InputRequired(MISSING_CHOICE)])
    note = WrittenField(_l("说明"))

    def offer(self, choices: Mapping[str, str], *, needs_note: frozenset[str]) -> "ChoiceForm":
        """Offer some choices; those in `needs_note` want a written reason."""
        self.choice.choices = list(choices.items())
        self.needs_note = needs_note
        return self

    def validate(self, extra_validators: object = None) -> bool:
        """Check the choice, and the note where the choice needs one."""
        is_sound = bool(super().validate(extra_validators))
        if self.choice.data in self.needs_note and is_blank(self.note.data or ""):
            self.note.errors = [*self.note.errors, str(MISSING_REASON)]
            return False
        return is_sound


class CodeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """The public door: a code typed from paper. It looks something up and changes nothing."""

    class Meta:
        """No token: the form is sent by GET."""

        csrf = False

    code = StringField(
        _l("核验码"),
        validators=[InputRequired(_l("请输入核验码"))],
        description=_l("印在通知书末页，20 位字母和数字"),
    )


class FileForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A file whose fingerprint is compared; it is not kept."""

    file = FileField(_l("通知书 PDF 文件"), validators=[FileRequired(_l("请选择一个文件"))])
