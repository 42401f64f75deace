"""Reading YAML and JSON text: limits, lines and what is refused."""

from pathlib import Path

import pytest

from fixtures.scoring_cases import MODEL_FILE
from scoring.model import ModelFaults, check_model, read_model_yaml


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", "key 'a' is repeated"),
        ("a: &x [1]\nb: *x\n", "aliases are refused"),
        ("a: !!python/object/apply:os.system ['id']\n", "tags are refused"),
        ("a: {<<: {b: 1}}\n", "plain text"),
        ("a: [1\n", "not valid YAML"),
        ("- 1\n- 2\n", "must be a mapping"),
        ("a: 1\n---\nb: 2\n", "only one document"),
        ("a: " + "[" * 60 + "]" * 60 + "\n", "too many levels"),
        ("a: '" + "x" * 2_100_000 + "'\n", "larger than 2 MB"),
    ],
)
def test_dangerous_or_broken_text_is_refused(text: str, words: str) -> None:
    with pytest.raises(ModelFaults) as refused:
        read_model_yaml(text)
    assert words in refused.value.faults[0].en


def test_the_line_of_a_repeated_key_is_told() -> None:
    (fault,) = check_model("a: 1\nb: 2\na: 3\n")
    assert fault.line == 3


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 9)]
    text = "\n".join(["l0: &l0 [lol]", *levels])
    (fault,) = check_model(text)
    assert "aliases are refused" in fault.en


def test_yes_no_and_dates_stay_text() -> None:
    document = read_model_yaml("a: no\nb: 2026-01-01\nc: 12\nd: 0.5\ne: true\nf: ~\ng: '3'\n")
    assert document == {
        "a": "no",
        "b": "2026-01-01",
        "c": 12,
        "d": 0.5,
        "e": True,
        "f": None,
        "g": "3",
    }


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFaults, match="cannot read"):
        read_model_yaml(tmp_path / "none.yaml")
    (tmp_path / "x.yaml").write_bytes(b"a: \xff\xfe")
    with pytest.raises(ModelFaults, match="not UTF-8"):
        read_model_yaml(tmp_path / "x.yaml")


def test_numbers_that_are_none_are_told_with_all_other_faults_of_a_model() -> None:
    text = MODEL_FILE.read_text("utf-8")
    for old, new in (
        ("ENG: 25", "ENG: .nan"),
        ("years: 30", "years: .inf"),
        ("max_na_effective_points: 15", "max_na_effective_points: 1e400"),
        ("zh: 优秀", "zhongwen: 优秀"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    words = [fault.en for fault in check_model(text)]
    assert sum("NaN" in one for one in words) == 3
    assert not any("not None" in one for one in words)
    assert any("zhongwen" in one for one in words)
