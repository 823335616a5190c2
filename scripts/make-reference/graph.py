#!/usr/bin/python3
"""Reference values for the network metrics from NetworkX and plain NumPy loops."""
import itertools
import pathlib

import networkx as nx
import numpy as np

SEED = 7
rng = np.random.default_rng(SEED)
out = pathlib.Path(__file__).resolve().parents[2] / "tests" / "reference" / "graph"
out.mkdir(parents=True, exist_ok=True)
head = f"networkx {nx.__version__}, numpy {np.__version__}, seed {SEED}"


def save(name, columns, rows):
    with open(out / name, "w") as file:
        file.write(f"# {head}\n# {columns}\n")
        for row in np.atleast_2d(rows):
            file.write(" ".join("n/a" if np.isnan(v) else repr(float(v)) for v in row) + "\n")


def mean_path(graph, weight):
    lengths = [d for a, others in nx.all_pairs_dijkstra_path_length(graph, weight=weight)
               for b, d in others.items() if a != b]
    return np.mean(lengths)


def efficiency(graph, weight):
    n = len(graph)
    return sum(1 / d for a, others in nx.all_pairs_dijkstra_path_length(graph, weight=weight)
               for b, d in others.items() if a != b) / (n * (n - 1))


def towards(weights, labels):
    return np.array([[sum(row[labels == c]) for c in range(labels.max() + 1)] for row in weights])


def participation(weights, labels):
    return np.array([1 - sum((row / row.sum()) ** 2) if row.sum() > 0 else 0.0
                     for row in towards(weights, labels)])


def within_z(weights, labels):
    own = towards(weights, labels)[np.arange(len(labels)), labels]
    z = np.zeros(len(labels))
    for c in range(labels.max() + 1):
        values = own[labels == c]
        if values.std() > 1e-12:
            z[labels == c] = (values - values.mean()) / values.std()
    return z


def write_case(name, weights):
    weights = np.array(weights, float)
    n = len(weights)
    graph = nx.Graph()
    graph.add_nodes_from(range(n))
    for i, j in itertools.combinations(range(n), 2):
        if weights[i, j] > 0:
            graph.add_edge(i, j, weight=weights[i, j], length=1 / weights[i, j])
    runs = [nx.community.louvain_communities(graph, seed=s) for s in range(20)]
    q = [nx.community.modularity(graph, run) for run in runs]
    best = runs[int(np.argmax(q))]
    labels = np.zeros(n, int)
    for c, members in enumerate(sorted(best, key=min)):
        labels[list(members)] = c

    def per_node(values):
        return [values[i] for i in range(n)]

    save(f"{name}_edges.txt", "node, node, weight", [[i, j, d] for i, j, d in graph.edges(data="weight")])
    save(f"{name}_nodal.txt",
         "degree strength clustering clustering_weighted local_efficiency betweenness "
         "betweenness_weighted community participation within_module_z",
         np.column_stack([
             per_node(dict(graph.degree())), per_node(dict(graph.degree(weight="weight"))),
             per_node(nx.clustering(graph)), per_node(nx.clustering(graph, weight="weight")),
             [nx.global_efficiency(graph.subgraph(graph[i])) for i in range(n)],
             per_node(nx.betweenness_centrality(graph)),
             per_node(nx.betweenness_centrality(graph, weight="length")),
             labels, participation(weights, labels), within_z(weights, labels)]))
    save(f"{name}_global.txt",
         "path_length path_length_weighted efficiency efficiency_weighted transitivity components "
         "density modularity modularity_at_resolution_1.5",
         [mean_path(graph, None), mean_path(graph, "length"), nx.global_efficiency(graph),
          efficiency(graph, "length"), nx.transitivity(graph), nx.number_connected_components(graph),
          nx.density(graph), max(q), nx.community.modularity(graph, best, resolution=1.5)])


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

matrix = np.round(correlations(25, 3), 2)
save("threshold_matrix.txt", "a correlation matrix with equal values", matrix)
save("threshold_kept.txt", "density, node, node, weight of each edge kept",
     [[d, i, j, kept[i, j]] for d in (0.05, 0.1, 0.15, 0.3, 0.5, 1.0)
      for kept in [strongest(matrix, d)] for i, j in itertools.combinations(range(25), 2) if kept[i, j] > 0])
