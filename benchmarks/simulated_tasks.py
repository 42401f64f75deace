"""Tasks whose true figures are known, with the answers that a sample of people would give.

True scores come from populations: every person, rater and interview has an expected answer, and
what is observed is drawn around it. Used by `grade_calibration.py`; nothing is measured here.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scoring.model import IndicatorModel
from scoring.model.parts import Instrument

Values = NDArray[np.float64]
NOISE = 0.6
RATERS = 5


@dataclass(frozen=True)
class Simulated:
    """A case as `read_case` takes it, and the true value of each figure by key."""

    case: dict[str, Any]
    truth: dict[str, float]


def simulate_task(model: IndicatorModel, rng: np.random.Generator, task_type: str) -> Simulated:
    """Draw a task: its true level, its populations, and the people who answered."""
    level = rng.uniform(0.35, 0.9)
    truth: dict[str, float] = {}
    survey = {
        instrument.id: _survey(model, instrument.id, rng, level=level, truth=truth)
        for instrument in model.instruments
    }
    raw = _raw(model, rng, task_type, level=level, truth=truth)
    interviews = _interviews(model, rng, level=level, truth=truth)
    case = {"task": {"type": task_type}, "raw": raw, "survey": survey, "interviews": interviews}
    return Simulated(_weighted(model, case, task_type, truth), truth)


def _weighted(
    model: IndicatorModel, case: dict[str, Any], task_type: str, truth: dict[str, float]
) -> dict[str, Any]:
    """Turn group truths into the weighted truth of each figure."""
    weights = {one.code: float(one.weights[task_type]) / 100 for one in model.survey.groups}
    for key in [key for key in truth if "@" in key]:
        figure, group = key.split("@")
        truth[figure] = truth.get(figure, 0.0) + weights[group] * truth.pop(key)
    return case


def _survey(
    model: IndicatorModel,
    instrument_id: str,
    rng: np.random.Generator,
    *,
    level: float,
    truth: dict[str, float],
) -> dict[str, Any]:
    instrument = next(one for one in model.instruments if one.id == instrument_id)
    share = rng.choice([0.1, 0.3, 0.6, 1.0])
    responses: list[dict[str, Any]] = []
    frame = 0
    for group in model.survey.groups:
        n = int(rng.integers(8, 30))
        size = max(n, round(n / share))
        frame += size
        person = 2.6 + 2 * level + rng.normal(0, 0.15) + rng.normal(0, 0.75, size)
        answers: list[dict[str, int]] = [{} for _ in range(n)]
        chosen = rng.permutation(size)[:n]
        _rate(instrument, person, rng, answers=answers, chosen=chosen, truth=(truth, group.code))
        _recommend(
            instrument, person, rng, answers=answers, chosen=chosen, truth=(truth, group.code)
        )
        for one in answers:
            name = f"{instrument_id}{len(responses):04d}"
            responses.append({"id": name, "group": group.code, "seconds": 300, "answers": one})
    return {"frame": frame, "responses": responses}


def _rate(
    instrument: Instrument,
    person: Values,
    rng: np.random.Generator,
    *,
    answers: list[dict[str, int]],
    chosen: NDArray[np.int64],
    truth: tuple[dict[str, float], str],
) -> None:
    """Answer the items of every scale; the truth is the mean of all expected answers."""
    for scale in instrument.scales:
        latent = person + rng.normal(0, 0.3, len(person))
        expected = np.zeros(len(person))
        for item in scale.items:
            expected += _expected(latent, 1, item.points) / len(scale.items)
            given = _observed(latent[chosen], 1, item.points, rng)
            for at, value in enumerate(given):
                answers[at][item.id] = item.points + 1 - value if item.is_reversed else value
        truth[0][f"scale:{scale.id}@{truth[1]}"] = float(expected.mean())


def _recommend(
    instrument: Instrument,
    person: Values,
    rng: np.random.Generator,
    *,
    answers: list[dict[str, int]],
    chosen: NDArray[np.int64],
    truth: tuple[dict[str, float], str],
) -> None:
    """Answer the items on recommending, and those that check attention as asked."""
    for item in instrument.items:
        if item.type == "nps":
            latent = 2 * person + 0.6
            truth[0][f"nps:{item.id}@{truth[1]}"] = float(_expected_net(latent).mean())
            for at, value in enumerate(_observed(latent[chosen], 0, 10, rng, noise=1.5)):
                answers[at][item.id] = value
        elif item.type == "attention" and item.expect is not None:
            for one in answers:
                one[item.id] = item.expect


def _observed(
    latent: Values, low: int, high: int, rng: np.random.Generator, noise: float = NOISE
) -> list[int]:
    """Answer on whole points: the latent value with noise, rounded, inside the response scale."""
    given = np.rint(latent + rng.normal(0, noise, len(latent)))
    return [int(value) for value in np.clip(given, low, high)]


def _expected(latent: Values, low: int, high: int, noise: float = NOISE) -> Values:
    """Return the expected answer of each person."""
    steps = np.arange(low + 1, high + 1) - 0.5
    return low + stats.norm.sf((steps[:, None] - latent) / noise).sum(axis=0)


def _expected_net(latent: Values, noise: float = 1.5) -> Values:
    promoter = stats.norm.sf((8.5 - latent) / noise)
    return 100 * (promoter - stats.norm.cdf((6.5 - latent) / noise))


def _raw(
    model: IndicatorModel,
    rng: np.random.Generator,
    task_type: str,
    *,
    level: float,
    truth: dict[str, float],
) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    severity = rng.normal(0, 2, RATERS)
    points = model.points(task_type)
    for leaf in model.indicators:
        if not points[leaf.code]:
            continue
        if leaf.rule.type in {"rubric", "blend"}:
            true = float(np.clip(60 + 35 * level + rng.normal(0, 4), 30, 95))
            truth[f"panel:{leaf.code}"] = true
            scores = np.clip(
                np.rint(10 * (true + severity + rng.normal(0, 3, RATERS))) / 10, 0, 100
            )
            raw[leaf.code] = {"experts": {f"E{at}": float(s) for at, s in enumerate(scores)}}
        elif leaf.rule.type not in {"scale", "nps", "theme"}:
            raw[leaf.code] = float(np.clip(75 + 20 * level + rng.normal(0, 4), 0, 100).round(2))
    return raw


def _interviews(
    model: IndicatorModel, rng: np.random.Generator, *, level: float, truth: dict[str, float]
) -> dict[str, Any]:
    protocol = model.protocol
    if protocol is None:
        return {"records": []}
    n = int(rng.integers(6, 13))
    segments: list[list[list[Any]]] = [[] for _ in range(n)]
    for code, _ in protocol.themes:
        centre = -1 + 2.5 * level + rng.normal(0, 0.2)
        truth[f"theme:{code}"] = float(_expected(np.array([centre]), -2, 2, noise=0.9)[0])
        for own in segments:
            value = _observed(np.array([centre]), -2, 2, rng, noise=0.9)[0]
            own.append([code, value, value, value])
    return {
        "records": [
            {"id": f"IV{at}", "confirmed": True, "segments": own} for at, own in enumerate(segments)
        ]
    }
