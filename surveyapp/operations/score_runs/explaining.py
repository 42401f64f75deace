"""Walking a number back to the rows that made it; who may see which row is decided here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.model import IndicatorModel
from scoring.model.parts import Branch, Dimension, Indicator
from scoring.rules import plain_rules
from scoring.rules.judgement import ThemeRule
from scoring.rules.surveys import NpsRule, ScaleRule
from surveyapp.errors import NotFound
from surveyapp.models import EvidenceItem, Figure, ScoreRun, Task
from surveyapp.operations.measures import get_model
from surveyapp.operations.reporting.evidence import get_evidence
from surveyapp.operations.reporting.exemptions import exempted_leaves
from surveyapp.operations.reporting.figures import find_revisions
from surveyapp.operations.reporting.sheets import (
    CHECKLIST_PARTS,
    PART_WORDS,
    Words,
    active_indicators,
    rubric_codes,
    words,
)


@dataclass(frozen=True)
class GroupRow:
    """One group behind a statistic; below the least cell neither count nor mean is told."""

    code: str
    words: Words
    n: int | None
    mean: float | None


@dataclass(frozen=True)
class GroupTable:
    """The groups behind one scale or net promoter item, and whether any of them is masked."""

    code: str
    words: Words
    questionnaire: str
    rows: tuple[GroupRow, ...]
    statistics: Mapping[str, Any]

    @property
    def is_masked(self) -> bool:
        """Say whether a small group is hidden; what would give it away is then hidden, too."""
        return any(row.n is None for row in self.rows)


@dataclass(frozen=True)
class InterviewRow:
    """One confirmed interview's settled readings of one theme; by its number, never by name."""

    no: str
    theme: str
    valences: tuple[int, ...]


@dataclass(frozen=True)
class Explanation:
    """Everything behind one level-3 score of one run."""

    top: Dimension
    branch: Branch
    leaf: Indicator
    score: Mapping[str, Any]
    values: tuple[tuple[Words, str], ...]
    lists: tuple[tuple[Words, tuple[Mapping[str, Any], ...]], ...]
    figure: Figure | None
    evidence: tuple[Mapping[str, Any], ...]
    experts: tuple[tuple[str, Any], ...]
    interviews: tuple[InterviewRow, ...]
    groups: tuple[GroupTable, ...]


def explain(run: ScoreRun, code: str) -> Explanation:
    """Return what one level-3 score was made of; raises NotFound for a code the run has not."""
    model = get_model(run.model_version)
    if code not in run.result["level3"]:
        raise NotFound
    top, branch, leaf = next(place for place in _leaves(model) if place[2].code == code)
    record = run.inputs["raw"].get(code, {})
    sources = run.inputs["sources"]
    revision = sources["figures"].get(code)
    figures = [row for row in find_revisions(run.task, code) if row.revision == revision]
    return Explanation(
        top=top,
        branch=branch,
        leaf=leaf,
        score=run.result["level3"][code],
        values=tuple(_values(leaf, record)),
        lists=tuple(
            (words(one.text), tuple(record[one.name]))
            for one in leaf.inputs
            if one.type == "weighted_list" and one.name in record
        ),
        figure=figures[0] if figures else None,
        evidence=tuple(sources["evidence"].get(code, ())),
        experts=tuple(sorted(record.get("experts", {}).items())),
        interviews=tuple(_interviews(leaf, run)),
        groups=tuple(_groups_of(leaf, run, model)),
    )


def get_frozen_evidence(run: ScoreRun, evidence_id: int) -> EvidenceItem:
    """Return a file that stood behind a run when it was made; raises NotFound for any other."""
    frozen = [one for files in run.inputs["sources"]["evidence"].values() for one in files]
    if evidence_id not in {one["id"] for one in frozen}:
        raise NotFound
    return get_evidence(run.task, evidence_id)


def _leaves(model: IndicatorModel) -> Iterator[tuple[Dimension, Branch, Indicator]]:
    for top in model.dimensions:
        for branch in top.children:
            for leaf in branch.children:
                yield top, branch, leaf


