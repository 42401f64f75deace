"""What the desk says of each thing that is missing, and the one button beside it."""

from dataclasses import dataclass

from flask_babel import gettext

from surveyapp.errors import marked
from surveyapp.operations.overview import Gap, Overview
from surveyapp.web.desk.door import link_to

_FIGURES = ("desk.figures", marked("填写数据"))
_INTERVIEWS = ("interview_desk.task", marked("查看访谈"))
_SCORES = ("scores.task", marked("查看得分"))
_WORDS: dict[str, tuple[str, tuple[str, str] | None]] = {
    "unopened": (
        marked("问卷 %(code)s 还没有发放"),
        ("desk.questionnaires", marked("发放问卷")),
    ),
    "figures": (marked("还有 %(n)d 个指标没有填数据"), _FIGURES),
    "uninvited": (
        marked("问卷 %(code)s 还没有邀请受访人；公开链接的答卷只作参考，不计分"),
        ("desk.roster", marked("邀请受访人")),
    ),
    "responses": (
        marked("问卷 %(code)s 还差 %(n)d 份，%(days)d 天后截止"),
        ("desk.collection", marked("查看进度")),
    ),
    "too_few": (
        marked("问卷 %(code)s 已到截止日，还差 %(n)d 份"),
        ("desk.collection", marked("处理问卷")),
    ),
    "to_close": (
        marked("问卷 %(code)s 已经收够，可以停止收集"),
        ("desk.collection", marked("停止收集")),
    ),
    "short": (
        marked(
            "问卷 %(code)s 已停止收集，可计分的答卷只有 %(n)d 份，至少需要 %(needed)d 份："
            "不予认定，不能正式计分"
        ),
        _SCORES,
    ),
    "experts": (marked("还差 %(n)d 位专家"), ("desk.experts", marked("邀请专家"))),
    "sheets": (marked("等 %(n)d 位专家提交评分"), ("desk.experts", marked("查看专家"))),
    "unassigned": (
        marked("还没有指派访谈"),
        ("interview_desk.task", marked("指派访谈")),
    ),
    "interviews": (marked("等访谈完成并由被访人确认"), _INTERVIEWS),
    "interview_faults": (marked("访谈还有 %(n)d 处没有办完"), _INTERVIEWS),
    "vetoes": (marked("等监督部门回答 %(n)d 个否决事项"), None),
    "requests": (
        marked("等复核员决定 %(n)d 个申请"),
        ("desk.requests_of_task", marked("查看申请")),
    ),
    "ready": (marked("材料齐全，可以计分"), ("scores.task", marked("去计分"))),
    "refused": (marked("审批人退回了结果，请按意见处理后重新计分"), _SCORES),
    "objected": (marked("复核员对结果有异议，请按意见处理后重新计分"), _SCORES),
    "stale": (marked("计分以后材料有变化，请重新计分"), ("scores.task", marked("去计分"))),
    "notice_grade": (
        marked("紧急：通知书发出以后有变化，等次会改变。请重新计分，批准后出具新通知书代替原来的"),
        ("scores.task", marked("去计分")),
    ),
    "notice_stale": (
        marked(
            "通知书发出以后材料有变化，等次不会改变；需要更正时请重新计分，批准后出具新通知书代替原来的"
        ),
        ("scores.task", marked("去计分")),
    ),
    "review": (marked("已经计分，等复核员复核"), _SCORES),
    "approval": (marked("已经复核，等审批人审批"), _SCORES),
    "notice": (
        marked("已经审批，等发文专员出具通知书"),
        ("notices.task", marked("查看通知书")),
    ),
}


@dataclass(frozen=True)
class Step:
    """One thing that is missing as the page says it."""

    kind: str
    sentence: str
    is_mine: bool
    button: str | None = None
    url: str | None = None


def step_of(gap: Gap, task_id: int) -> Step:
    """Say one gap in the reader's language, with its button where there is a page for it."""
    sentence, way = _WORDS[gap.kind]
    words = str(gettext(sentence, **gap.facts))
    if way is None:
        return Step(gap.kind, words, gap.is_mine)
    endpoint, button = way
    values: dict[str, object] = {"task_id": task_id}
    if endpoint in ("desk.collection", "desk.roster"):
        values["collection_id"] = gap.facts["id"]
    return Step(gap.kind, words, gap.is_mine, str(gettext(button)), link_to(endpoint, **values))


def steps_of(found: Overview) -> list[Step]:
    """Say all gaps of a task."""
    return [step_of(gap, found.task.id) for gap in found.gaps]
