"""Figures that are hard to believe: kept only with a written reason, and listed with a score."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from forms.typesetting import full_width
from scoring.doubts import Doubt, doubts_of
from scoring.exact import plain
from scoring.model.parts import Indicator
from surveyapp.db import session
from surveyapp.errors import Named, marked
from surveyapp.models import Event, Figure, ScoreRun, Task
from surveyapp.operations.measures import get_model
from surveyapp.operations.reporting.faults import EntryFault, fault_at
from surveyapp.operations.reporting.preview import SHOWN_DECIMALS, operands
from surveyapp.operations.reporting.sheets import Words, active_indicators, words
from surveyapp.operations.reporting.values import is_blank

LONGEST_REASON = 500
SENTENCES = {
    "over_flag": marked("完成 %(n)s%%，超过模型提示的 %(limit)s%%"),
    "far": marked("折算值 %(n)s 离赋分范围太远（最近的一端是 %(limit)s）"),
    "part": marked("“%(part)s” %(n)s 多于它的整体“%(whole)s” %(limit)s"),
    "deducted": marked("“%(part)s” %(n)s 多于被扣的“%(whole)s” %(limit)s"),
}


@dataclass(frozen=True)
class RunDoubt:
    """One figure of a run that is hard to believe, and the reason that was written, if any."""

    code: str
    words: Words
    message: str
    facts: Mapping[str, object]
    reason: str | None


def doubt_faults(
    task: Task, values: Mapping[str, Mapping[str, object]], reason: str
) -> list[EntryFault]:
    """Return what is hard to believe while no reason stands beside it, or a reason too long."""
    if len(reason.strip()) > LONGEST_REASON:
        return [fault_at(("reason",), marked("最多 %(most)d 个字"), most=LONGEST_REASON)]
    if not is_blank(reason):
        return []
    leaves = {leaf.code: leaf for _, leaf in active_indicators(task)}
    found = [
        _fault(leaves[code], doubt)
        for code, entry in values.items()
        for doubt in _doubts(leaves[code], entry)
    ]
    if found:
        asked = marked("请核对标出的数据；确实无误的，请在这里写明原因再保存")
        found.append(fault_at(("reason",), asked))
    return found


def run_doubts(run: ScoreRun) -> list[RunDoubt]:
    """Return what is hard to believe among the figures frozen in a run, in the model's order."""
    reasons = _reasons(run)
    raw = run.inputs["raw"]
    return [
        RunDoubt(
            leaf.code,
            words(leaf.name),
            SENTENCES[doubt.kind],
            _facts(leaf, doubt),
            reasons.get(leaf.code),
        )
        for leaf in get_model(run.model_version).indicators
        if isinstance(raw.get(leaf.code), Mapping)
        for doubt in _doubts(leaf, raw[leaf.code])
    ]


def _fault(leaf: Indicator, doubt: Doubt) -> EntryFault:
    path = (leaf.code, doubt.part) if doubt.part else (leaf.code,)
    return fault_at(path, SENTENCES[doubt.kind], **_facts(leaf, doubt))


def _doubts(leaf: Indicator, values: Mapping[str, object]) -> Iterator[Doubt]:
    if leaf.formula is not None and all(values.get(one.name) is not None for one in leaf.inputs):
        yield from doubts_of(leaf, *operands(leaf, values))


def _facts(leaf: Indicator, doubt: Doubt) -> dict[str, object]:
    names = {one.name: Named(full_width(one.text.zh), one.text.en) for one in leaf.inputs}
    facts: dict[str, object] = {
        "n": plain(doubt.figure, SHOWN_DECIMALS),
        "limit": plain(doubt.limit, SHOWN_DECIMALS),
    }
    if doubt.part:
        facts |= {"part": names[doubt.part], "whole": names[doubt.whole]}
    return facts


def _reasons(run: ScoreRun) -> dict[str, str]:
    """Return the reason written with the batch of each figure that a run rests on."""
    query = select(Event).where(
        Event.action == "FiguresEntered",
        Event.object_type == "task",
        Event.object_id == str(run.task_id),
        Event.reason.is_not(None),
    )
    written = {
        (event.after or {}).get("batch"): str(event.reason)
        for event in session.execute(query).scalars()
    }
    revisions = run.inputs["sources"]["figures"]
    figures = session.execute(select(Figure).where(Figure.task_id == run.task_id)).scalars()
    return {
        row.indicator_code: written[row.batch]
        for row in figures
        if row.batch in written and revisions.get(row.indicator_code) == row.revision
    }
