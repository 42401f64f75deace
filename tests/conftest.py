"""Names the fixture files of the suite; the fixtures themselves live in `tests/fixtures/`."""

pytest_plugins = [
    "fixtures.postgres",
    "fixtures.browser",
    "fixtures.app",
    "fixtures.interview",
    "fixtures.crowded",
]
