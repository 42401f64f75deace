"""Reading a case that is to be played: the engine's own reader, then what the acts can carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forms.kit import read_kit_instruments
from forms.loading import read_instrument
from scoring.case import Case, read_case
from scoring.cli.evaluate import read_case_file
from scoring.faults import CaseFaults
from scoring.model import load_model, read_model_yaml
from scoring.model.policies import IndicatorModel
from surveyapp.cli.demo.case_parts import (
    Questionnaire,
    Reading,
    plain_numbers,
    read_decisions,
    read_figures,
    read_questionnaires,
    read_sheets,
    read_talks,
    refuse_given,
)
from surveyapp.cli.demo.ground import Definitions
from surveyapp.config import ROOT

DEFAULTS = ROOT / "surveyapp" / "defaults"
DEFAULT_MODEL = DEFAULTS / "default_model.yaml"
DEFAULT_CASE = DEFAULTS / "demo_case.json"


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
    is_over_quota: bool = False


def playable(case: Mapping[str, Any], model: IndicatorModel) -> PlayableCase:
    """Check a case against its model and take it apart; raises CaseFaults with every fault."""
    checked = read_case(model, case)
    reading = Reading(model, checked, [])
    content = plain_numbers({key: case.get(key) or {} for key in ("raw", "survey", "interviews")})
    raw, survey = content["raw"], content["survey"]
    refuse_given(reading)
    found = PlayableCase(
        task=_task(case["task"], checked.task_type),
        figures=read_figures(reading, raw),
        sheets=read_sheets(reading, raw),
        questionnaires=read_questionnaires(reading, survey),
        interviews=read_talks(reading, content["interviews"].get("records") or ()),
        reliability=read_decisions(reading, survey.get("reliability_decisions") or ()),
        yes_answers=frozenset((*checked.vetoes, *checked.caps)),
        open_vetoes=frozenset(checked.open_vetoes),
        not_applicable=_not_applicable(reading, checked, case.get("not_applicable") or ()),
        is_over_quota=checked.is_over_quota,
    )
    if reading.faults:
        raise CaseFaults(reading.faults)
    return found


def _task(given: Mapping[str, Any], type_code: str) -> dict[str, Any]:
    name, unit = (_names(given.get(key)) for key in ("name", "unit"))
    return {
        "no": str(given.get("no") or "T-DEMO-001"),
        "name_zh": str(name.get("zh") or "演示任务"),
        "name_en": name.get("en"),
        "unit_zh": str(unit.get("zh") or "某单位（演示）"),
        "unit_en": unit.get("en"),
        "type": type_code,
    }


def _names(given: object) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {"zh": given}


def _not_applicable(reading: Reading, checked: Case, codes: Sequence[str]) -> list[str]:
    """Return the codes that are asked for: those that leave out something that counts."""
    active = {leaf.code for leaf in reading.leaves} & checked.not_applicable
    below = {one.code: {leaf.code for leaf in one.children} for one in reading.model.branches}
    return [code for code in dict.fromkeys(codes) if below.get(code, {code}) & active]


def read_play(
    model_path: Path | None, case_path: Path | None, instruments: Sequence[Path] = ()
) -> tuple[Definitions, Mapping[str, Any], PlayableCase]:
    """Read a case and its model, the program's own where none is named.

    Raises ModelFaults, CaseFaults, InstrumentFaults.
    """
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
