"""Ratios of the measurement library, each program by `python -m benchmarks.NAME`, in one thread."""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read once, when numpy is first imported
