#!/usr/bin/python3
"""Reference correlations and region means from plain NumPy."""
import pathlib

import numpy as np

SEED = 47
rng = np.random.default_rng(SEED)
root = pathlib.Path(__file__).resolve().parents[2] / "tests" / "reference"
head = f"numpy {np.__version__}, seed {SEED}"


def save(name, columns, rows):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    with open(root / name, "w") as file:
        file.write(f"# {head}\n# {columns}\n")
        for row in np.atleast_2d(rows):
            file.write(" ".join("n/a" if np.isnan(v) else repr(float(v)) for v in row) + "\n")


offset = np.array([0, 0, 1e6, 1e6, -1e6, 0])
scale = np.array([1, 1e-6, 1, 1e3, 1, 1e9])
series = rng.normal(size=(90, 6)) @ rng.normal(size=(6, 6)) * scale + offset
kept = (rng.uniform(size=90) > 0.2).astype(int)
save("connect/series.txt", "kept, then one column per region", np.column_stack([kept, series]))
r = np.corrcoef(series[kept == 1].T)
save("connect/r.txt", "numpy.corrcoef over the kept volumes", r)
np.fill_diagonal(r, np.nan)
save("connect/fisher_z.txt", "numpy.arctanh", np.arctanh(r))

# A grid of 5 x 4 x 3 voxels, first axis fastest. Region 4 lies outside the mask.
labels = rng.integers(0, 4, size=60)
labels[:5] = 4
inside = (rng.uniform(size=60) > 0.2).astype(int)
inside[:5] = 0
values = np.round(500 + 100 * labels[:, None] + np.outer(rng.normal(size=60), np.arange(24))
                  + 5 * rng.normal(size=(60, 24)), 2).astype(np.float32)
values[np.flatnonzero(inside & (labels == 1))[0]] = 7
save("parcellate/scan.txt", "label, inside, series of the voxel",
     np.column_stack([labels, inside, values.astype(float)]))
expected = [14.0, 20.0, 60.0, 5.0]
rows = []
for label, size in zip((1, 2, 3, 4), expected):
    chosen = values[(labels == label) & (inside == 1)].astype(float)
    chosen = chosen[chosen.std(axis=1) > 0]
    t = np.arange(24)
    tsnr = [abs(v.mean()) / np.sqrt(((v - np.polyval(np.polyfit(t, v, 1), t)) ** 2).sum() / 22) for v in chosen]
    coverage = min(1, len(chosen) / size)
    mean = chosen.mean(axis=0) if coverage >= 0.3 else np.full(24, np.nan)
    rows.append([size, len(chosen), coverage, np.median(tsnr) if tsnr else np.nan, *mean])
save("parcellate/regions.txt", "expected voxels, voxels with signal, coverage, tSNR, mean series (coverage >= 0.3)", rows)
