"""Names the fixture files of the suite; the fixtures themselves live in `tests/fixtures/`."""

import os

from hypothesis import settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read once, when numpy is first imported

settings.register_profile("steady", deadline=None)  # how long an example takes is no finding
settings.load_profile("steady")

pytest_plugins = [
    "fixtures.postgres",
    "fixtures.browser",
    "fixtures.app",
    "fixtures.desk",
    "fixtures.interview",
    "fixtures.crowded",
    "fixtures.tampered",
    "fixtures.scoring_shell",
    "fixtures.composite_files",
]
