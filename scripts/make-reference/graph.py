#!/usr/bin/python3
"""Reference values for the network metrics: NetworkX where it defines them alike, NumPy and SciPy or plain
loops written from the papers elsewhere; the best of 100 runs of NetworkX's and igraph's community searches."""
import itertools
import pathlib
from fractions import Fraction

import igraph
import networkx as nx
import numpy as np
import scipy
from scipy.sparse.csgraph import floyd_warshall

SEED = 7
RUNS = 100
rng = np.random.default_rng(SEED)
out = pathlib.Path(__file__).resolve().parents[2] / "tests" / "reference" / "graph"
out.mkdir(parents=True, exist_ok=True)
head = (f"networkx {nx.__version__}, igraph {igraph.__version__}, scipy {scipy.__version__}, "
        f"numpy {np.__version__}, seed {SEED}")


def text(value):
    return "n/a" if np.isnan(value) else repr(float(value))


def save(name, columns, rows):
    with open(out / name, "w") as file:
        file.write(f"# {head}\n# columns: {columns}\n")
        for row in np.atleast_2d(np.array(rows, float)):
            file.write(" ".join(text(value) for value in row) + "\n")


def save_columns(name, table):
    save(name, " ".join(table), np.column_stack([np.asarray(v, float) for v in table.values()]))


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


def core_periphery(weights):
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


def best_modularity(graph):
    """The best partition of all runs and its modularity."""
    ig = igraph.Graph(n=len(graph), edges=list(graph.edges()))
    ig.es["weight"] = [d for _, _, d in graph.edges(data="weight")]
    best, best_q = None, -np.inf
    for run in range(RUNS):
        igraph.set_random_number_generator(__import__("random").Random(run))
        runs = [nx.community.louvain_communities(graph, seed=run),
                list(ig.community_multilevel(weights="weight")),
                list(ig.community_leiden("modularity", weights="weight", n_iterations=-1))]
        for found in runs:
            q = nx.community.modularity(graph, [set(c) for c in found])
            if q > best_q:
                best, best_q = [set(c) for c in found], q
    return best, best_q


def write_case(name, weights, with_edges=True):
    weights = np.array(weights, float)
    n = len(weights)
    graph = graph_of(weights)
    binary = (weights > 0).astype(float)
    hops, lengths = distances(binary), distances(weights)
    per_node = lambda values: [values[i] for i in range(n)]
    best, q = best_modularity(graph)
    labels = np.zeros(n, int)
    for c, members in enumerate(sorted(best, key=min)):
        labels[list(members)] = c
    core, coreness = core_periphery(weights)
    scaled = (weights / weights.max()) ** (1 / 3)
    k = binary.sum(0)
    nodal = {
        "degree": per_node(dict(graph.degree())),
        "strength": per_node(dict(graph.degree(weight="weight"))),
        "clustering": per_node(nx.clustering(graph, weight="weight")),
        "clustering_binary": per_node(nx.clustering(graph)),
        "clustering_zhang": zhang(weights),
        "local_efficiency": [nx.global_efficiency(graph.subgraph(graph[i])) for i in range(n)],
        "local_efficiency_weighted": local_efficiency(weights, "modified"),
        "local_efficiency_original": local_efficiency(weights, "original"),
        "nodal_efficiency": inverse(hops).sum(0) / (n - 1),
        "nodal_efficiency_weighted": inverse(lengths).sum(0) / (n - 1),
        "eccentricity": eccentricities(hops),
        "betweenness": per_node(nx.betweenness_centrality(graph)),
        "betweenness_weighted": per_node(nx.betweenness_centrality(graph, weight="length")),
        "closeness": per_node(nx.closeness_centrality(graph)),
        "closeness_weighted": per_node(nx.closeness_centrality(graph, distance="length")),
        "eigenvector_centrality": eigenvector(weights),
        "pagerank": per_node(nx.pagerank(graph, tol=1e-15, max_iter=10000)),
        "subgraph_centrality": np.diag(scipy.linalg.expm(binary)),
        "core_number": per_node(nx.core_number(graph)),
        "core": core,
    }
    network = {
        "component_count": nx.number_connected_components(graph),
        "largest_component": max(map(len, nx.connected_components(graph))) / n,
        "reached_density": nx.density(graph),
        "clustering_mean": nx.average_clustering(graph, weight="weight"),
        "clustering_binary_mean": nx.average_clustering(graph),
        "transitivity": nx.transitivity(graph),
        "transitivity_weighted": np.trace(scaled @ scaled @ scaled) / max((k * (k - 1)).sum(), 1),
        "characteristic_path_length": mean_finite(hops),
        "characteristic_path_length_weighted": mean_finite(lengths),
        "global_efficiency": nx.global_efficiency(graph),
        "global_efficiency_weighted": inverse(lengths).sum() / (n * (n - 1)),
        "local_efficiency_mean": np.mean(nodal["local_efficiency"]),
        "local_efficiency_weighted_mean": np.mean(nodal["local_efficiency_weighted"]),
        "radius": np.nanmin(eccentricities(hops)),
        "radius_weighted": np.nanmin(eccentricities(lengths)),
        "diameter": np.nanmax(eccentricities(hops)),
        "diameter_weighted": np.nanmax(eccentricities(lengths)),
        "assortativity": ends_correlation(weights, k),
        "assortativity_weighted": ends_correlation(weights, weights.sum(0)),
        "coreness": coreness,
        "synchronisability": synchronisability(weights, graph),
        "hierarchy": hierarchy(graph),
    }
    if with_edges:
        save(f"{name}_edges.txt", "node node weight", [[i, j, d] for i, j, d in graph.edges(data="weight")])
    save_columns(f"{name}_nodal.txt", nodal)
    save_columns(f"{name}_global.txt", {key: [value] for key, value in network.items()})
    save_columns(f"{name}_rich_club.txt", {"rich_club": rich_club(weights),
                                           "rich_club_weighted": rich_club_weighted(weights)})
    save_columns(f"{name}_community.txt", {
        "label": labels, "participation": participation(weights, labels),
        "within_module_z": within_z(weights, labels), "diversity": diversity(weights, labels),
        "gateway": gateway(weights, labels)})
    save(f"{name}_modularity.txt", f"best_of_{RUNS}_runs_each at_resolution_1.5",
         [q, nx.community.modularity(graph, best, resolution=1.5)])


