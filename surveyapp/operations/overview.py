"""Where a task stands and what it still lacks, told as facts; no act and no sentence of a page."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from scoring.model.parts import Indicator
from scoring.rules import plain_rules
from scoring.rules.judgement import ThemeRule
from scoring.rules.surveys import NpsRule, ScaleRule
from surveyapp.db import session
from surveyapp.models import Collection, InstrumentVersion, Notice, ScoreRun, Task
from surveyapp.operations.coding import unfinished
from surveyapp.operations.collecting import count_sheets, find_collections
from surveyapp.operations.interviewing import find_task_sessions
from surveyapp.operations.inviting import count_progress
from surveyapp.operations.judging import find_sheets
from surveyapp.operations.notices import issuable_of
from surveyapp.operations.overtaken import Overtaken, find_overtaken
from surveyapp.operations.reporting import (
    approved_exemptions,
    find_exemptions,
    find_reliability_decisions,
)
from surveyapp.operations.reporting.completeness import DimensionProgress, figure_progress
from surveyapp.operations.reporting.exemptions import exempted_leaves
from surveyapp.operations.reporting.sheets import active_indicators, model_of, rubric_codes
from surveyapp.operations.vetoes import veto_state

OFFICERS_GAPS = frozenset(
    {
        "experts",
        "figures",
        "notice_grade",
        "notice_stale",
        "objected",
        "ready",
        "refused",
        "short",
        "stale",
        "to_close",
        "too_few",
        "unassigned",
        "uninvited",
        "unopened",
    }
)
"""What the officer can do something about now; the rest waits for others."""


@dataclass(frozen=True)
class Gap:
    """One thing that is missing."""

    kind: str
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def is_urgent(self) -> bool:
        """Whether it comes before everything else: an issued grade no longer holds."""
        return self.kind == "notice_grade"

    @property
    def is_mine(self) -> bool:
        """Whether the officer can do it now."""
        return self.kind in OFFICERS_GAPS


@dataclass(frozen=True)
class CollectionStanding:
    """How far a questionnaire is: sheets that can count against sheets needed."""

    collection: Collection
    n_scorable: int
    n_open: int
    """Sheets from the open link; they only inform and are never scored."""
    n_invited: int
    n_needed: int
    """The required sample, or the least number below which no score is run."""

    @property
    def n_missing(self) -> int:
        """How many sheets that can count are still needed."""
        return max(0, self.n_needed - self.n_scorable)


@dataclass(frozen=True)
class Overview:
    """Where one task stands."""

    task: Task
    collections: tuple[CollectionStanding, ...]
    unopened: tuple[str, ...]
    figures: tuple[DimensionProgress, ...]
    n_experts: int
    n_sheets: int
    n_panel: int
    n_sessions: int
    n_confirmed: int
    interview_faults: tuple[object, ...]
    needs_interviews: bool
    n_vetoes: int
    open_vetoes: tuple[str, ...]
    n_requests: int
    run: ScoreRun | None
    notice: Notice | None
    overtaken: Overtaken | None = None
    gaps: tuple[Gap, ...] = ()

    @property
    def is_concluded(self) -> bool:
        """Whether the notice that stands rests on the newest run."""
        return (
            self.run is not None
            and self.notice is not None
            and self.notice.score_run_id == self.run.id
        )

    @property
    def n_figures(self) -> int:
        """How many indicators need figures."""
        return sum(one.n_needed for one in self.figures)

    @property
    def n_entered(self) -> int:
        """How many of them have figures."""
        return sum(one.n_entered for one in self.figures)

    @property
    def next_gap(self) -> Gap | None:
        """What to do first: what the officer can do now, else what is waited for."""
        waiting = next(iter(self.gaps), None)
        return next((gap for gap in self.gaps if gap.is_mine), waiting)


def look_over(task: Task, *, today: date) -> Overview:
    """Gather where a task stands; `today` is the organisation's day."""
    active = _counting_indicators(task)
    collections = tuple(standing_of(row) for row in find_collections(task))
    opened = {one.collection.instrument_version.code for one in collections}
    sheets, sessions = find_sheets(task), find_task_sessions(task)
    vetoes, issuable = veto_state(task), issuable_of(task)
    decided = [
        *(row.decided_at for row in find_exemptions(task)),
        *(row.decided_at for row in find_reliability_decisions(task)),
    ]
    overview = Overview(
        task=task,
        collections=collections,
        unopened=tuple(code for code in needed_questionnaires(task) if code not in opened),
        figures=tuple(figure_progress(task)),
        n_experts=len(sheets),
        n_sheets=sum(sheet.submitted_at is not None for sheet in sheets),
        n_panel=model_of(task).experts.panel_size if set(rubric_codes(task)) & set(active) else 0,
        n_sessions=len(sessions),
        n_confirmed=sum(row.confirmed_at is not None for row in sessions),
        interview_faults=tuple(unfinished(task)),
        needs_interviews=any(
            isinstance(rule, ThemeRule) for leaf in active.values() for rule in _rules(leaf)
        ),
        n_vetoes=len(vetoes.questions),
        open_vetoes=tuple(vetoes.open_codes),
        n_requests=decided.count(None),
        run=issuable.run,
        notice=next((one for one in reversed(issuable.notices) if one.is_standing), None),
        overtaken=next(iter(find_overtaken([issuable])), None),
    )
    return Overview(**{**vars(overview), "gaps": tuple(_gaps(overview, today))})


