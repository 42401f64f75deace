"""The examples in the docstrings of forms run as they stand."""

import doctest
import importlib
import pkgutil

import pytest

import forms

MODULES = [f"forms.{module.name}" for module in pkgutil.iter_modules(forms.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
