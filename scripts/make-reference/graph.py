#!/usr/bin/python3
"""Reference values for the network metrics: NetworkX where it defines them alike, graph_definitions.py elsewhere;
the best of 100 runs of NetworkX's and igraph's community searches."""
import itertools
import pathlib

import igraph
import networkx as nx
import numpy as np
import scipy
import graph_definitions as by_paper

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
    graph = by_paper.graph_of(weights)
    binary = (weights > 0).astype(float)
    hops, lengths = by_paper.distances(binary), by_paper.distances(weights)
    per_node = lambda values: [values[i] for i in range(n)]
    best, q = best_modularity(graph)
    labels = np.zeros(n, int)
    for c, members in enumerate(sorted(best, key=min)):
        labels[list(members)] = c
    core, coreness = by_paper.core_periphery(weights, rng)
    scaled = (weights / weights.max()) ** (1 / 3)
    k = binary.sum(0)
    nodal = {
        "degree": per_node(dict(graph.degree())),
        "strength": per_node(dict(graph.degree(weight="weight"))),
        "clustering": per_node(nx.clustering(graph, weight="weight")),
        "clustering_binary": per_node(nx.clustering(graph)),
        "clustering_zhang": by_paper.zhang(weights),
        "local_efficiency": [nx.global_efficiency(graph.subgraph(graph[i])) for i in range(n)],
        "local_efficiency_weighted": by_paper.local_efficiency(weights, "modified"),
        "local_efficiency_original": by_paper.local_efficiency(weights, "original"),
        "nodal_efficiency": by_paper.inverse(hops).sum(0) / (n - 1),
        "nodal_efficiency_weighted": by_paper.inverse(lengths).sum(0) / (n - 1),
        "eccentricity": by_paper.eccentricities(hops),
        "betweenness": per_node(nx.betweenness_centrality(graph)),
        "betweenness_weighted": per_node(nx.betweenness_centrality(graph, weight="length")),
        "closeness": per_node(nx.closeness_centrality(graph)),
        "closeness_weighted": per_node(nx.closeness_centrality(graph, distance="length")),
        "eigenvector_centrality": by_paper.eigenvector(weights),
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
        "characteristic_path_length": by_paper.mean_finite(hops),
        "characteristic_path_length_weighted": by_paper.mean_finite(lengths),
        "global_efficiency": nx.global_efficiency(graph),
        "global_efficiency_weighted": by_paper.inverse(lengths).sum() / (n * (n - 1)),
        "local_efficiency_mean": np.mean(nodal["local_efficiency"]),
        "local_efficiency_weighted_mean": np.mean(nodal["local_efficiency_weighted"]),
        "radius": np.nanmin(by_paper.eccentricities(hops)),
        "radius_weighted": np.nanmin(by_paper.eccentricities(lengths)),
        "diameter": np.nanmax(by_paper.eccentricities(hops)),
        "diameter_weighted": np.nanmax(by_paper.eccentricities(lengths)),
        "assortativity": by_paper.ends_correlation(weights, k),
        "assortativity_weighted": by_paper.ends_correlation(weights, weights.sum(0)),
        "coreness": coreness,
        "synchronisability": by_paper.synchronisability(weights, graph),
        "hierarchy": by_paper.hierarchy(graph),
    }
    if with_edges:
        save(f"{name}_edges.txt", "node node weight", [[i, j, d] for i, j, d in graph.edges(data="weight")])
    save_columns(f"{name}_nodal.txt", nodal)
    save_columns(f"{name}_global.txt", {key: [value] for key, value in network.items()})
    save_columns(f"{name}_rich_club.txt", {"rich_club": by_paper.rich_club(weights),
                                           "rich_club_weighted": by_paper.rich_club_weighted(weights)})
    save_columns(f"{name}_community.txt", {
        "label": labels, "participation": by_paper.participation(weights, labels),
        "within_module_z": by_paper.within_z(weights, labels), "diversity": by_paper.diversity(weights, labels),
        "gateway": by_paper.gateway(weights, labels)})
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
