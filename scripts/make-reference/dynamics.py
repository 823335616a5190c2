#!/usr/bin/python3
"""Reference windows, excursions, clusters and edge series from NumPy and scikit-learn."""
import pathlib

import numpy as np
import sklearn
from scipy import stats
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_samples, silhouette_score

SEED = 53
rng = np.random.default_rng(SEED)
root = pathlib.Path(__file__).resolve().parents[2] / "tests" / "reference" / "dynamics"
root.mkdir(parents=True, exist_ok=True)
head = f"numpy {np.__version__}, scikit-learn {sklearn.__version__}, seed {SEED}"


def save(name, columns, rows):
    with open(root / name, "w") as file:
        file.write(f"# {head}\n# {columns}\n")
        for row in np.atleast_2d(rows):
            file.write(" ".join("n/a" if np.isnan(v) else repr(float(v)) for v in row) + "\n")


# One session of 150 volumes x 5 regions, TR 2 s, some volumes censored: windows of 50 volumes every 5.
series = rng.normal(size=(150, 5)) @ (np.eye(5) + 0.3 * rng.normal(size=(5, 5)))
kept = (rng.uniform(size=150) > 0.1).astype(int)
save("series.txt", "kept, then one column per region", np.column_stack([kept, series]))
place = np.arange(50) + 0.5
taper = stats.norm.cdf(place / 3) - stats.norm.cdf((place - 50) / 3)
taper /= taper.max()
upper = np.triu_indices(5, 1)
z = []
for start in range(0, 101, 5):
    weights = taper * kept[start:start + 50]
    covariance = np.cov(series[start:start + 50].T, aweights=weights)
    d = np.sqrt(np.diag(covariance))
    z.append(np.arctanh((covariance / np.outer(d, d))[upper]))
z = np.array(z)
save("windows.txt", "Fisher z of every window, edges by row", z)


def excursion(x):
    above = x > np.median(x)
    total, t = 0.0, 0
    while t < len(x):
        end = t
        while end < len(x) and above[end] == above[t]:
            end += 1
        total += (end - t) ** 0.9 * np.abs(x[t:end] - np.median(x)).max()
        t = end
    return total


save("variability.txt", "standard deviation over windows; excursions", [z.std(0, ddof=1), [excursion(c) for c in z.T]])
standard = series[kept == 1]
standard = (standard - standard.mean(0)) / standard.std(0)
edges = standard[:, upper[0]] * standard[:, upper[1]]
save("edge_amplitude.txt", "root sum of squares of the edge series per kept volume",
     np.sqrt((edges**2).sum(1))[:, None])

# Four overlapping clouds in 6 dimensions; cluster sizes differ, so that their order is known.
centres = 1.6 * rng.normal(size=(4, 6))
points = np.vstack([centre + rng.normal(size=(size, 6)) for centre, size in zip(centres, (60, 45, 30, 15))])
points = points.astype(np.float32).astype(float)
fit = KMeans(4, n_init=200, tol=0, random_state=SEED).fit(points)
order = np.argsort(-np.bincount(fit.labels_), kind="stable")
labels = np.argsort(order)[fit.labels_]
save("points.txt", "cluster of the least inertia, silhouette width, point",
     np.column_stack([labels, silhouette_samples(points, labels), points]))
save("clusters.txt", "inertia, mean silhouette", [fit.inertia_, silhouette_score(points, labels)])
