"""`python -m surveyapp.cli …`, for an environment that is ready; set-up is not done here."""

import sys

from surveyapp.bootstrap.voice import speak_any_locale
from surveyapp.cli import main

if __name__ == "__main__":
    speak_any_locale()
    sys.exit(main(sys.argv[1:]))
