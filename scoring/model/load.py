"""The doors of an indicator model: load, check, write, hash; reading each part lies beside."""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from scoring.faults import Cursor, Fault, ModelFaults
from scoring.model.canonical import canonical_document, canonical_text
from scoring.model.checks import all_indicators_read, check_parts
from scoring.model.checks_policy import check_policies, read_checks
from scoring.model.checks_words import check_words
from scoring.model.parts import TaskType
from scoring.model.policies import IndicatorModel
from scoring.model.read_grades import read_grades, read_quota, read_vetoes
from scoring.model.read_instruments import read_instruments, read_protocol
from scoring.model.read_policies import (
    read_expert_policy,
    read_max_na_points,
    read_rubrics,
    read_survey_policy,
    read_weight_policy,
)
from scoring.model.read_tree import read_code, read_dimensions, read_text
from scoring.model.yaml_text import read_model_yaml
from scoring.rules import FAMILIES

SECTIONS: Final = frozenset(
    {
        "meta", "task_types", "channels", "departments", "rule_types", "rubrics",
        "respondent_groups", "survey_policy", "expert_policy", "weight_policy", "grades",
        "grade_policy", "vetoes", "missing_data", "application", "deadlines_working_days",
        "retention", "indicators", "questionnaires", "likert_labels", "satisfaction_labels",
        "interview_protocol", "checks", "notes",
    }
)  # fmt: skip


def load_model(document: Mapping[str, object] | str) -> IndicatorModel:
    """Load an indicator model.

    Parameters
    ----------
    document : mapping or str
        The kit's form or the product's own form: a dict, or YAML or JSON text or its path.

    Returns
    -------
    IndicatorModel
        Complete, checked and frozen.

    Raises
    ------
    ModelFaults
        Lists every fault with its place, line (for text), and what to do.

    Notes
    -----
    Weights must sum to 100 in every sibling group and for every task type; gates, automatic
    caps, guards and other phrases are translated to structured fields, an unknown one is a fault.

    Examples
    --------
    >>> try:
    ...     load_model({"meta": {"id": "M1"}})
    ... except ModelFaults as refused:
    ...     print([fault.place for fault in refused.faults])
    ['task_types']
    """
    model, faults = _read(document)
    if faults or model is None:
        raise ModelFaults(faults)
    return model


def check_model(document: Mapping[str, object] | str) -> tuple[Fault, ...]:
    r"""List every fault of an indicator model.

    Parameters
    ----------
    document : mapping or str
        As `load_model` takes it.

    Returns
    -------
    tuple of Fault
        In the order of the lines; empty where the model can be loaded.

    Examples
    --------
    >>> [fault.en for fault in check_model("- not a mapping\n")]
    ['the top of the document must be a mapping']
    """
    try:
        return tuple(_read(document)[1])
    except ModelFaults as refused:
        return refused.faults


def model_document(model: IndicatorModel) -> dict[str, object]:
    """Return a model in the product's own form.

    Parameters
    ----------
    model : IndicatorModel
        Loaded by `load_model`.

    Returns
    -------
    dict
        JSON-able; it loads to an equal model.
    """
    document: dict[str, object] = json.loads(model.text)
    return document


def content_hash(model: IndicatorModel) -> str:
    """Return the SHA-256 of the model's canonical JSON.

    Parameters
    ----------
    model : IndicatorModel
        Loaded by `load_model`.

    Returns
    -------
    str
        64 hex digits.

    Notes
    -----
    The kit's form and the product's own form of one model have the same hash.

    References
    ----------
    NIST 2015, FIPS PUB 180-4, Secure Hash Standard.
    """
    return hashlib.sha256(model.text.encode()).hexdigest()


def _read(document: Mapping[str, object] | str) -> tuple[IndicatorModel | None, list[Fault]]:
    content = read_model_yaml(document) if isinstance(document, str) else document
    model, found = _checked(content)
    unusable: tuple[Fault, ...] = getattr(content, "unusable", ())
    places = {fault.place for fault in unusable}
    # Such a number is told once, not again as the number that is missing there.
    found = [*unusable, *(fault for fault in found if fault.place not in places)]
    return model, sorted(found, key=lambda fault: fault.line or 0)


def _checked(content: Mapping[str, object]) -> tuple[IndicatorModel | None, list[Fault]]:
    lines: Mapping[str, int] = getattr(content, "lines", {})
    found: list[Fault] = []
    root = canonical_document(content, found, lines)
    root.closed(SECTIONS)
    for entry in root.at("rule_types").entries():
        entry.at("type").choice(tuple(FAMILIES))
    types = tuple(
        TaskType(read_code(entry.at("code")), read_text(entry))
        for entry in root.at("task_types").entries()
    )
    if not types or len({one.code for one in types}) < len(types):
        root.at("task_types").fault(
            "至少一个任务类型且代码不重复", "needs task types, no code twice"
        )
        return None, found
    model = _assemble(root, types)
    check_parts(model, root)
    check_words(root)
    if all_indicators_read(model, root):
        check_policies(model, root)
    return model, found


def _assemble(root: Cursor, types: tuple[TaskType, ...]) -> IndicatorModel:
    codes = [one.code for one in types]
    meta, grades = root.at("meta"), read_grades(root.at("grades"))
    return IndicatorModel(
        id=read_code(meta.at("id")),
        version=meta.at("version").text(),
        name=read_text(meta.at("name")),
        task_types=types,
        dimensions=read_dimensions(root, codes),
        instruments=read_instruments(root),
        protocol=read_protocol(root.at("interview_protocol")),
        rubrics=read_rubrics(root.at("rubrics")),
        survey=read_survey_policy(root, codes),
        experts=read_expert_policy(root.at("expert_policy")),
        grades=grades,
        quota=read_quota(root.at("grade_policy"), grades),
        vetoes=read_vetoes(root.at("vetoes"), grades),
        max_na_points=read_max_na_points(root.at("missing_data")),
        weight_policy=read_weight_policy(root.at("weight_policy")),
        checks=read_checks(root.at("checks")),
        text=_text_without_derived(root),
    )


def _text_without_derived(root: Cursor) -> str:
    """Write the canonical document without the effective points, which follow from the weights."""
    document = json.loads(canonical_text(root.value))
    for top in Cursor(document, "", [], {}).at("indicators").entries():
        for middle in top.at("children").entries():
            for leaf in middle.at("children").entries():
                if isinstance(leaf.value, dict):
                    leaf.value.pop("effective_points", None)
    return canonical_text(document)