def symmetric(n, draw):
    weights = np.zeros((n, n))
    for i, j in itertools.combinations(range(n), 2):
        weights[i, j] = weights[j, i] = draw()
    return weights


def correlations(n, modules):
    series = rng.normal(size=(120, n)) + rng.normal(size=(120, modules))[:, np.arange(n) % modules] * 0.8
    return np.round(np.corrcoef(series.T), 4)


def strongest(matrix, density):
    """Keeps round-half-up(density x pairs) of the positive weights, ties by position."""
    n = len(matrix)
    edges = sorted((-matrix[i, j], i, j) for i, j in itertools.combinations(range(n), 2) if matrix[i, j] > 0)
    kept = np.zeros((n, n))
    for w, i, j in edges[: int(np.floor(density * n * (n - 1) / 2 + 0.5))]:
        kept[i, j] = kept[j, i] = -w
    return kept


def hashed(n, density):
    """Weights that the test makes again from the same whole numbers."""
    weights = np.zeros((n, n))
    for i, j in itertools.combinations(range(n), 2):
        mixed = (i * 7919 + j * 104729 + i * j * 31) % 1000003
        if (mixed * 7 + 13) % 1009 < density * 1009:
            near = 1.0 if i % 8 == j % 8 else 0.4
            weights[i, j] = weights[j, i] = near * (1 + mixed % 997) / 1000
    return weights


if __name__ == "__main__":
    write_case("pair", [[0, 0.4], [0.4, 0]])
    write_case("star", nx.to_numpy_array(nx.star_graph(6)))
    write_case("complete", symmetric(8, lambda: round(rng.uniform(0.1, 1), 3)))
    write_case("lattice", 0.5 * nx.to_numpy_array(nx.watts_strogatz_graph(24, 4, 0)))
    halves = symmetric(21, lambda: round(rng.uniform(0.1, 1), 3) if rng.uniform() < 0.5 else 0.0)
    halves[:10, 10:] = halves[10:, :10] = halves[20, :] = halves[:, 20] = 0.0
    write_case("disconnected", halves)
    write_case("karate", nx.to_numpy_array(nx.karate_club_graph(), weight=None))
    write_case("karate_weighted", nx.to_numpy_array(nx.karate_club_graph()))
    write_case("random50", symmetric(50, lambda: rng.uniform(0.05, 1) if rng.uniform() < 0.15 else 0.0))
    write_case("modules100", strongest(correlations(100, 5), 0.1))
    write_case("modules200", strongest(correlations(200, 8), 0.12))
    write_case("hashed400", hashed(400, 0.1), with_edges=False)
