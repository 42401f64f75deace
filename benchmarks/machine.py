"""What a benchmark ran on, in one line, so that a table says where it came from."""

import platform
from pathlib import Path

import numpy as np
import scipy


def machine() -> str:
    """Name processor, system and versions."""
    text = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    named = [line.partition(":")[2].strip() for line in text.splitlines() if "model name" in line]
    processor = f"{len(named)} x {named[0]}" if named else platform.processor() or "unknown"
    python = platform.python_version()
    system = f"{platform.system()} {platform.machine()}"
    return (
        f"{processor}; {system}; Python {python}, NumPy {np.__version__}, SciPy {scipy.__version__}"
    )
