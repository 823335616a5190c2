"""What the network metrics are, written from the papers with NumPy and SciPy: the oracle of graph.py."""
import itertools
from fractions import Fraction

import networkx as nx
import numpy as np
from scipy.sparse.csgraph import floyd_warshall


def exact_inverse(weight):
    """Whole weights have lengths that add up exactly: equal paths are equal."""
    return Fraction(1, int(weight)) if weight == int(weight) else 1 / weight


def graph_of(weights):
    graph = nx.Graph()
    graph.add_nodes_from(range(len(weights)))
    for i, j in itertools.combinations(range(len(weights)), 2):
        if weights[i, j] > 0:
            graph.add_edge(i, j, weight=weights[i, j], length=exact_inverse(weights[i, j]))
    return graph


def distances(weights, power=1.0):
    """Floyd-Warshall over lengths w^-power; infinite where no path leads."""
    lengths = np.full(weights.shape, np.inf)
    lengths[weights > 0] = weights[weights > 0] ** -power
    np.fill_diagonal(lengths, 0)
    return floyd_warshall(lengths) if len(weights) else lengths


def inverse(distance):
    with np.errstate(divide="ignore"):
        result = 1 / distance
    np.fill_diagonal(result, 0)
    return result


def local_efficiency(weights, form):
    result = np.zeros(len(weights))
    for i, row in enumerate(weights):
        near = np.flatnonzero(row)
        k = len(near)
        if k < 2:
            continue
        inside = weights[np.ix_(near, near)]
        if form == "modified":
            term = inverse(distances(inside, 1 / 3))
        else:
            term = inverse(distances(inside)) ** (1 / 3)
        root = row[near] ** (1 / 3)
        result[i] = sum(root[a] * root[b] * term[a, b] for a in range(k) for b in range(k) if a != b) / (k * (k - 1))
    return result


def zhang(weights, size=lambda w: w):
    n = len(weights)
    result = np.zeros(n)
    for i in range(n):
        near = np.flatnonzero(weights[i])
        above = sum(weights[i, j] * weights[j, h] * weights[h, i] for j in near for h in near if j != h)
        below = sum(size(weights[i, j] * weights[i, h]) for j in near for h in near if j != h)
        result[i] = above / below if below else 0.0
    return result


def eigenvector(weights):
    values, vectors = np.linalg.eigh(weights)
    if values[-1] - values[-2] <= 1e-10 * values[-1]:
        return np.full(len(weights), np.nan)
    return np.abs(vectors[:, -1])


def ends_correlation(weights, values):
    i, j = np.nonzero(weights)
    if len(i) == 0 or np.ptp(values[i]) < 1e-12:
        return np.nan
    return np.corrcoef(values[i], values[j])[0, 1]


def core_periphery(weights, rng):
    """Borgatti & Everett's objective as the toolbox writes it: every division of a small network, else hill
    climbing by single nodes from many starts."""
    n = len(weights)
    b = (weights - weights.mean()) / weights.sum()

    def score(core):
        return b[np.ix_(core, core)].sum() - b[np.ix_(~core, ~core)].sum()

    best, best_core = -np.inf, None
    if n <= 10:
        starts = [np.array(c, bool) for c in itertools.product([0, 1], repeat=n)]
    else:
        starts = [rng.uniform(size=n) < 0.5 for _ in range(3)]
    for core in starts:
        core, moved = core.copy(), n > 10
        current = score(core)
        while moved:
            moved = False
            for i in range(n):
                core[i] = not core[i]
                other = score(core)
                if other > current + 1e-14:
                    current, moved = other, True
                else:
                    core[i] = not core[i]
        if current > best + 1e-12:
            best, best_core = current, core.copy()
    # A node of the mean strength changes nothing: it is put into the periphery.
    return best_core & (b.sum(1) > 1e-14), best


def hierarchy(graph):
    pairs = [(graph.degree(i), c) for i, c in nx.clustering(graph).items() if c > 0]
    if len({k for k, _ in pairs}) < 2:
        return np.nan
    return -np.polyfit(*np.log(np.array(pairs, float)).T, 1)[0]


def rich_club(weights):
    degree = (weights > 0).sum(0)
    curve = []
    for k in range(1, degree.max() + 1):
        rich = np.flatnonzero(degree > k)
        n = len(rich)
        curve.append((weights[np.ix_(rich, rich)] > 0).sum() / (n * (n - 1)) if n > 1 else np.nan)
    return curve


def rich_club_weighted(weights):
    degree = (weights > 0).sum(0)
    ranked = np.sort(weights[np.triu_indices(len(weights), 1)])[::-1]
    curve = []
    for k in range(1, degree.max() + 1):
        rich = np.flatnonzero(degree >= k)
        inside = weights[np.ix_(rich, rich)]
        edges = np.count_nonzero(inside) // 2
        curve.append(inside.sum() / 2 / ranked[:edges].sum() if edges and len(rich) < len(weights) else np.nan)
    return curve


def towards(weights, labels):
    return np.array([[row[labels == c].sum() for c in range(labels.max() + 1)] for row in weights])


def participation(weights, labels):
    return [1 - sum((row / row.sum()) ** 2) if row.sum() > 0 else 0.0 for row in towards(weights, labels)]


def within_z(weights, labels):
    own = towards(weights, labels)[np.arange(len(labels)), labels]
    z = np.zeros(len(labels))
    for c in range(labels.max() + 1):
        values = own[labels == c]
        if values.std() > 1e-12:
            z[labels == c] = (values - values.mean()) / values.std()
    return z


def diversity(weights, labels):
    if labels.max() == 0:
        return np.zeros(len(labels))
    result = []
    for row in towards(weights, labels):
        p = row[row > 0] / row.sum() if row.sum() > 0 else np.array([])
        result.append(-(p * np.log(p)).sum() / np.log(labels.max() + 1))
    return result


def gateway(weights, labels):
    """Vargas & Wahl in the form of the toolbox: shares are summed over communities before they are weighed."""
    t = towards(weights, labels)
    strength = weights.sum(0)
    of_community = np.array([strength[labels == c].sum() for c in range(labels.max() + 1)])
    result = []
    for i, own in enumerate(labels):
        if strength[i] == 0:
            result.append(0.0)
            continue
        sent = t[labels == own].sum(0)
        kappa = sum(t[i, m] / sent[m] for m in range(len(sent)) if sent[m] > 0)
        weight = (1 - kappa * of_community[own] / of_community.max()) ** 2
        result.append(1 - weight * sum((t[i] / strength[i]) ** 2))
    return result


def mean_finite(distance):
    off = distance[~np.eye(len(distance), dtype=bool)]
    off = off[np.isfinite(off)]
    return off.mean() if len(off) else np.nan


def eccentricities(distance):
    finite = np.where(np.isfinite(distance), distance, 0)
    worst = finite.max(0)
    return np.where(worst > 0, worst, np.nan)


def synchronisability(weights, graph):
    if graph.number_of_edges() == 0:
        return np.nan
    if not nx.is_connected(graph):
        return 0.0
    values = np.linalg.eigvalsh(np.diag(weights.sum(0)) - weights)
    return values[1] / values[-1]
