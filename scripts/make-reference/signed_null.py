#!/usr/bin/python3
"""How well null networks of both signs keep strengths: the correlation of the nodes' strengths before and after, for
each sign, mean over NETWORKS. Rubinov & Sporns 2011, null model, written plainly with the toolbox's defaults: five
tries at a swap per pair of nodes, ranks anew after every tenth weight."""
import pathlib

import numpy as np

SEED, NETWORKS, SWAPS, PERIOD = 11, 40, 5, 10
folder = pathlib.Path(__file__).resolve().parents[2] / "tests" / "reference" / "graph"


def rewired_signs(weights, rng):
    signs, n = np.sign(weights), len(weights)
    for _ in range(SWAPS * n * (n - 1) // 2):
        for _ in range(n // 2 + 1):
            a, b, c, d = rng.choice(n, 4, replace=False)
            own, other = signs[a, b], signs[a, d]
            if signs[c, d] == own and signs[c, b] == other and own != other:
                signs[a, d] = signs[d, a] = signs[c, b] = signs[b, c] = own
                signs[a, b] = signs[b, a] = signs[c, d] = signs[d, c] = other
                break
    return signs


def laid_out(sizes, places, rng):
    """The weights of one sign on its places, upper triangle."""
    result = np.zeros(sizes.shape)
    left = sizes.sum(0)
    expected = np.outer(left, left)
    i, j = np.nonzero(np.triu(places))
    weights = np.sort(sizes[np.triu(sizes) > 0])
    while len(weights):
        order = np.argsort(expected[i, j], kind="stable")
        ranks = rng.permutation(len(weights))[:PERIOD]
        chosen = order[ranks]
        result[i[chosen], j[chosen]] = weights[ranks]
        used = np.zeros(len(left))
        np.add.at(used, i[chosen], weights[ranks])
        np.add.at(used, j[chosen], weights[ranks])
        touched = used > 0
        factor = 1 - used[touched] / left[touched]
        expected[touched, :] *= factor[:, None]
        expected[:, touched] *= factor[None, :]
        left[touched] -= used[touched]
        i, j = np.delete(i, chosen), np.delete(j, chosen)
        weights = np.delete(weights, ranks)
    return result + result.T


def kept(weights, rng):
    signs = rewired_signs(weights, rng)
    before = [np.maximum(weights, 0), np.maximum(-weights, 0)]
    after = [laid_out(before[0], signs > 0, rng), laid_out(before[1], signs < 0, rng)]
    return [np.corrcoef(b.sum(0), a.sum(0))[0, 1] for b, a in zip(before, after)]


if __name__ == "__main__":
    generator = np.random.default_rng(SEED)
    with open(folder / "signed_null_strengths.txt", "w") as file:
        file.write(f"# numpy {np.__version__}, seed {SEED}, mean over {NETWORKS} networks\n")
        file.write("# rows: signed40 signed40_sparse; columns: positive negative\n")
        for name in ("signed40", "signed40_sparse"):
            matrix = np.loadtxt(folder / f"{name}_weights.txt")
            means = np.mean([kept(matrix, generator) for _ in range(NETWORKS)], axis=0)
            file.write(" ".join(repr(float(value)) for value in means) + "\n")
