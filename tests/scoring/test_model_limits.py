"""Numbers of a model: how far they may go, and what stands where one is left out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from fixtures.scoring_cases import KIT, kit_document, load
from scoring.model import check_model

Place = tuple[str | int, ...]
SURVEY, PANEL, QUOTA = "survey_policy", "expert_policy", "grade_policy"
A1, A2, A3 = (("indicators", 0, "children", branch, "children") for branch in range(3))


LIMITS: tuple[tuple[Place, int, int | None], ...] = (
    ((SURVEY, "confidence"), 0, 1),
    ((SURVEY, "margin"), 0, 1),
    ((SURVEY, "p"), 0, 1),
    ((SURVEY, "small_frame_margin"), 0, 1),
    ((SURVEY, "small_frame_below"), 0, None),
    ((SURVEY, "min_valid"), 0, None),
    ((SURVEY, "min_response_rate"), 0, 1),
    ((SURVEY, "min_answered_share"), 0, 1),
    ((SURVEY, "reliability", "ok"), 0, 1),
    ((SURVEY, "reliability", "caution"), 0, 1),
    ((SURVEY, "item_total_min"), -1, 1),
    ((SURVEY, "publish_min_cell"), 0, None),
    ((SURVEY, "invalid_if", "missing_share_over"), 0, 1),
    ((SURVEY, "invalid_if", "seconds_per_item_below"), 0, 600),
    (("respondent_groups", "min_n_per_group"), 0, None),
    (("respondent_groups", "weights", 0, "SVC"), 0, 100),
    ((PANEL, "panel_size"), 1, None),
    ((PANEL, "min_panel"), 1, None),
    ((PANEL, "trim_from"), 3, None),
    ((PANEL, "outlier", "over"), 0, 100),
    ((PANEL, "agreement", "min"), 0, 1),
    (("weight_policy", "sum_per_parent"), 100, 100),
    (("weight_policy", "max_effective_points_per_level3"), 0, 100),
    (("weight_policy", "min_result_points"), 0, 100),
    (("weight_policy", "core_boost", "range", 0), 1, 10),
    (("weight_policy", "core_boost", "range", 1), 1, 10),
    (("missing_data", "max_na_effective_points"), 0, 100),
    ((QUOTA, "excellent_quota_percent"), 0, 100),
    ((QUOTA, "quota_rounding", "least"), 0, None),
    ((QUOTA, "quota_rounding", "from"), 1, None),
    (("grades", 1, "min"), 0, 100),
    (("grades", 1, "max"), 0, 100),
    (("rubrics", "novelty", 0, "min"), 0, 100),
    (("rubrics", "novelty", 0, "max"), 0, 100),
    (("indicators", 0, "weights", "SVC"), 0, 100),
    ((*A1, 1, "weights", "SVC"), 0, 100),
    ((*A1, 0, "rule", "cap"), 1, 100),
    ((*A1, 0, "rule", "over_flag"), 100, None),
    ((*A1, 3, "rule", "start"), 0, 100),
    ((*A1, 3, "rule", "floor"), 0, 100),
    ((*A1, 3, "rule", "points", "late"), 0, 100),
    ((*A2, 1, "rule", "bands", 0, "score"), 0, 100),
    ((*A2, 1, "rule", "bands", -1, "otherwise"), 0, 100),
    ((*A3, 0, "rule", "critical_fail_cap"), 0, 100),
    (("questionnaires", 0, "items", 13, "expect"), 1, 11),
    (("likert_labels", 0, "value"), 1, 11),
    (("questionnaires", 0, "est_minutes"), 1, 240),
    (("interview_protocol", "kappa_min"), 0, 1),
)


def put(document: dict, place: Place, value: object) -> None:
    """Write a value at a place, which is made where it is not there."""
    node = document
    for key in place[:-1]:
        if isinstance(node, dict) and not isinstance(node.get(key), dict | list):
            node[key] = {}
        node = node[key]
    node[place[-1]] = value


def outside(values: Mapping[Place, int]) -> Counter[str]:
    """Count what the check of a model says of numbers outside their limits."""
    document = kit_document()
    for place, value in values.items():
        put(document, place, value)
    said = [fault.en for fault in check_model(document)]
    return Counter(words for words in said if " is outside " in words)


def test_a_number_may_lie_on_its_limits() -> None:
    assert outside({place: low for place, low, _ in LIMITS}) == {}
    assert outside({place: 10**9 if high is None else high for place, _, high in LIMITS}) == {}


def test_a_number_beyond_its_limits_is_refused_with_both() -> None:
    spans = {place: f"[{low}, {'∞' if high is None else high}]" for place, low, high in LIMITS}
    below = {place: low - 1 for place, low, _ in LIMITS}
    above = {place: high + 1 for place, _, high in LIMITS if high is not None}
    for values in (below, above):
        expected = Counter(f"{value} is outside {spans[place]}" for place, value in values.items())
        assert outside(values) == expected


LEFT_OUT = (
    *((SURVEY, key) for key in ("confidence", "margin", "p", "small_frame_margin")),
    *((SURVEY, key) for key in ("small_frame_below", "min_valid", "min_response_rate")),
    *((SURVEY, key) for key in ("min_answered_share", "item_total_min", "publish_min_cell")),
    *((SURVEY, "reliability", key) for key in ("statistic", "ok", "caution", "below")),
    *(("respondent_groups", key) for key in ("min_n_per_group", "small_group")),
    *((PANEL, key) for key in ("panel_size", "min_panel", "trim_from", "outlier")),
    *((PANEL, "agreement", key) for key in ("statistic", "min")),
    *(("weight_policy", key) for key in ("sum_per_parent", "min_result_points", "core_boost")),
    ("weight_policy", "max_effective_points_per_level3"),
    *(("missing_data", key) for key in ("default", "not_applicable", "max_na_effective_points")),
    *((QUOTA, key) for key in ("quota_rounding", "over_quota")),
)


def test_what_a_policy_leaves_out_is_as_the_default_model_writes_it() -> None:
    document = kit_document()
    for *above, last in LEFT_OUT:
        node = document
        for key in above:
            node = node[key]
        node.pop(last, None)
    assert replace(load(document), text="") == replace(KIT, text="")
