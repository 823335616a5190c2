#!/usr/bin/python3
"""Reference graphs, signed measures, partition comparisons and multilayer measures: NetworkX and scikit-learn
where they have them, plain loops written from the papers elsewhere."""
import itertools
import pathlib
import sys

import networkx as nx
import numpy as np
import sklearn
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import graph as reference  # noqa: E402
import graph_definitions as by_paper  # noqa: E402
from graph import correlations, rng, save, save_columns, strongest  # noqa: E402

reference.head += f", scikit-learn {sklearn.__version__}"
pairs = lambda n: itertools.combinations(range(n), 2)


def spanning(matrix, density):
    """NetworkX's maximum spanning tree, then the strongest."""
    n = len(matrix)
    graph = by_paper.graph_of(matrix)
    kept = {tuple(sorted(e)) for e in nx.maximum_spanning_tree(graph).edges()}
    wanted = int(np.floor(density * n * (n - 1) / 2 + 0.5))
    for _, i, j in sorted((-matrix[i, j], i, j) for i, j in pairs(n) if matrix[i, j] > 0):
        if len(kept) >= wanted:
            break
        kept.add((i, j))
    return kept


def disparity(matrix, significance):
    """Serrano et al. 2009, eq. 2."""
    positive = np.where(matrix > 0, matrix, 0)
    np.fill_diagonal(positive, 0)
    strength, degree = positive.sum(0), (positive > 0).sum(0)
    chance = lambda i, j: (1 - positive[i, j] / strength[i]) ** (degree[i] - 1) if degree[i] > 1 else 1.0
    return {(i, j) for i, j in pairs(len(matrix))
            if positive[i, j] > 0 and min(chance(i, j), chance(j, i)) < significance}


def orthogonal(matrix):
    """Trees by NetworkX; E / E_all - cost at its first largest."""
    n = len(matrix)
    positive = np.where(matrix > 0, matrix, 0)
    np.fill_diagonal(positive, 0)
    efficiency = lambda w: by_paper.inverse(by_paper.distances(w)).sum()
    left, kept = by_paper.graph_of(positive), set()
    best, best_gain = None, -np.inf
    while left.number_of_edges():
        tree = list(nx.maximum_spanning_tree(left).edges())
        left.remove_edges_from(tree)
        kept |= {tuple(sorted(e)) for e in tree}
        weights = np.zeros((n, n))
        for i, j in kept:
            weights[i, j] = weights[j, i] = positive[i, j]
        gain = efficiency(weights) / efficiency(positive) - weights.sum() / positive.sum()
        if gain > best_gain:
            best, best_gain = set(kept), gain
    return best


matrix = np.round(correlations(25, 3), 2)
save("threshold_matrix.txt", "a correlation matrix with equal values", matrix)
rows = []
for d in (0.05, 0.1, 0.15, 0.3, 0.5, 1.0):
    kept = strongest(matrix, d)
    rows += [[0, d, i, j] for i, j in pairs(25) if kept[i, j] > 0]
for t in (0.1, 0.3, 0.55):
    rows += [[1, t, i, j] for i, j in pairs(25) if matrix[i, j] >= t]
save("threshold_kept.txt", "method(0:proportional,1:absolute) level node node", rows)
distinct = correlations(30, 3) + np.triu(np.arange(900).reshape(30, 30), 1) * 1e-7
distinct = np.triu(distinct, 1) + np.triu(distinct, 1).T
save("backbone_matrix.txt", "a correlation matrix without equal values", distinct)
rows = []
for d in (0.02, 0.1, 0.2):
    rows += [[0, d, i, j] for i, j in sorted(spanning(distinct, d))]
for a in (0.01, 0.05, 0.2):
    rows += [[1, a, i, j] for i, j in sorted(disparity(distinct, a))]
rows += [[2, 0, i, j] for i, j in sorted(orthogonal(distinct))]
save("backbone_kept.txt", "method(0:spanning_tree,1:disparity,2:orthogonal_trees) level node node", rows)


