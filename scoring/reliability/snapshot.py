"""Answers on disk that are summed without being loaded; how they are summed lies in `moments`."""

from pathlib import Path

import numpy as np

from scoring.reliability.moments import Moments, moments_of


def snapshot_moments(path: Path) -> Moments:
    """Sum up a snapshot of complete rows, chunk by chunk.

    Parameters
    ----------
    path : Path
        A .npy file of shape (n_respondents, n_items) without missing answers. Whole numbers 0-255
        of one byte (int8 or uint8) are summed exactly, at the cost per row of rows in memory.

    Returns
    -------
    Moments
        Of all rows; `analyse_moments` makes everything of them that is said of a scale.

    Raises
    ------
    ValueError
        The file is no array of numbers, or its rows cannot be summed as `moments_of` says.
    OSError
        The file cannot be read.

    Notes
    -----
    The file is mapped, not read: only the pages of a chunk must be in memory at a time.

    References
    ----------
    Chan, Golub & LeVeque 1983, The American Statistician 37, pp. 242-247 (joining chunks).

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     np.save(Path(folder) / "rows.npy", np.array([[1, 2], [3, 6]], dtype=np.int8))
    ...     snapshot_moments(Path(folder) / "rows.npy").comoments.tolist()
    [[2.0, 4.0], [4.0, 8.0]]
    """
    return moments_of(np.load(path, mmap_mode="r", allow_pickle=False))
