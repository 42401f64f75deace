"""Which automatic caps the figures of a task trigger; their effect lies in grade.py."""

from collections.abc import Mapping
from fractions import Fraction

from scoring.model.parts import Condition
from scoring.model.policies import IndicatorModel
from scoring.rules.outcome import Record


def triggered_caps(
    model: IndicatorModel,
    *,
    scores: Mapping[str, Fraction],
    indices: Mapping[str, Fraction],
    records: Mapping[str, Record],
    given: tuple[str, ...],
) -> tuple[str, ...]:
    """Find the caps that apply from the figures at once (ruling A23).

    Parameters
    ----------
    model : IndicatorModel
    scores : mapping of str to Fraction
        Printed scores of nodes that are applicable and not blocked.
    indices : mapping of str to Fraction
        Printed indices of scales that feed an applicable indicator.
    records : mapping of str to Record
        Raw records of applicable indicators.
    given : tuple of str
        Caps stated in the case, which add to the triggered ones.

    Returns
    -------
    tuple of str
        Codes in the order of the model.
    """

    def holds(trigger: Condition) -> bool:
        if trigger.kind == "node":
            figure = scores.get(trigger.code)
        elif trigger.kind == "index":
            figure = indices.get(trigger.code)
        else:
            record = records.get(trigger.code)
            if record is None:
                return False
            if trigger.kind == "critical_failure":
                return bool(record.checklist and record.checklist.n_critical)
            figure = record.scalars.get(trigger.input)
        return figure is not None and trigger.holds(figure)

    return tuple(
        veto.code
        for veto in model.vetoes
        if veto.is_cap
        and (veto.code in given or (veto.trigger is not None and holds(veto.trigger)))
    )