def signed_case(name, weights):
    n = len(weights)
    positive, negative = np.maximum(weights, 0), np.maximum(-weights, 0)
    labels = np.arange(n) % 4
    s_plus, s_minus = positive.sum(0), negative.sum(0)
    total = np.where(s_plus + s_minus > 0, s_plus + s_minus, 1)
    save(f"{name}_weights.txt", "weights of both signs", weights)
    save_columns(f"{name}_nodal.txt", {
        "strength": s_plus, "strength_negative": s_minus,
        "strength_signed": (s_plus - s_minus / total * s_minus) / (n - 1),
        "clustering_signed": by_paper.zhang(weights, abs)})
    save_columns(f"{name}_community.txt", {
        "label": labels,
        **{f"{key}{sign}": function(part, labels)
           for key, function in (("participation", by_paper.participation),
                                 ("diversity", by_paper.diversity), ("gateway", by_paper.gateway))
           for sign, part in (("", positive), ("_negative", negative))}})

    def chance_free(part, gamma):
        v = part.sum()
        return sum(part[i, j] - gamma * part[i].sum() * part[j].sum() / v
                   for i in range(n) for j in range(n) if labels[i] == labels[j]) if v else 0.0

    rows = []
    for gamma in (1.0, 1.4):
        q_plus, q_minus = chance_free(positive, gamma), chance_free(negative, gamma)
        v_plus, v_minus = positive.sum(), negative.sum()
        rows.append([gamma, q_plus / v_plus - q_minus / (v_plus + v_minus),
                     (q_plus - q_minus) / (v_plus + v_minus)])
    save(f"{name}_modularity.txt", "resolution asymmetric symmetric", rows)


dense = correlations(40, 4)
np.fill_diagonal(dense, 0)
signed_case("signed40", dense)
sparse = np.where(np.abs(dense) > 0.25, dense, 0)
sparse[7] = sparse[:, 7] = 0
signed_case("signed40_sparse", sparse)

rows = []
for n, m in ((10, 3), (50, 6), (120, 1)):
    a, b = rng.integers(0, m, n), rng.integers(0, m + 2, n)
    for x, y in ((a, b), (a, a)):
        entropy = lambda z: -sum(p * np.log(p) for p in np.unique(z, return_counts=True)[1] / n)
        joint = entropy([f"{p},{q}" for p, q in zip(x, y)])
        vi = (2 * joint - entropy(x) - entropy(y)) / np.log(n)
        rows.append([n, vi, normalized_mutual_info_score(x, y), adjusted_rand_score(x, y),
                     *np.pad(x, (0, 120 - n)), *np.pad(y, (0, 120 - n))])
save("partitions.txt", "n VI NMI ARI a(120) b(120)", rows)

nodes, layers, gamma, omega = 9, 4, 1.1, 0.6
stack = [np.maximum(correlations(nodes, 3), 0) for _ in range(layers)]
for layer in stack:
    np.fill_diagonal(layer, 0)
found = rng.integers(0, 3, (nodes, layers))
systems = np.arange(nodes) % 3
mu2 = sum(layer.sum() for layer in stack) + 2 * omega * nodes * (layers - 1)
q = 0.0
for (i, l), (j, r) in itertools.product(itertools.product(range(nodes), range(layers)), repeat=2):
    if found[i, l] != found[j, r]:
        continue
    if l == r:
        a = stack[l]
        q += a[i, j] - gamma * a[i].sum() * a[j].sum() / a.sum()
    elif i == j and abs(l - r) == 1:
        q += omega
together = np.array([[np.mean(found[i] == found[j]) for j in range(nodes)] for i in range(nodes)])
other = ~np.eye(nodes, dtype=bool)
same = systems[:, None] == systems[None, :]
save("multilayer_layers.txt", f"{layers} layers one below the other", np.vstack(stack))
save("multilayer_quality.txt", "gamma omega Q", [gamma, omega, q / mu2])
save_columns("multilayer_nodal.txt", {
    **{f"layer{l + 1}": found[:, l] for l in range(layers)},
    "flexibility": [np.mean(row[1:] != row[:-1]) for row in found],
    "promiscuity": [(len(set(row)) - 1) / (len(np.unique(found)) - 1) for row in found],
    "recruitment": [together[i][same[i] & other[i]].mean() for i in range(nodes)],
    "integration": [together[i][~same[i]].mean() for i in range(nodes)]})
