"""Copying a confirmed result into the facts a notice prints; no number is worked out here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date
from sqlalchemy import select

from forms.typesetting import full_width
from scoring.exact import plain
from scoring.model import IndicatorModel
from scoring.model.parts import Text
from scoring.model.policies import Grade
from surveyapp.db import session
from surveyapp.models import Approval, CalendarDay, Organisation, Round, ScoreRun, Task
from surveyapp.notice_facts import CutPoint, DimensionFact, NoticeFacts, Words
from surveyapp.operations.measures import get_model
from surveyapp.operations.score_runs import band_said, reason_said
from surveyapp.working_days import WorkCalendar, day_after_working_days

APPEAL_TERM = "statement_and_appeal"
APPEAL_DAYS = 10
"""Working days to appeal where a model names none (the measure's default)."""


@dataclass(frozen=True)
class Identity:
    """What makes one notice that notice: its number in its year, its code and its address."""

    year: int
    number: int
    code: str
    verify_url: str
    issued_on: date


def facts_of_approval(approval: Approval, identity: Identity) -> NoticeFacts:
    """Copy a confirmed result into the facts of its notice."""
    run = approval.score_run
    task, model = run.task, get_model(run.model_version)
    round_, organisation = task.round, task.round.organisation
    return NoticeFacts(
        organisation=_names(organisation),
        number_zh=f"{organisation.notice_prefix_zh}〔{identity.year}〕{identity.number}号",
        number_en=f"{organisation.notice_prefix_en}-{identity.year}-{identity.number:05d}",
        year=identity.year,
        sequence=identity.number,
        addressee=_names(task.unit),
        task_no=task.no,
        task_name=_names(task),
        task_type=_words(next(t.text for t in model.task_types if t.code == task.type_code)),
        period=_period(round_),
        basis=_basis(model),
        dimensions=_dimensions(run, model),
        total=_printed(run.result["total"]),
        grade=_words(_grade(model, str(approval.grade)).text),
        grade_reasons=tuple(
            Words(*reason_said(one["zh"], one["en"], model=model)) for one in approval.reasons
        ),
        grade_bands=_bands(model),
        cut_points=_cut_points(model),
        appeal_last_day=last_day_of_appeal(task, identity.issued_on),
        appeal_channel=Words(
            "向发文机关书面提出申诉", "submit a written appeal to the issuing authority"
        ),
        issued_on=identity.issued_on,
        verification_code=identity.code,
        verify_url=identity.verify_url,
        score_run_id=f"{task.no}-R{run.seq}",
        result_hash=run.result_hash,
        is_demo=round_.is_demo,
    )


def last_day_of_appeal(task: Task, issued_on: date) -> date:
    """Return the last day on which the task's notice can be appealed."""
    terms = task.round.model_version.document.get("deadlines_working_days", {})
    n_days = int(terms.get(APPEAL_TERM, APPEAL_DAYS))
    return day_after_working_days(issued_on, n_days, calendar_of(task.round.organisation))


def calendar_of(organisation: Organisation) -> WorkCalendar:
    """Return an organisation's holidays and make-up days."""
    query = select(CalendarDay).where(CalendarDay.organisation_id == organisation.id)
    days = list(session.execute(query.order_by(CalendarDay.day_on, CalendarDay.kind)).scalars())
    return WorkCalendar(
        off=frozenset(day.day_on for day in days if day.kind == "off"),
        on=frozenset(day.day_on for day in days if day.kind == "on"),
    )


def _printed(score: str | None) -> str:
    return "—" if score is None else score


def _names(row: object) -> Words:
    return Words(str(row.name_zh), str(row.name_en or ""))  # type: ignore[attr-defined]


def _words(text: Text) -> Words:
    return Words(full_width(text.zh), text.en or "")


def _grade(model: IndicatorModel, code: str) -> Grade:
    return next(grade for grade in model.grades if grade.code == code)


def _period(round_: Round) -> Words:
    days = (round_.starts_on, round_.ends_on)
    return Words(
        "至".join(f"{day.year}年{day.month}月{day.day}日" for day in days),
        " to ".join(format_date(day, "d MMMM yyyy", locale="en") for day in days),
    )


def _basis(model: IndicatorModel) -> Words:
    return Words(
        f"《任务执行成效认定办法》和“{model.name.zh}”（版本{model.version}）",
        "the Measure for the Recognition of Task Execution Effectiveness and the indicator model "
        f"“{model.name.en or model.name.zh}” (version {model.version})",
    )


def _dimensions(run: ScoreRun, model: IndicatorModel) -> tuple[DimensionFact, ...]:
    scored: Mapping[str, Any] = run.result["level1"]
    return tuple(
        DimensionFact(
            code=top.code,
            name=_words(top.name),
            weight=f"{plain(top.weights[run.task.type_code])}%",
            score=_printed(scored[top.code]["score"]),
        )
        for top in model.dimensions
        if top.code in scored
    )


def _descending(model: IndicatorModel) -> list[Grade]:
    return sorted(model.grades, key=lambda grade: grade.min, reverse=True)


def _cut_points(model: IndicatorModel) -> tuple[CutPoint, ...]:
    return tuple(
        CutPoint(plain(grade.min), _words(grade.text))
        for grade in reversed(_descending(model))
        if grade.min > 0
    )


def _bands(model: IndicatorModel) -> Words:
    """Say the bands in words, best first: `90分及以上为优秀，80分及以上、不足90分为良好……`."""
    said = [(band_said(grade, model), _words(grade.text)) for grade in _descending(model)]
    return Words(
        "，".join(f"{band.zh}为{name.zh}" for band, name in said),
        "; ".join(f"{name.en or name.zh}: {band.en}" for band, name in said),
    )
