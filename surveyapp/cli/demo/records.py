"""Playing the desk: figures, evidence, experts' sheets, decisions, veto questions."""

from collections.abc import Mapping
from typing import Any

from surveyapp.cli.demo.case_file import PlayableCase
from surveyapp.cli.demo.clockwork import Tick
from surveyapp.cli.demo.ground import Ground
from surveyapp.models import Task
from surveyapp.operations.judging import (
    SheetEntry,
    invite_expert,
    needs_reason,
    save_sheet,
    submit_sheet,
)
from surveyapp.operations.reporting import (
    STATEMENT,
    ReliabilityRequest,
    decide_exemption,
    decide_reliability,
    enter_figures,
    hand_in_evidence,
    request_exemption,
    request_reliability_decision,
)
from surveyapp.operations.reporting.numbers import read_hundredths
from surveyapp.operations.reporting.sheets import rubric_codes
from surveyapp.operations.vetoes import answer_veto, veto_state

SOURCE = "演示案例"
REASON = "演示：照案例文件原样填报"


def play_figures(
    task: Task, figures: Mapping[str, Mapping[str, Any]], *, ground: Ground, tick: Tick
) -> None:
    """Enter all figures in one batch under a statement."""
    officer = ground.crew.actor("officer")
    if not figures:
        return
    enter_figures(
        task,
        figures,
        source=SOURCE,
        statement=f"（演示）{STATEMENT}",
        by=officer,
        at=tick(),
        reason=REASON,
    )


def play_evidence(
    task: Task, figures: Mapping[str, Mapping[str, Any]], *, ground: Ground, tick: Tick
) -> None:
    """Lay a file behind each indicator with figures and each that experts judge by documents."""
    officer = ground.crew.actor("officer")
    for code in dict.fromkeys((*figures, *rubric_codes(task))):
        content = f"演示佐证材料\n任务 {task.no} 指标 {code}\n本文件为演示而作，没有证明力。\n"
        name = f"演示佐证-{code}.txt"
        hand_in_evidence(
            task, code, name, content.encode(), by=officer, at=tick(minutes=1), note="演示"
        )


def play_sheets(
    task: Task, sheets: Mapping[str, Mapping[str, Any]], *, ground: Ground, tick: Tick
) -> None:
    """Let each expert fill and hand in a sheet of their own."""
    officer = ground.crew.actor("officer")
    for expert, (label, scores) in zip(ground.crew.experts, sheets.items(), strict=False):
        sheet = invite_expert(task, expert, label, by=officer, at=tick())
        entries = {code: _entry(score) for code, score in scores.items()}
        save_sheet(sheet, entries, by=expert.as_actor(), at=tick(hours=1))
        submit_sheet(sheet, has_no_conflict=True, by=expert.as_actor(), at=tick())


def _entry(score: object) -> SheetEntry:
    is_extreme = needs_reason(read_hundredths(score))
    return SheetEntry(score, "（演示）依据见佐证材料" if is_extreme else "")


def play_exemptions(task: Task, case: PlayableCase, *, ground: Ground, tick: Tick) -> None:
    """Ask for what the case leaves out, and let the reviewer approve."""
    for code in case.not_applicable:
        officer, reviewer = ground.crew.actor("officer"), ground.crew.actor("reviewer")
        reason = "（演示）本任务不涉及该指标"
        row = request_exemption(task, code, reason, by=officer, at=tick())
        decide_exemption(row, is_approved=True, reason="（演示）同意", by=reviewer, at=tick())


def play_reliability(task: Task, case: PlayableCase, *, ground: Ground, tick: Tick) -> None:
    """Ask for each decision on a construct's reliability and decide it as the case says."""
    for given in case.reliability:
        request = ReliabilityRequest(
            construct=given["scale"],
            action=given["action"],
            reason=given.get("reason") or "（演示）理由",
            items=tuple(given.get("items") or ()),
            score=given.get("score"),
        )
        officer, reviewer = ground.crew.actor("officer"), ground.crew.actor("reviewer")
        row = request_reliability_decision(task, request, by=officer, at=tick())
        decide_reliability(
            row,
            is_approved=bool(given.get("approved")),
            reason="（演示）按案例决定",
            by=reviewer,
            at=tick(),
        )


def play_vetoes(task: Task, case: PlayableCase, *, ground: Ground, tick: Tick) -> None:
    """Let supervision answer every veto question but those the case leaves open."""
    supervisor = ground.crew.actor("supervisor")
    state = veto_state(task)
    established = [one for one in state.automatic if one.code in case.yes_answers]
    for question in (*state.questions, *established):
        if question.code in case.open_vetoes:
            continue
        is_yes = question.code in case.yes_answers
        reason = "（演示）经核查属实" if is_yes else "（演示）经核查未发现"
        answer_veto(task, question.code, is_yes=is_yes, reason=reason, by=supervisor, at=tick())
