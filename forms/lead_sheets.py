"""The lead's sheets as forms, from the organisation to duties; rules of meaning lie elsewhere."""

import re
from collections.abc import Iterable, Mapping
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from forms.faults import N_
from forms.interview_sheet import DayField, OptionField
from forms.typed_fields import Lines, OneLine
from forms.typed_text import is_blank

LONGEST_NAME = 120
LONGEST_PASTE = 200_000
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}\Z")
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}\Z")
_DAY = _l("请填日期，例如 2026-11-30")


_USUAL = {
    "Asia/Shanghai": N_("北京时间（Asia/Shanghai）"),
    "Asia/Urumqi": N_("乌鲁木齐时间（Asia/Urumqi）"),
    "Asia/Hong_Kong": N_("香港（Asia/Hong_Kong）"),
    "Asia/Macau": N_("澳门（Asia/Macau）"),
    "Asia/Taipei": N_("台北（Asia/Taipei）"),
}
_REGIONS = {
    "Asia": N_("亚洲"),
    "Europe": N_("欧洲"),
    "Africa": N_("非洲"),
    "America": N_("美洲"),
    "Australia": N_("澳大利亚"),
    "Pacific": N_("太平洋"),
    "Indian": N_("印度洋"),
    "Atlantic": N_("大西洋"),
    "Arctic": N_("北极"),
    "Antarctica": N_("南极洲"),
}
"""Where a time zone lies, by the first part of its name."""


class Name(OneLine):
    """A name; spaces around it are not kept."""

    longest = LONGEST_NAME

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the one name sent, without the spaces around it."""
        super().process_formdata(valuelist)
        self.data = (self.data or "").strip()


class Filled(DataRequired):  # type: ignore[misc]  # WTForms ships no types
    """Something that can be seen stands in the field."""

    def __call__(self, form: object, field: Field) -> None:
        """Refuse what is blank to the eye; raises ValidationError."""
        super().__call__(form, field)
        if is_blank(str(field.data)):
            raise ValidationError(self.message)


class Login(Name):
    """A login: small letters, however they were typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the one login sent, in small letters."""
        super().process_formdata(valuelist)
        self.data = (self.data or "").lower()


class Pasted(Lines):
    """Many lines from a sheet."""

    longest = LONGEST_PASTE


class Boxes(SelectMultipleField):  # type: ignore[misc]  # WTForms ships no types
    """Several of some options, as check boxes; `about` says a line of those that need one."""

    about: Mapping[str, str] | None = None

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: object) -> None:
        """Refuse what is no option in plain words; raises ValidationError."""
        known = {choice.value for choice in self.choices}
        if not set(self.data or ()) <= known:
            raise ValidationError(_("请从列表里选"))


def _coded(_form: object, field: Field) -> None:
    if field.data and not _CODE.match(field.data):
        raise ValidationError(_("只能用字母、数字和 . _ -，最多 40 个，以字母或数字开头"))


def _is_login(_form: object, field: Field) -> None:
    if field.data and not _LOGIN.match(field.data):
        raise ValidationError(_("只能用小写字母、数字和 . _ @ -，最多 64 个"))


def _numbered(_form: object, field: Field) -> None:
    if field.data and (len(field.data) > 40 or re.search(r"[\s/\\]", field.data)):
        raise ValidationError(_("最多 40 个字，中间不能有空格和斜线"))


class OrganisationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """What the organisation prints and how its days run."""

    name_zh = Name(_l("中文名称"), [Filled(_l("请填中文名称"))])
    name_en = Name(_l("英文名称"), description=_l("没有时，英文页面印中文名称"))
    notice_prefix_zh = Name(
        _l("通知书代字（中文）"),
        [Filled(_l("请填代字，例如 成效认"))],
        description=_l("印在文号里，例如“成效认〔2026〕1号”"),
    )
    notice_prefix_en = Name(
        _l("通知书代字（英文）"),
        [Filled(_l("请填英文代字，例如 CXR")), _coded],
        description=_l("例如 CXR"),
    )
    time_zone = OptionField(
        _l("时区"), [DataRequired(_l("请选择时区"))], description=_l("截止日按这里的日历计算")
    )
    publishes_grades = BooleanField(
        _l("在公开验证页上显示等次"), description=_l("不勾选时，验证页只显示真伪和状态，不显示等次")
    )

    def offer_zones(self, current: str) -> None:
        """Fill the list of time zones: those of the country first, then the world by region."""
        zones = {zone for zone in available_timezones() if zone.split("/")[0] in _REGIONS}
        usual = [SelectChoice(zone, _(name), optgroup=_("常用")) for zone, name in _USUAL.items()]
        others = [
            SelectChoice(zone, zone.partition("/")[2], optgroup=_(name))
            for region, name in _REGIONS.items()
            for zone in sorted(zones - set(_USUAL))
            if zone.split("/")[0] == region
        ]
        if current not in zones | set(_USUAL):
            usual.append(SelectChoice(current, current, optgroup=_("常用")))
        self.time_zone.choices = [*usual, *others]


class DefinitionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A definition as a file."""

    file = FileField(
        _l("YAML 文件"),
        [FileRequired(_l("请选择文件"))],
        description=_l("指标模型，或一份问卷、访谈提纲；UTF-8，最大 2 MB"),
    )


class RoundForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A new round."""

    code = Name(
        _l("编号"), [Filled(_l("请填编号，例如 2026")), _coded], description=_l("例如 2026")
    )
    name_zh = Name(_l("中文名称"), [Filled(_l("请填名称，例如 2026年度"))])
    name_en = Name(_l("英文名称"))
    model = OptionField(
        _l("指标模型"), [DataRequired(_l("请选择指标模型"))], description=_l("开轮以后不能更换")
    )
    starts_on = DayField(_l("开始日期"), [DataRequired(_DAY)])
    ends_on = DayField(_l("结束日期"), [DataRequired(_DAY)])


class UnitForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A new unit."""

    code = Name(
        _l("单位代码"),
        [Filled(_l("请填单位代码，例如 U01")), _coded],
        description=_l("例如统一社会信用代码，或自编的 U01"),
    )
    name_zh = Name(_l("中文名称"), [Filled(_l("请填单位名称"))])
    name_en = Name(_l("英文名称"))


class TaskForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A new task."""

    no = Name(_l("任务编号"), [Filled(_l("请填任务编号")), _numbered])
    name_zh = Name(_l("中文名称"), [Filled(_l("请填任务名称"))])
    name_en = Name(_l("英文名称"))
    type_code = OptionField(_l("任务类型"), [DataRequired(_l("请选择任务类型"))])
    unit = OptionField(_l("单位"), [DataRequired(_l("请选择单位"))])
    importance = OptionField(_l("重要程度"), [DataRequired(_l("请选择重要程度"))])
    areas = Lines(_l("片区"), description=_l("每行一个；问卷会请填写人选所在片区。没有就留空"))


class PasteForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Many tasks at once."""

    lines = Pasted(_l("任务清单"), [Filled(_l("请粘贴任务清单"))])


class ClosingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Closing a round's results, which cannot be undone."""

    reason = Lines(_l("封账理由"), [Filled(_l("请写明理由"))])
    is_sure = BooleanField(_l("我确认封账；封账后不能撤销。"), [DataRequired(_l("请先勾选确认"))])


class PersonForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A new person."""

    login = Login(
        _l("登录名"),
        [Filled(_l("请填登录名")), _is_login],
        description=_l("例如工号或邮箱，小写；以后不能改"),
    )
    name_zh = Name(_l("姓名"), [Filled(_l("请填姓名"))])
    name_en = Name(_l("英文姓名"))
    unit = OptionField(
        _l("所属的认定对象单位"),
        description=_l("只有被认定单位的人才选；他们不能参加本单位任务的认定"),
    )
    roles = Boxes(_l("角色"), [DataRequired(_l("请至少选一个角色"))])


class RolesForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """The roles of a person who is known already."""

    roles = Boxes(_l("角色"), [DataRequired(_l("请至少选一个角色"))])


class DutyForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Who has a duty on a task; an expert stands under a label."""

    person = OptionField(_l("人员"), [DataRequired(_l("请选择人员"))])
    label = Name(_l("代号"), description=_l("结果里只出现代号，不出现姓名"))


class ButtonForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form that is only a button."""


def options(pairs: Iterable[tuple[object, str]], *, blank: str = "") -> list[SelectChoice]:
    """Make the options of a list.

    Parameters
    ----------
    pairs : iterable of (value, words)
        The options in order; values are sent as text.
    blank : str
        Words of a first option that stands for nothing chosen; none when empty.

    Returns
    -------
    list of SelectChoice
        What a list field takes.
    """
    first = [SelectChoice("", blank)] if blank else []
    return [*first, *(SelectChoice(str(value), words) for value, words in pairs)]
