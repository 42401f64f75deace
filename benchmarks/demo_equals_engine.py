"""Does `demo --case` say what the engine says? Varied cases, played and computed; prints a table.

`python benchmarks/demo_equals_engine.py --n 100 --seed 1` (about ten seconds a case that plays).
"""

import argparse
import contextlib
import io
import json
import os
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.case_variations import CHANGES, Case, varied
from scoring.cli.commands import run as scoring_command
from surveyapp.cli import main as product_command

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "surveyapp" / "defaults" / "default_model.yaml"
CASE = ROOT / "tests" / "data" / "worked_example.json"
SHARED = (
    "total", "total_exact", "grade", "grade_zh", "grade_reasons", "level1", "level2", "level3",
    "scales", "nps", "blocked", "caps",
)  # fmt: skip
EQUAL, DIFFERENT, BOTH_REFUSE = "equal", "DIFFERENT", "both refuse"
ONLY_DEMO, ONLY_ENGINE, BROKEN = "only the demo refuses", "ONLY THE ENGINE REFUSES", "BROKEN"


@dataclass(frozen=True)
class Verdict:
    """What became of one case, and in what words."""

    kind: str
    words: str = ""

    @property
    def is_sound(self) -> bool:
        """Say whether the demo said the engine's numbers, or refused in both languages."""
        return self.kind in {EQUAL, BOTH_REFUSE, ONLY_DEMO}


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


def ended(command: Callable[[Sequence[str]], int], *arguments: str | Path) -> Ended:
    """Carry out a command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = command([str(one) for one in arguments])
    return Ended(code, out.getvalue(), err.getvalue())


def compare(case: Case, *, model: Path, folder: Path) -> Verdict:
    """Compute a case and play it, and say whether both come to the same."""
    path = folder / "case.json"
    path.write_text(json.dumps(case, ensure_ascii=True), "utf-8")
    try:
        computed = ended(scoring_command, "evaluate", model, path)
        arguments = ("demo", "--out", folder / "out", "--json", "--case", path, "--model", model)
        played = ended(product_command, *arguments)
    except Exception:  # a traceback is what is looked for
        return Verdict(BROKEN, traceback.format_exc(limit=-3))
    if played.code != 0:
        return _refusal(computed, played, folder / "out")
    if computed.code != 0:
        return Verdict(ONLY_ENGINE, computed.err)
    found = differences(json.loads(computed.out), json.loads(played.out))
    return Verdict(DIFFERENT, "; ".join(found[:4])) if found else Verdict(EQUAL)


def _refusal(computed: Ended, played: Ended, out: Path) -> Verdict:
    """Judge how the demo refused: exit 2, nothing printed or kept, each line in both languages."""
    lines = played.err.splitlines()
    is_left = out.exists() and any(out.iterdir())
    if played.code != 2 or played.out or is_left or not lines:
        return Verdict(BROKEN, f"exit {played.code}: {played.err}")
    one_sided = [line for line in lines if " · " not in line]
    if one_sided:
        return Verdict(BROKEN, f"in one language: {one_sided[0]}")
    return Verdict(BOTH_REFUSE if computed.code else ONLY_DEMO, lines[0])


def differences(computed: Mapping[str, Any], played: Mapping[str, Any]) -> list[str]:
    """List where a played case differs from the computed one in what both print."""
    expected = {key: computed[key] for key in SHARED}
    surveys = {
        code: one
        for code, one in computed["survey"].items()
        if isinstance(one, dict) and "received" in one
    }
    expected["kappa"] = (computed["interviews"] or {}).get("kappa")
    expected["kendall_w"] = computed["expert_agreement"]["kendall_w"]
    for key in ("received", "valid"):
        expected[key] = {code: one[key] for code, one in surveys.items()}
    return list(_unlike(expected, {key: played[key] for key in expected}, ""))


def _unlike(expected: Any, found: Any, place: str) -> list[str]:
    if isinstance(expected, dict) and isinstance(found, dict):
        keys = [*expected, *(key for key in found if key not in expected)]
        return [
            words
            for key in keys
            for words in _unlike(expected.get(key), found.get(key), f"{place}/{key}")
        ]
    is_same = expected == found and type(expected) is type(found)
    return [] if is_same else [f"{place}: {str(expected)[:60]} is played {str(found)[:60]}"]


def draw(rng: random.Random, case: Case, *, n_changes: int) -> tuple[str, Case]:
    """Draw a varied case and the names of its changes."""
    changes = tuple(rng.choice(CHANGES) for _ in range(n_changes))
    return "+".join(change.__name__ for change in changes), varied(case, rng, changes)


def main(argv: Sequence[str] | None = None) -> int:
    """Play varied cases and print each verdict that is not sound, then the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--case", type=Path, default=CASE)
    parser.add_argument("--changes", type=int, default=1, help="changes at once")
    parser.add_argument("--only", help="the name of one change")
    parser.add_argument("--all", action="store_true", help="print every verdict")
    chosen = parser.parse_args(argv)
    for name in ("SURVEYAPP_DATA", "SURVEYAPP_DATABASE_URL", "SURVEYAPP_BASE_URL"):
        os.environ.pop(name, None)
    case = json.loads(chosen.case.read_text("utf-8"))
    counts: Counter[str] = Counter()
    for seed in range(chosen.seed, chosen.seed + chosen.n):
        rng = random.Random(seed)
        name, one = draw(rng, case, n_changes=chosen.changes)
        if chosen.only:
            change = next(change for change in CHANGES if change.__name__ == chosen.only)
            name, one = chosen.only, varied(case, rng, (change,))
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            verdict = compare(one, model=chosen.model, folder=Path(folder))
        counts[verdict.kind] += 1
        if chosen.all or not verdict.is_sound:
            took = time.monotonic() - begun
            print(f"{seed} {name} ({took:.1f} s): {verdict.kind} {verdict.words}", flush=True)
    print(", ".join(f"{kind} {n}" for kind, n in sorted(counts.items())))
    return int(any(kind not in {EQUAL, BOTH_REFUSE, ONLY_DEMO} for kind in counts))


if __name__ == "__main__":
    sys.exit(main())
