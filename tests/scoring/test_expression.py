"""Formulas: what they compute, and that hostile text is refused with its position."""

from fractions import Fraction

import pytest

from scoring.evaluation import NotComputable, evaluate, written_with_rows
from scoring.expression import ExpressionFault, parse_formula

SCALARS = ["a", "b", "c"]
COLUMNS = ["actual", "target", "weight"]


def _value(text: str, *rows: tuple[int, int, int], **scalars: int) -> Fraction:
    formula = parse_formula(text, scalars=SCALARS, columns=COLUMNS if rows else ())
    values = {name: Fraction(scalars.get(name, 0)) for name in SCALARS}
    table = [dict(zip(COLUMNS, map(Fraction, row), strict=True)) for row in rows]
    return evaluate(formula, values, table)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("8 - 4 - 2", 2),
        ("16 / 4 / 2", 2),
        ("-2 * -3", 6),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("max(a, b, 2)", 5),
        ("min(a - 4, 0)", 0),
        ("sum(a, b, 1)", 7),
        ("max(a - b, 0) / b", 4),
    ],
)
def test_arithmetic_is_exact(text: str, expected: Fraction) -> None:
    assert _value(text, a=5, b=1) == expected


def test_a_weighted_list_is_summed_over_its_rows() -> None:
    text = "sum(weight_i * min(actual_i / target_i, 1)) / sum(weight_i) * 100"
    assert _value(text, (38, 40, 40), (31500, 30000, 40), (94, 100, 20)) == Fraction(968, 10)


def test_a_formula_over_rows_is_written_with_its_values() -> None:
    formula = parse_formula("sum(weight_i * actual_i) / sum(weight_i)", scalars=[], columns=COLUMNS)
    rows = [{"weight": Fraction(1), "actual": Fraction(3), "target": Fraction(1)}] * 2
    assert written_with_rows(formula, {}, rows) == "(1*3 + 1*3) / 2"


@pytest.mark.parametrize(
    ("text", "kind"), [("a / b", "zero"), ("a / (b - 1)", "negative"), ("1 / (b * 2)", "zero")]
)
def test_a_denominator_that_is_not_positive_has_no_value(text: str, kind: str) -> None:
    with pytest.raises(NotComputable) as problem:
        _value(text, a=1)
    assert problem.value.kind == kind


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 1),
        ("a +", 4),
        ("a b", 3),
        ("a ** 2", 4),
        ("d + 1", 1),
        ("a.real", 2),
        ("a[0]", 2),
        ("__import__('os')", 1),
        ("open(1)", 1),
        ("max()", 5),
        ("max(a", 6),
        ("(a", 3),
        ("a)", 2),
        ("1e999", 2),
        ("a if b else c", 3),
        ("lambda: 1", 7),
        ("a; b", 2),
        ("9" * 40, 19),
        ("actual_i", 1),
        ("a，b", 2),
        ("(" * 30 + "1" + ")" * 30, 22),
        ("-" * 60 + "1", 23),
        ("a+" * 150 + "a", 201),
        ("a" * 501, 501),
    ],
)
def test_hostile_or_broken_text_is_refused_with_its_position(text: str, position: int) -> None:
    with pytest.raises(ExpressionFault) as fault:
        parse_formula(text, scalars=SCALARS)
    assert fault.value.position == position
    assert fault.value.zh
    assert fault.value.en.startswith(f"character {position}:")


def test_columns_belong_inside_a_sum_and_a_sum_over_rows_takes_one_part() -> None:
    for text in ("weight_i", "max(weight_i)", "sum(weight_i, actual_i)"):
        with pytest.raises(ExpressionFault):
            parse_formula(text, scalars=SCALARS, columns=COLUMNS)


def test_nested_rows_cannot_multiply_the_work() -> None:
    rows = [(1, 1, 1)] * 1000
    assert _value("sum(sum(weight_i))", *rows) == 1000
    with pytest.raises(NotComputable) as problem:
        _value("sum(" + " + ".join(["weight_i"] * 40) + ")", *rows)
    assert problem.value.kind == "steps"
