"""Names the fixture files of the suite; the fixtures themselves live in `tests/fixtures/`."""

from hypothesis import settings

settings.register_profile("steady", deadline=None)  # how long an example takes is no finding
settings.load_profile("steady")

pytest_plugins = [
    "fixtures.postgres",
    "fixtures.browser",
    "fixtures.app",
    "fixtures.interview",
    "fixtures.crowded",
    "fixtures.scoring_shell",
    "fixtures.composite_files",
]