def standing_of(collection: Collection) -> CollectionStanding:
    """Return how far a questionnaire is."""
    sheets, groups = count_sheets(collection), count_progress(collection)
    n_invited = sum(group.n_invited for group in groups)
    least = model_of(collection.task).survey.min_valid
    return CollectionStanding(
        collection=collection,
        n_scorable=sheets.n_scorable,
        n_open=sheets.n_open,
        n_invited=n_invited,
        n_needed=max(collection.n_required, least),
    )


def _rules(leaf: Indicator) -> tuple[object, ...]:
    return tuple(plain_rules(leaf.rule))


def _counting_indicators(task: Task) -> dict[str, Indicator]:
    """Return the active indicators that are not left out, by code."""
    left_out = exempted_leaves(task, approved_exemptions(task))
    return {leaf.code: leaf for _, leaf in active_indicators(task) if leaf.code not in left_out}


def needed_questionnaires(task: Task) -> list[str]:
    """Return the questionnaires that feed an indicator which counts for this task."""
    fed = {
        rule.questionnaire
        for leaf in _counting_indicators(task).values()
        for rule in plain_rules(leaf.rule)
        if isinstance(rule, ScaleRule | NpsRule)
    }
    return [one.id for one in model_of(task).instruments if one.id in fed]


def offered_instruments(task: Task) -> dict[str, InstrumentVersion]:
    """Return the newest published version of each questionnaire that is not open yet, by code."""
    opened = {row.instrument_version.code for row in find_collections(task)}
    wanted = [code for code in needed_questionnaires(task) if code not in opened]
    query = select(InstrumentVersion).where(
        InstrumentVersion.code.in_(wanted), InstrumentVersion.mode == "survey"
    )
    rows = session.execute(query.order_by(InstrumentVersion.id)).scalars()
    newest = {row.code: row for row in rows}
    return {code: newest[code] for code in wanted if code in newest}


def _gaps(found: Overview, today: date) -> list[Gap]:
    if found.run is not None and found.overtaken is not None and _is_approved(found.run):
        return [Gap(_overtaken_kind(found.overtaken), {"run_id": found.run.id})]
    if found.notice is not None and found.is_concluded:
        return []
    if found.run is not None and not _is_refused(found.run):
        return _gaps_of_run(found, found.run)
    gaps = [Gap("refused", {"run_id": found.run.id})] if found.run is not None else []
    gaps += [Gap("unopened", {"code": code}) for code in found.unopened]
    n_figures = found.n_figures - found.n_entered
    if n_figures:
        gaps.append(Gap("figures", {"n": n_figures}))
    for one in found.collections:
        if one.collection.closed_at is None:
            gaps.append(_gap_of_open(one, today))
        elif one.n_missing:
            gaps.append(_gap_of_closed(one))
    gaps += _gaps_of_judgement(found)
    return gaps or [Gap("ready")]


def _gap_of_open(one: CollectionStanding, today: date) -> Gap:
    row = one.collection
    about: dict[str, object] = {"id": row.id, "code": row.instrument_version.code}
    days = (row.closes_on - today).days
    about |= {"days": days, "n": one.n_missing}
    if not one.n_missing:
        return Gap("to_close", about)
    if days < 0:
        return Gap("too_few", about)
    is_uninvited = not one.n_invited and not one.n_scorable
    return Gap("uninvited" if is_uninvited else "responses", about)


def _gap_of_closed(one: CollectionStanding) -> Gap:
    """Say what a closed questionnaire lacks for good: it cannot be opened again, nor scored."""
    code = one.collection.instrument_version.code
    return Gap("short", {"code": code, "n": one.n_scorable, "needed": one.n_needed})


def _gaps_of_judgement(found: Overview) -> list[Gap]:
    gaps = []
    if found.n_experts < found.n_panel:
        gaps.append(Gap("experts", {"n": found.n_panel - found.n_experts}))
    if found.n_sheets < found.n_experts:
        gaps.append(Gap("sheets", {"n": found.n_experts - found.n_sheets}))
    if found.needs_interviews and not found.n_sessions:
        gaps.append(Gap("unassigned"))
    elif found.needs_interviews and not found.n_confirmed:
        gaps.append(Gap("interviews"))
    elif found.interview_faults:
        gaps.append(Gap("interview_faults", {"n": len(found.interview_faults)}))
    if found.open_vetoes:
        gaps.append(Gap("vetoes", {"n": len(found.open_vetoes)}))
    if found.n_requests:
        gaps.append(Gap("requests", {"n": found.n_requests}))
    return gaps


def _overtaken_kind(found: Overtaken) -> str:
    if found.notice is None:
        return "stale"
    return "notice_grade" if found.changes_grade else "notice_stale"


def _is_approved(run: ScoreRun) -> bool:
    return run.approval is not None and run.approval.decision == "approved"


def _is_refused(run: ScoreRun) -> bool:
    return run.approval is not None and run.approval.decision == "refused"


def _gaps_of_run(found: Overview, run: ScoreRun) -> list[Gap]:
    facts: dict[str, object] = {"run_id": run.id}
    if run.approval is not None:
        return [Gap("notice", facts)]
    if found.overtaken is not None:
        return [Gap("stale", facts)]
    if run.is_objected:
        return [Gap("objected", facts)]
    return [Gap("approval" if run.reviews else "review", facts)]
