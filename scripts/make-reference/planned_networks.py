#!/usr/bin/python3
"""Network tests of a small trial over all labellings: prints tests/reference/planned/networks.txt (Fisher z of
5 regions in 8 participants x 2 sessions) and networks_expected.txt, by loops over every way to share out the arms."""

import itertools
import pathlib

import numpy as np
import scipy
from scipy import stats
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

SEED = 5
REGIONS = 5
PAIRS = [(i, j) for i in range(REGIONS) for j in range(i + 1, REGIONS)]
STRUCTURES = ["amygdala", "hippocampus", "prefrontal", "prefrontal", ""]
THRESHOLD = 1.5


def t_of(change, drug):
    return stats.ttest_ind(change[drug], change[~drug]).statistic


def components(keep):
    """Edges of every connected component of the kept edges."""
    ends = np.array(PAIRS)[keep]
    graph = coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(REGIONS, REGIONS))
    _, label = connected_components(graph, directed=False)
    return [np.flatnonzero(keep)[label[ends[:, 0]] == c] for c in np.unique(label[ends[:, 0]])]


def largest(t):
    extent = intensity = 0.0
    for sign in (1, -1):
        for edges in components(sign * t >= THRESHOLD):
            extent = max(extent, len(edges))
            intensity = max(intensity, (sign * t[edges] - THRESHOLD).sum())
    return extent, intensity


def enhance(t):
    result = np.zeros(len(t))
    for sign in (1, -1):
        part = np.zeros(len(t))
        for step in range(1, int(np.floor(np.abs(t).max() / 0.1 + 1e-9)) + 1):
            height = step * 0.1
            for edges in components(sign * t >= height):
                part[edges] += len(edges) ** 0.4 * height ** 3.0 * 0.1
        result = np.maximum(result, part)
    return result


def main():
    random = np.random.default_rng(SEED)
    data = np.tanh(0.3 * random.standard_normal((16, len(PAIRS))))
    drug = np.arange(8) % 2 == 0
    for person in np.flatnonzero(drug):
        data[2 * person + 1, [0, 1, 4]] = np.tanh(np.arctanh(data[2 * person + 1, [0, 1, 4]]) + 0.6)
    z = np.arctanh(data)
    change = z[1::2] - z[::2]
    labellings = [np.isin(np.arange(8), chosen) for chosen in itertools.combinations(range(8), 4)]
    labellings.sort(key=lambda one: not (one == drug).all())
    all_t = np.array([t_of(change, one) for one in labellings])
    observed = all_t[0]
    null = np.array([largest(t) for t in all_t])
    enhanced = np.array([enhance(t) for t in all_t])
    sets = {}
    for e, (i, j) in enumerate(PAIRS):
        if STRUCTURES[i] and STRUCTURES[j]:
            sets.setdefault("--".join((STRUCTURES[i], STRUCTURES[j])), []).append(e)
    means = np.abs(np.column_stack([all_t[:, edges].mean(axis=1) for edges in sets.values()]))
    p_sets = np.array([[(means[:, s] >= means[k, s] - 1e-9).mean() for s in range(len(sets))] for k in range(len(labellings))])
    folder = pathlib.Path(__file__).parents[2] / "tests/reference/planned"
    head = (f"scripts/make-reference/planned_networks.py, scipy {scipy.__version__}, numpy {np.__version__}, seed {SEED}\n")
    np.savetxt(folder / "networks.txt", data, fmt="%.17g",
               header=head + "rows: participant x session (drug, placebo, drug ...), columns: r of the region pairs")
    rows = []
    for e in range(len(PAIRS)):
        rows.append([0, e, observed[e], enhanced[0, e] * np.sign(observed[e]),
                     (enhanced[:, e] >= enhanced[0, e] - 1e-9).mean(),
                     (enhanced.max(axis=1) >= enhanced[0, e] - 1e-9).mean()])
    number = 0
    for sign in (1, -1):
        for edges in sorted(components(sign * observed >= THRESHOLD), key=lambda one: one[0]):
            number += 1
            intensity = (sign * observed[edges] - THRESHOLD).sum()
            rows.append([1, number, sign * len(edges), intensity, (null[:, 0] >= len(edges)).mean(),
                         (null[:, 1] >= intensity - 1e-9).mean()])
    for s, edges in enumerate(sets.values()):
        rows.append([2, s, len(edges), observed[edges].mean(), p_sets[0, s],
                     (p_sets.min(axis=1) <= p_sets[0, s] + 1e-9).mean()])
    np.savetxt(folder / "networks_expected.txt", rows, fmt="%.17g",
               header=head + "0 edge t tfnbs p p_fwe | 1 component sign*extent intensity p_extent p_intensity | "
               "2 set (" + ", ".join(sets) + ") edges mean_t p p_fwe; all 70 labellings, threshold 1.5")


if __name__ == "__main__":
    main()
