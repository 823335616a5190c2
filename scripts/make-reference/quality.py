#!/usr/bin/python3
"""Reference QC-FC numbers from SciPy."""
import pathlib

import numpy as np
import scipy
from scipy import stats

SEED = 83
rng = np.random.default_rng(SEED)
root = pathlib.Path(__file__).resolve().parents[2] / "tests" / "reference" / "quality"
head = f"numpy {np.__version__}, scipy {scipy.__version__}, seed {SEED}"


def save(name, columns, rows):
    root.mkdir(parents=True, exist_ok=True)
    with open(root / name, "w") as file:
        file.write(f"# {head}\n# {columns}\n")
        for row in rows:
            file.write(" ".join("n/a" if np.isnan(v) else repr(float(v)) for v in row) + "\n")


sessions, edges = 24, 45
distance = np.round(rng.uniform(10, 150, edges))
motion = rng.gamma(3, 0.1, sessions)
fc = 0.3 * rng.normal(size=(sessions, edges)) + np.outer(motion, 1.0 - distance / 100)
save("cohort.txt", "first row: distances behind a filler; then per session: motion, edges",
     np.vstack([np.r_[0, distance], np.column_stack([motion, fc])]))
results = [stats.pearsonr(motion, edge) for edge in fc.T]
r = np.array([result[0] for result in results])
p = np.array([result[1] for result in results])
orders = np.array([rng.permutation(motion) for _ in range(2000)])
null = np.median(np.abs(np.corrcoef(orders, fc.T)[:2000, 2000:]), axis=1)
summary = [np.median(np.abs(r)), np.mean(p < 0.05), stats.spearmanr(r, distance)[0], np.mean(null)]
save("qcfc.txt", "r per edge; then median |r|, share of edges with p < .05, Spearman with distance, mean null median",
     [r, summary + [np.nan] * (edges - 4)])
