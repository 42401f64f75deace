"""The desk at which these tests run commands."""

from pathlib import Path

import pytest

from fixtures.scoring_desk import Desk


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)
