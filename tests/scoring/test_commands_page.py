"""The page of commands says what the commands say of themselves."""

import runpy

from fixtures.scoring_cases import ROOT


def test_the_page_of_commands_is_what_their_parsers_say() -> None:
    page = runpy.run_path(str(ROOT / "docs" / "commands.py"))["page"]
    assert page() == (ROOT / "docs" / "commands.md").read_text("utf-8")
