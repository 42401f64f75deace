"""What the docstrings of the measuring packages must hold; that their examples run lies beside."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCORING = ROOT / "scoring"
MEASURING = ("agreement", "cohort", "composite", "factors", "harmonisation", "normalisation")
MEASURING += ("reliability", "sampling", "treatment", "uncertainty", "weights")
RULES_AND_DOORS = ("rules", "model")

# A whole indicator model and a case stand behind these: no example of them is short. They run on
# the examples of the command line in tests/scoring/uncertainty.
NO_SHORT_EXAMPLE = {"uncertainty_block", "case_sobol"}


def module(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def public_functions(package: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield the module and the public functions at the top of a package's modules."""
    for path in sorted((SCORING / package).glob("*.py")):
        for node in module(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"scoring.{package}.{path.stem}", node


def exported(package: str) -> set[str]:
    """Return what a package's `__all__` names."""
    for node in module(SCORING / package / "__init__.py").body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def asked_for_by_the_command_line(package: str) -> set[str]:
    """Return what the command line imports from a package's modules."""
    return {
        alias.name
        for path in (SCORING / "cli").glob("*.py")
        for node in module(path).body
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(f"scoring.{package}.")
        for alias in node.names
    }


def lacking(function: ast.FunctionDef, *sections: str) -> list[str]:
    """List the sections that a function's docstring does not have and must have."""
    found = set(re.findall(r"^([A-Z]\w+)\n-{3,}$", ast.get_docstring(function) or "", re.MULTILINE))
    given = function.args
    wanted = set(sections)
    if not (given.args or given.kwonlyargs or given.posonlyargs or given.vararg):
        wanted.discard("Parameters")
    if function.returns is not None and ast.unparse(function.returns) == "None":
        wanted.discard("Returns")
    if "Yields" in found:
        wanted.discard("Returns")
    return sorted(wanted - found)


def faults(functions: Iterator[tuple[str, ast.FunctionDef]], *sections: str) -> list[str]:
    return [
        f"{name}.{function.name}: {', '.join(missing)}"
        for name, function in functions
        if (missing := lacking(function, *sections))
    ]


@pytest.mark.parametrize("package", MEASURING)
def test_every_public_function_that_measures_says_what_it_takes_and_returns(package: str) -> None:
    """Whoever reads `_iv` (input validation) reads the errors there: one sentence is enough."""
    functions = (one for one in public_functions(package) if not one[1].name.endswith("_iv"))
    assert faults(functions, "Parameters", "Returns") == []


@pytest.mark.parametrize("package", MEASURING)
def test_every_statistic_offered_has_a_source_and_an_example(package: str) -> None:
    """Offered is what `__all__` exports, or what the command line asks a package for."""
    offered = exported(package) | asked_for_by_the_command_line(package)
    functions = [one for one in public_functions(package) if one[1].name in offered]
    assert functions
    assert faults(iter(functions), "Parameters", "Returns", "References") == []
    shown = (one for one in functions if one[1].name not in NO_SHORT_EXAMPLE)
    assert faults(shown, "Examples") == []


@pytest.mark.parametrize("package", RULES_AND_DOORS)
def test_rules_and_the_doors_of_a_model_say_what_they_take_and_return(package: str) -> None:
    """What reads a part of a model through a cursor may keep one sentence."""
    doors = exported(package)
    functions = (
        one
        for one in public_functions(package)
        if one[1].name in doors or one[1].name.startswith("apply_")
    )
    assert faults(functions, "Parameters", "Returns") == []


@pytest.mark.parametrize("package", MEASURING)
def test_every_source_is_dated(package: str) -> None:
    """A year, or the number of an edition or of a standard, finds the text that was meant."""
    undated = []
    for name, function in public_functions(package):
        docstring = ast.get_docstring(function) or ""
        cited = re.search(
            r"^References\n-+\n(.*?)(?=\n\n[A-Z]\w+\n-+\n|\Z)", docstring, re.M | re.S
        )
        if cited and not re.search(r"\b(1[89]|20)\d\d\b", cited[1]):
            undated.append(f"{name}.{function.name}")
    assert undated == []


def test_the_rule_finds_what_is_left_out() -> None:
    bare = ast.parse(
        'def mean(x: int) -> int:\n    """Return it.\n\n    Returns\n    -------\n    int\n    """'
    )
    (function,) = bare.body
    assert isinstance(function, ast.FunctionDef)
    assert lacking(function, "Parameters", "Returns", "Examples") == ["Examples", "Parameters"]
