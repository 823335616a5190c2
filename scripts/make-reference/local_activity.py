#!/usr/bin/python3
"""Reference amplitudes (SciPy's Lomb-Scargle) and concordances (SciPy's ranks)."""
import pathlib

import numpy as np
import scipy
from scipy.signal import lombscargle
from scipy.stats import rankdata

SEED = 61
rng = np.random.default_rng(SEED)
root = pathlib.Path(__file__).resolve().parents[2] / "tests" / "reference" / "local_activity"
head = f"numpy {np.__version__}, scipy {scipy.__version__}, seed {SEED}"


def save(name, columns, rows):
    root.mkdir(parents=True, exist_ok=True)
    with open(root / name, "w") as file:
        file.write(f"# {head}\n# {columns}\n")
        for row in np.atleast_2d(rows):
            file.write(" ".join("n/a" if np.isnan(v) else repr(float(v)) for v in row) + "\n")


# 91 volumes: an odd number has no Nyquist frequency, where SciPy divides by zero.
volumes, tr, voxels = 91, 1.7, 6
kept = (rng.uniform(size=volumes) > 0.25).astype(int)
series = (rng.normal(size=(volumes, voxels)).cumsum(axis=0) + 300 * rng.normal(size=voxels)).astype(np.float32).astype(float)
save("series.txt", "kept, then one column per voxel; repetition time 1.7 s", np.column_stack([kept, series]))
frequencies = np.arange(1, volumes // 2 + 1) / (volumes * tr)
band = (frequencies >= 0.01) & (frequencies <= 0.1)
rows = []
for name, chosen in (("all", np.ones(volumes, bool)), ("kept", kept == 1)):
    times = np.flatnonzero(chosen) * tr
    for voxel in range(voxels):
        y = series[chosen, voxel] - series[chosen, voxel].mean()
        power = lombscargle(times, y, 2 * np.pi * frequencies)
        amplitude = np.sqrt(4 * power / len(y))
        rows.append([amplitude[band].mean(), amplitude[band].sum() / amplitude.sum(), *amplitude])
save("amplitudes.txt", "six voxels with all volumes, six with the kept ones: ALFF, fALFF (0.01-0.1 Hz), amplitude per frequency", rows)


def concordance(values):
    """Kendall's W of volumes x raters, with the correction for ties, by its definition."""
    n, m = values.shape
    ranks = np.column_stack([rankdata(column) for column in values.T])
    spread = ((ranks.sum(axis=1) - m * (n + 1) / 2) ** 2).sum()
    ties = 0
    for column in values.T:
        counts = np.unique(column, return_counts=True)[1].astype(float)
        ties += (counts**3 - counts).sum()
    return 12 * spread / (m**2 * (n**3 - n) - m * ties)


# A grid of 4 x 3 x 3 voxels, first axis fastest, with many ties and a few voxels outside the mask.
dims = (4, 3, 3)
common = rng.normal(size=40)
values = np.round(common + 1.5 * rng.normal(size=(36, 40)), 0).astype(float)
values[20] = 3  # constant
inside = np.ones(36, int)
inside[[0, 7, 35]] = 0
kept = (rng.uniform(size=40) > 0.2).astype(int)
save("grid.txt", "first row: kept (first value is a filler); then per voxel: inside, series",
     np.vstack([np.r_[0, kept], np.column_stack([inside, values])]))
usable = (inside == 1) & (values[:, kept == 1].std(axis=1) > 0)
rows = []
for voxel in np.flatnonzero(inside):
    x, y, z = voxel % 4, voxel // 4 % 3, voxel // 12
    row = []
    for most in (1, 2, 3):
        members, whole = [], 0
        for dz in (-1, 0, 1):
            for dy in (-1, 0, 1):
                for dx in (-1, 0, 1):
                    if abs(dx) + abs(dy) + abs(dz) > most:
                        continue
                    whole += 1
                    a, b, c = x + dx, y + dy, z + dz
                    if 0 <= a < 4 and 0 <= b < 3 and 0 <= c < 3 and usable[a + 4 * (b + 3 * c)]:
                        members.append(a + 4 * (b + 3 * c))
        enough = usable[voxel] and len(members) >= 0.5 * whole
        row.append(concordance(values[members][:, kept == 1].T) if enough else np.nan)
    rows.append(row)
save("reho.txt", "per voxel inside: W over 7, 19, 27 voxels; n/a below half of the neighbourhood", rows)
