"""What binds a child process to the one that started it: when that one is gone, it ends too."""

import ctypes
import os
import signal
import sys

PARENT = "SURVEYAPP_PARENT"
"""Names, in a child's environment, the process it must not outlive."""

_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def end_with_parent() -> None:
    """Let the system end this process when its parent is killed; does nothing off Linux."""
    parent = os.environ.pop(PARENT, "")
    if not parent or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if str(os.getppid()) != parent:  # it went before we asked
        os.kill(os.getpid(), signal.SIGTERM)
