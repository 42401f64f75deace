"""Reading a case that is to be played: what the acts can carry is kept, the rest is refused."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forms.kit import read_kit_instruments
from forms.loading import read_instrument
from scoring.case import read_case
from scoring.model import load_model, read_model_yaml
from scoring.model.policies import IndicatorModel
from surveyapp.cli.demo.ground import Definitions
from surveyapp.cli.voice import CommandStopped
from surveyapp.config import ROOT
from surveyapp.seal import parse_json

DEFAULTS = ROOT / "surveyapp" / "defaults"
DEFAULT_MODEL = DEFAULTS / "default_model.yaml"
DEFAULT_CASE = DEFAULTS / "demo_case.json"
LARGEST_CASE = 32 * 1024 * 1024


@dataclass(frozen=True)
class Questionnaire:
    """The responses of a case to one questionnaire, with its frame and required number."""

    frame: int
    required: int | None
    responses: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class PlayableCase:
    """The inputs of one task, each in the form its act takes."""

    task: Mapping[str, Any]
    figures: Mapping[str, Mapping[str, Any]]
    sheets: Mapping[str, Mapping[str, Any]]
    questionnaires: Mapping[str, Questionnaire]
    interviews: Sequence[Mapping[str, Any]]
    reliability: Sequence[Mapping[str, Any]]
    yes_answers: frozenset[str]
    open_vetoes: frozenset[str]
    not_applicable: Sequence[str]


def read_case_file(path: Path) -> Mapping[str, Any]:
    """Read a case from a JSON file; raises CommandStopped."""
    content = path.read_bytes()
    if len(content) > LARGEST_CASE:
        raise CommandStopped("案例文件超过 32 MB", "the case file is larger than 32 MB")
    try:
        case = parse_json(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, ValueError, RecursionError) as error:
        raise CommandStopped(f"案例文件不是有效的 JSON:{path}", str(error)) from None
    if not isinstance(case, Mapping):
        raise CommandStopped("案例文件应是一组字段", "the case must be a JSON object")
    return case


def playable(case: Mapping[str, Any], model: IndicatorModel) -> PlayableCase:
    """Check a case against its model and take it apart; raises CommandStopped or CaseFaults."""
    checked = read_case(model, case)
    if checked.given:
        codes = "、".join(list(checked.given)[:5])
        raise CommandStopped(
            f"案例直接给出了得分（{codes} …），不能经办成；只有原始数据才能演示",
            "the case gives official scores; only raw inputs can be played, use scoring evaluate",
        )
    if checked.is_over_quota:
        raise CommandStopped(
            "名额在审批时由同轮任务决定，案例里的 over_quota 不能演示",
            "over_quota is decided at confirmation among a round's tasks, it cannot be played",
        )
    raw = case.get("raw") or {}
    return PlayableCase(
        task=_task(case, checked.task_type),
        figures=_figures(raw),
        sheets=_sheets(raw),
        questionnaires=_questionnaires(case, model),
        interviews=(case.get("interviews") or {}).get("records") or (),
        reliability=(case.get("survey") or {}).get("reliability_decisions") or (),
        yes_answers=frozenset(checked.vetoes) | _answered_caps(checked.caps, model),
        open_vetoes=frozenset(checked.open_vetoes),
        not_applicable=case.get("not_applicable") or (),
    )


def _task(case: Mapping[str, Any], type_code: str) -> dict[str, Any]:
    given = case["task"]
    name, unit = given.get("name") or {}, given.get("unit") or {}
    return {
        "no": str(given.get("no") or "T-DEMO-001"),
        "name_zh": str(name.get("zh") or "演示任务"),
        "name_en": name.get("en"),
        "unit_zh": str(unit.get("zh") or "某单位（演示）"),
        "unit_en": unit.get("en"),
        "type": type_code,
    }


def _figures(raw: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    parts = {
        code: {name: value for name, value in record.items() if name != "experts"}
        for code, record in raw.items()
    }
    return {code: record for code, record in parts.items() if record}


def _sheets(raw: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Turn scores by indicator and label into sheets by label; a sheet is handed in whole."""
    scored = {code: record["experts"] for code, record in raw.items() if "experts" in record}
    labels = sorted({label for scores in scored.values() for label in scores})
    sheets = {
        label: {code: scores[label] for code, scores in scored.items() if label in scores}
        for label in labels
    }
    for label, sheet in sheets.items():
        missing = "、".join(code for code in scored if code not in sheet)
        if missing:
            raise CommandStopped(
                f"专家 {label} 没有给 {missing} 评分；评分表须填完才能提交",
                f"expert {label} lacks scores; a sheet is handed in whole",
            )
    return sheets


def _questionnaires(case: Mapping[str, Any], model: IndicatorModel) -> dict[str, Questionnaire]:
    found = {}
    for code, part in (case.get("survey") or {}).items():
        if model.find_instrument(code) is None or not part.get("responses"):
            continue
        frame = part.get("frame") or len(part["responses"])
        found[code] = Questionnaire(int(frame), part.get("required"), part["responses"])
    return found


def _answered_caps(caps: Sequence[str], model: IndicatorModel) -> frozenset[str]:
    """Return the caps that supervision answers; an automatic one follows from the data alone."""
    asked = {veto.code for veto in model.vetoes if veto.trigger is None}
    return frozenset(code for code in caps if code in asked)


def require_caps(case: Mapping[str, Any], result: Mapping[str, Any]) -> None:
    """Stop a case that gives an automatic cap which its data do not lead to."""
    given = {entry if isinstance(entry, str) else entry[0] for entry in case.get("caps") or ()}
    missing = given - {code for code, _grade in result["caps"]}
    if missing:
        raise CommandStopped(
            f"等次上限 {'、'.join(sorted(missing))} 由数据自动触发，不能直接给定",
            "an automatic cap follows from the data and cannot be given",
        )


def read_play(
    model_path: Path | None, case_path: Path | None, instruments: Sequence[Path] = ()
) -> tuple[Definitions, Mapping[str, Any], PlayableCase]:
    """Read a case and its model, the program's own where none is named; raises CommandStopped."""
    document = read_model_yaml(model_path or DEFAULT_MODEL)
    beside = [read_instrument(path.read_bytes()) for path in instruments]
    model = load_model(document)
    # A file beside the model brings the words of a questionnaire instead of the model's own.
    found = {
        **read_kit_instruments(document),
        **{instrument.code: instrument for instrument in beside},
    }
    case = read_case_file(case_path or DEFAULT_CASE)
    return Definitions(document, found), case, playable(case, model)
