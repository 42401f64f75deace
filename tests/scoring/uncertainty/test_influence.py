"""Leaving one source out, against scoring the case without it."""

from collections import Counter
from collections.abc import Callable

import pytest

from fixtures.scoring_cases import KIT, given_case, kit_document, load, worked_case
from fixtures.small_models import SMALL
from scoring.case import read_case
from scoring.engine import find, score
from scoring.uncertainty.block import influence_block
from scoring.uncertainty.influence import Deletion, leave_one_out
from scoring.uncertainty.sources import gather_sources

Without = Callable[[dict, Deletion], None]


def deletions(case: dict, model=KIT) -> tuple[Deletion, ...]:
    return leave_one_out(find(model, read_case(model, case)))


def drop_respondent(case: dict, gone: Deletion) -> None:
    survey = case["survey"][gone.questionnaire]
    survey["responses"] = [one for one in survey["responses"] if one["id"] != gone.name]


def drop_rater(case: dict, gone: Deletion) -> None:
    for record in case["raw"].values():
        if isinstance(record, dict) and "experts" in record:
            record["experts"].pop(gone.name, None)


def drop_interview(case: dict, gone: Deletion) -> None:
    records = case["interviews"]["records"]
    case["interviews"]["records"] = [one for one in records if one["id"] != gone.name]


def drop_indicator(case: dict, gone: Deletion) -> None:
    case["not_applicable"] = [gone.name]


@pytest.mark.parametrize(
    ("kind", "drop", "n"),
    [
        ("respondent", drop_respondent, 86),
        ("rater", drop_rater, 5),
        ("interview", drop_interview, 6),
        ("indicator", drop_indicator, 47),
    ],
)
def test_leaving_one_out_is_scoring_the_case_without_it(kind: str, drop: Without, n: int):
    found = [one for one in deletions(worked_case()) if one.kind == kind]
    assert len(found) == n
    for gone in found[:: 6 if n > 10 else 1]:
        case = worked_case()
        drop(case, gone)
        result = score(KIT, case)
        assert (f"{gone.total:.2f}", gone.grade) == (result["total"], result["grade"])
        assert gone.change == pytest.approx(float(result["total"]) - 84.59, abs=1e-9)


def test_respondents_bear_their_group_and_questionnaire():
    found = [one for one in deletions(worked_case()) if one.kind == "respondent"]
    assert {one.questionnaire for one in found} == {"QA", "QB"}
    assert (found[0].name, found[0].group) == ("R001", "beneficiary")
    assert {one.group for one in deletions(worked_case()) if one.kind != "respondent"} == {None}


def test_a_group_that_becomes_too_small_leaves_its_weight_to_the_others():
    case = worked_case()
    counts = Counter(one["group"] for one in case["survey"]["QA"]["responses"])
    group, least = min(counts.items(), key=lambda pair: (pair[1], pair[0]))
    document = kit_document()
    document["survey_policy"]["min_n_per_group"] = least
    document["respondent_groups"]["min_n_per_group"] = least
    model = load(document)
    lone = [
        one for one in deletions(case, model) if (one.questionnaire, one.group) == ("QA", group)
    ]
    assert len(lone) == least
    for gone in lone[:3]:
        without = worked_case()
        drop_respondent(without, gone)
        assert f"{gone.total:.2f}" == score(model, without)["total"]


def test_a_panel_at_its_least_size_can_spare_nobody():
    case = worked_case()
    for record in case["raw"].values():
        if isinstance(record, dict) and "experts" in record:
            record["experts"] = {name: record["experts"][name] for name in ("E1", "E2", "E3")}
    raters = [one for one in deletions(case) if one.kind == "rater"]
    assert [(one.name, one.total) for one in raters] == [("E1", None), ("E2", None), ("E3", None)]


def test_a_net_promoter_item_that_nobody_answered_is_no_source():
    case = worked_case()
    for one in case["survey"]["QA"]["responses"]:
        one["answers"].pop("A15", None)
    findings = find(KIT, read_case(KIT, case))
    assert "nps:A15" not in gather_sources(findings, {}).values


def test_who_cannot_be_left_out_is_counted_and_has_no_total():
    document, case = SMALL["only_interviews"]()
    model = load(document)
    case["interviews"]["records"] = case["interviews"]["records"][:1]
    found = deletions(case, model)
    lone = next(one for one in found if one.kind == "interview")
    assert (lone.total, lone.change, lone.grade) == (None, None, None)
    block = influence_block(found, "top")
    assert block["interviews"]["n_not_possible"] == 1
    assert block["interviews"]["largest_change"] is None
    assert block["respondents"] == {
        "n": 0,
        "n_grade_changed": 0,
        "n_not_possible": 0,
        "largest_change": None,
        "largest": [],
    }


def test_the_only_respondent_of_the_only_group_cannot_be_left_out():
    document, case = SMALL["seven_points"]()
    model = load(document)
    found = [one for one in deletions(case, model) if one.kind == "respondent"]
    assert found
    for row in case["survey"]["Q"]["responses"]:
        row["group"] = "one"
    case["survey"]["Q"]["responses"] = case["survey"]["Q"]["responses"][:3]
    document["respondent_groups"]["min_n_per_group"] = 2
    model = load(document)
    rows = [one for one in deletions(case, model) if one.kind == "respondent"]
    assert [one.total for one in rows] == [None, None]


def test_an_indicator_alone_in_its_dimension_cannot_be_left_out():
    document, case = SMALL["only_figures"]()
    found = deletions(case, load(document))
    assert [(one.kind, one.total) for one in found] == [("indicator", None)]


def test_a_task_without_a_total_has_nothing_to_leave_out():
    case = worked_case()
    del case["raw"]["A1-2"]
    assert deletions(case) == ()


def test_the_largest_changes_are_listed_first_and_grade_changes_counted():
    found = deletions(given_case(90, raw=given_case(90)["raw"] | {"A1-1": 50, "A1-2": 100}))
    block = influence_block(found, "good", most_listed=3)
    changes = [abs(one["change"]) for one in block["indicators"]["largest"]]
    assert len(changes) == 3
    assert changes == sorted(changes, reverse=True)
    assert block["indicators"]["largest_change"] == changes[0]
    assert block["indicators"]["n_grade_changed"] >= 1


def test_for_others_respondents_are_counts_and_a_maximum_and_small_groups_are_not_told():
    found = deletions(worked_case())
    open_block = influence_block(found, "good")["respondents"]
    told = influence_block(found, "good", least_group=5)["respondents"]
    assert told == open_block | {"largest": [], "least_group": 5}
    sizes = Counter((one.questionnaire, one.group) for one in found if one.kind == "respondent")
    least = min(sizes.values()) + 1
    masked = influence_block(found, "good", least_group=least)["respondents"]
    kept = [
        one
        for one in found
        if one.kind == "respondent" and sizes[one.questionnaire, one.group] >= least
    ]
    assert masked["n"] is None
    assert masked["largest_change"] == max(abs(one.change) for one in kept)
    nobody = influence_block(found, "good", least_group=1_000)["respondents"]
    assert (nobody["n"], nobody["largest_change"], nobody["largest"]) == (None, None, [])
