"""Figures that may be true and are hard to believe are named; honest ones are not."""

from dataclasses import replace
from fractions import Fraction

import pytest

from fixtures.scoring_cases import KIT, WORKED
from scoring.doubts import Doubt, doubts_of
from scoring.rules.blend import BlendPart, BlendRule
from scoring.rules.judgement import RubricRule

LEAVES = {leaf.code: leaf for leaf in KIT.indicators}


def _doubts(code: str, **values: float) -> tuple[Doubt, ...]:
    return doubts_of(LEAVES[code], {name: Fraction(value) for name, value in values.items()})


def test_nothing_of_the_worked_example_is_hard_to_believe() -> None:
    for code, record in WORKED["raw"].items():
        if code not in LEAVES or not isinstance(record, dict):
            continue
        scalars = {n: Fraction(str(v)) for n, v in record.items() if isinstance(v, int | float)}
        rows = [
            {name: Fraction(str(row[name])) for name in ("target", "actual", "weight")}
            for value in record.values()
            if isinstance(value, list)
            for row in value
        ]
        if LEAVES[code].formula is not None:
            assert doubts_of(LEAVES[code], scalars, rows) == (), code


def test_more_excused_than_delayed_is_named_with_both() -> None:
    assert _doubts("A2-2", delay_days=90, excused_days=9999, due=20) == (
        Doubt("deducted", Fraction(9999), Fraction(90), "excused_days", "delay_days"),
    )
    assert _doubts("A2-2", delay_days=90, excused_days=90, due=20) == ()


@pytest.mark.parametrize(
    ("code", "values", "limit"),
    [
        ("B2-1", {"effective_hours": 99_999_999, "total_hours": 1}, 120),
        ("B3-1", {"hours": 99_999_999}, 72),
        ("D2-2", {"benefit": 1000, "cost": 1}, Fraction(3, 2)),
        ("D2-1", {"unit_cost": 0, "industry_cost": 100}, None),
        ("D3-3", {"base_use": 1, "current_use": 1000}, -5),
        ("B3-1", {"hours": 752}, None),
        ("B3-1", {"hours": 753}, 72),
        ("A1-2", {"actual": 130, "planned": 100}, None),
        ("A2-2", {"delay_days": 9000, "excused_days": 0, "due": 20}, 30),
    ],
)
def test_a_raw_figure_far_outside_the_points_of_its_rule_is_named(
    code: str, values: dict[str, float], limit: Fraction | int | None
) -> None:
    assert [one.limit for one in _doubts(code, **values)] == ([] if limit is None else [limit])


def test_completion_above_the_rules_own_limit_is_named_also_of_one_objective() -> None:
    assert _doubts("E2-1", actual=130, intended=100) == ()
    assert _doubts("E2-1", actual=131, intended=100) == (
        Doubt("over_flag", Fraction(131), Fraction(130)),
    )
    rows = [{"target": Fraction(2), "actual": Fraction(3), "weight": Fraction(1)}]
    assert doubts_of(LEAVES["A1-1"], {}, rows)[0].figure == 150


def test_the_judged_part_of_a_blend_sets_no_limit_to_a_raw_figure() -> None:
    ratio = LEAVES["B2-1"]
    (judged, *_) = [one.rule for one in KIT.indicators if isinstance(one.rule, RubricRule)]
    parts = (BlendPart(Fraction(60), ratio.rule), BlendPart(Fraction(40), judged))
    blended = replace(ratio, rule=BlendRule(parts))
    hours = {"effective_hours": Fraction(99_999_999), "total_hours": Fraction(1)}
    assert doubts_of(blended, hours) == doubts_of(ratio, hours) != ()


def test_where_nothing_can_be_divided_or_no_formula_is_nothing_is_named() -> None:
    assert _doubts("B2-1", effective_hours=5, total_hours=0) == ()
    assert _doubts("A1-4", unapproved=5, late=5) == ()