def _values(leaf: Indicator, record: Mapping[str, Any]) -> Iterator[tuple[Words, str]]:
    """Yield each plain figure with its name; a checklist gives its counts."""
    for one in leaf.inputs:
        value = record.get(one.name)
        if one.type == "checklist" and isinstance(value, Mapping):
            for part in CHECKLIST_PARTS:
                if part in value:
                    yield PART_WORDS[part], str(value[part])
        elif one.type != "weighted_list" and value is not None:
            yield words(one.text), str(value)


def _interviews(leaf: Indicator, run: ScoreRun) -> Iterator[InterviewRow]:
    themes = [rule.theme for rule in plain_rules(leaf.rule) if isinstance(rule, ThemeRule)]
    for theme in themes:
        for record in run.inputs["interviews"]["records"]:
            settled = [part[3] for part in record["segments"] if part[0] == theme]
            if record["confirmed"] and settled:
                yield InterviewRow(record["id"], theme, tuple(v for v in settled if v is not None))


def _groups_of(leaf: Indicator, run: ScoreRun, model: IndicatorModel) -> Iterator[GroupTable]:
    for rule in plain_rules(leaf.rule):
        if isinstance(rule, ScaleRule) and rule.scale in run.result["scales"]:
            yield scale_table(model, run.result, rule.scale)
        elif isinstance(rule, NpsRule) and rule.item in run.result["nps"]:
            block = run.result["nps"][rule.item]
            item = next(
                item
                for instrument in model.instruments
                for item in instrument.items
                if item.id == rule.item
            )
            rows = _group_rows(model, block["n"], block["by_group"])
            yield GroupTable(rule.item, words(item.text), rule.questionnaire, rows, block)


def scale_table(model: IndicatorModel, result: Mapping[str, Any], code: str) -> GroupTable:
    """Return the groups behind a scale, small ones masked."""
    block = result["scales"][code]
    instrument, scale = next(
        (instrument, scale)
        for instrument in model.instruments
        for scale in instrument.scales
        if scale.id == code
    )
    rows = _group_rows(model, block["group_n"], block["group_mean"])
    return GroupTable(code, words(scale.name), instrument.id, rows, block)


def scale_tables(model: IndicatorModel, result: Mapping[str, Any]) -> list[GroupTable]:
    """Return all scales of a result with their groups, small ones masked."""
    return [scale_table(model, result, code) for code in result["scales"]]


def _group_rows(
    model: IndicatorModel, counts: Mapping[str, int], means: Mapping[str, float | None]
) -> tuple[GroupRow, ...]:
    least = model.survey.publish_min_cell
    names = {group.code: words(group.text) for group in model.survey.groups}
    return tuple(
        GroupRow(code, names[code], n, means.get(code))
        if n >= least
        else GroupRow(code, names[code], None, None)
        for code, n in counts.items()
    )


def without_evidence(task: Task, inputs: Mapping[str, Any]) -> tuple[Indicator, ...]:
    """Return the counting indicators behind which the frozen inputs have no file.

    Asked of whatever rests on figures or on experts, who judge by documents; answers to
    questionnaires and interviews are their own evidence.
    """
    judged = frozenset(rubric_codes(task))
    left_out = exempted_leaves(task, frozenset(inputs["not_applicable"]))
    handed_in = inputs["sources"]["evidence"]
    return tuple(
        leaf
        for _top, leaf in active_indicators(task)
        if leaf.code not in left_out
        and (leaf.inputs or leaf.code in judged)
        and not handed_in.get(leaf.code)
    )


def weakest(result: Mapping[str, Any], n: int = 5) -> Sequence[tuple[str, Mapping[str, Any]]]:
    """Return the level-3 scores that cost the most points of the total, worst first."""
    scored = [
        (code, block) for code, block in result["level3"].items() if block["status"] == "scored"
    ]
    lost = {code: block["effective_points"] - float(block["points"]) for code, block in scored}
    return sorted(scored, key=lambda pair: (-lost[pair[0]], pair[0]))[:n]
