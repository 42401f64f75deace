"""Reasons of a grade as sentences that an official would sign, in both languages."""

import pytest

from fixtures.scoring_cases import KIT, WORKED, given_case
from scoring.engine import score
from surveyapp.operations.score_runs import condition_said, reason_said


@pytest.mark.parametrize(
    ("zh", "en", "said_zh", "said_en"),
    [
        (
            "总分 84.59 -> 良好",
            "band of 84.59 -> good",
            "总分84.59分，在良好等次的分数段内（80分及以上、不足90分）",
            "the total of 84.59 lies in the band of grade Good (80 to below 90)",
        ),
        (
            "总分 92.45 -> 优秀",
            "band of 92.45 -> excellent",
            "总分92.45分，在优秀等次的分数段内（90分及以上）",
            "the total of 92.45 lies in the band of grade Excellent (90 or more)",
        ),
        (
            "总分 50.00 -> 不合格",
            "band of 50.00 -> fail",
            "总分50.00分，在不合格等次的分数段内（不足60分）",
            "the total of 50.00 lies in the band of grade Not qualified (below 60)",
        ),
        (
            "门槛：一级指标B、D低于75 -> 良好",
            "gate: level-1 ['B', 'D'] below 75 -> good",
            "一级指标B“执行效率”、D“成本控制”低于75，不符合优秀等次的条件，评为良好",
            (
                "level-1 B (Execution efficiency) and D (Cost control) are below 75, so"
                " grade Excellent cannot be given and the grade is Good"
            ),
        ),
        (
            "门槛：E1为69.00，低于70 -> 良好",
            "gate: E1 69.00 below 70 -> good",
            "E1“利益相关方满意度”为69.00，低于70，不符合优秀等次的条件，评为良好",
            (
                "E1 (Stakeholder satisfaction) is 69.00, below 70, so grade Excellent cannot"
                " be given and the grade is Good"
            ),
        ),
        (
            "门槛：E1不适用 -> 良好",
            "gate: E1 not applicable -> good",
            "E1“利益相关方满意度”不适用，不符合优秀等次的条件，评为良好",
            (
                "E1 (Stakeholder satisfaction) is not applicable, so grade Excellent cannot"
                " be given and the grade is Good"
            ),
        ),
        (
            "门槛：量表SA1的α低于0.70且未获豁免 -> 良好",
            "gate: scales ['SA1'] alpha below 0.70 and not exempted -> good",
            "量表SA1“成果与服务满意”的α低于0.70且未获豁免，不符合优秀等次的条件，评为良好",
            (
                "the alpha of SA1 (Satisfaction with results and service) is below 0.70 and not"
                " exempted, so grade Excellent cannot be given and the grade is Good"
            ),
        ),
        (
            "门槛：V1尚未答复 -> 良好",
            "gate: unresolved ['V1'] -> good",
            "否决事项V1“发生负有责任的较大以上安全、质量事故”尚未答复，不符合优秀等次的条件，评为良好",
            (
                "V1 (responsible for a serious safety or quality accident) has not been"
                " answered, so grade Excellent cannot be given and the grade is Good"
            ),
        ),
        (
            "超出名额 -> 良好",
            "over quota -> good",
            "优秀等次的名额已满，评为良好",
            "the quota of grade Excellent is used up, so the grade is Good",
        ),
        (
            "等次上限C2 -> 合格",
            "cap C2 -> pass",
            "触发等次上限C2（核心目标达成率低于60%），等次不高于合格",
            (
                "cap C2 (core objective attainment below 60 %) applies, so the grade is no"
                " higher than Qualified"
            ),
        ),
        (
            "否决V2 -> 不合格",
            "veto V2 -> fail",
            "存在否决事项V2（数据、材料弄虚作假经查实），评为不合格",
            (
                "veto V2 (falsified data or documents, verified) applies,"
                " so the grade is Not qualified"
            ),
        ),
    ],
)
def test_a_reason_reads_as_a_sentence(zh: str, en: str, said_zh: str, said_en: str) -> None:
    assert reason_said(zh, en, model=KIT) == (said_zh, said_en)


def test_every_reason_the_engine_gives_in_the_worked_cases_becomes_a_sentence() -> None:
    cases = [given_case(), given_case(85, over_quota=True), given_case(50)]
    cases += [given_case(95, open_vetoes=["V1"]), given_case(95, vetoes=["V1"], caps=["C3"])]
    cases.append(WORKED)
    for case in cases:
        found = score(KIT, case)
        for zh, en in zip(found["reasons_zh"], found["reasons"], strict=True):
            said = reason_said(zh, en, model=KIT)
            for text in said:
                assert "->" not in text
                assert "[" not in text
            assert ":" not in said.en


def test_a_condition_alone_is_told_without_the_grade() -> None:
    zh, en = condition_said("门槛：E1为69.00，低于70", "gate: E1 69.00 below 70", model=KIT)
    assert zh == "E1“利益相关方满意度”为69.00，低于70"
    assert en == "E1 (Stakeholder satisfaction) is 69.00, below 70"


def test_what_another_engine_wrote_stands() -> None:
    assert reason_said("按旧办法评定", "by the old measure", model=KIT) == (
        "按旧办法评定",
        "by the old measure",
    )
