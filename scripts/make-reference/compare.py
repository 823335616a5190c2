#!/usr/bin/python3
"""Reference values for the trial statistics from scipy, statsmodels and plain NumPy loops."""
import itertools
import pathlib

import numpy as np
import scipy
from scipy import optimize, special, stats
import statsmodels
from statsmodels.stats.multitest import multipletests

SEED = 20
rng = np.random.default_rng(SEED)
out = pathlib.Path(__file__).resolve().parents[2] / "tests" / "reference" / "compare"
out.mkdir(parents=True, exist_ok=True)
head = f"numpy {np.__version__}, scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, seed {SEED}"


def save(name, columns, rows):
    with open(out / name, "w") as file:
        file.write(f"# {head}\n# {columns}\n")
        for row in np.atleast_2d(rows):
            file.write(" ".join("n/a" if np.isnan(v) else repr(float(v)) for v in row) + "\n")


def g_interval(t, df, inverse_size):
    half = df / 2
    j = np.exp(special.gammaln(half) - special.gammaln(half - 0.5)) / np.sqrt(half)
    roots = [optimize.brentq(lambda d: stats.nct.cdf(t, df, d) - q, t - 30, t + 30, xtol=1e-13)
             for q in (0.975, 0.025)]
    scale = j * np.sqrt(inverse_size)
    return scale * t, scale * roots[0], scale * roots[1]


# Participants x endpoints; labels; a NaN here and there, unequal groups.
labels = np.array([0] * 9 + [1] * 12)
data = rng.normal(size=(21, 8)) + 0.4 * labels[:, None] * np.arange(8) / 4
data[2, 3] = data[15, 3] = data[0, 5] = np.nan
save("changes.txt", "label, then one column per endpoint", np.column_stack([labels, data]))
rows = []
for column in data.T:
    keep = ~np.isnan(column)
    x, y = column[keep & (labels == 0)], column[keep & (labels == 1)]
    one = stats.ttest_1samp(column[keep], 0)
    two = stats.ttest_ind(y, x)
    welch = stats.ttest_ind(y, x, equal_var=False)
    a, b = x.var(ddof=1) / len(x), y.var(ddof=1) / len(y)
    welch_df = (a + b) ** 2 / (a**2 / (len(x) - 1) + b**2 / (len(y) - 1))
    n = keep.sum()
    rows.append([one.statistic, n - 1, one.pvalue, *g_interval(one.statistic, n - 1, 1 / n),
                 two.statistic, n - 2, two.pvalue,
                 *g_interval(two.statistic, n - 2, 1 / len(x) + 1 / len(y)),
                 welch.statistic, welch_df, welch.pvalue])
save("tests.txt", "one-sample t df p g low high, pooled t df p g low high, Welch t df p", rows)

p = rng.uniform(size=40) ** 2
p[7] = p[9]
save("false_discovery.txt", "p, Benjamini-Hochberg adjusted", np.column_stack(
    [p, multipletests(p, method="fdr_bh")[1]]))


def t_of(column, labels, kind):
    keep = ~np.isnan(column)
    column, labels = column[keep], labels[keep]
    if kind == "one":
        return abs(stats.ttest_1samp(column * labels, 0).statistic)
    x, y = column[labels == 0], column[labels == 1]
    return abs(stats.ttest_ind(y, x, equal_var=kind == "pooled").statistic)


def permute(data, labellings, kind):
    t = np.array([[t_of(c, np.asarray(l), kind) for c in data.T] for l in labellings])
    reach = t[0] * (1 - 1e-9)
    return np.column_stack([(t >= reach).mean(0), (t.max(1)[:, None] >= reach).mean(0)])


# The same 200 labellings for both programs.
shuffled = [labels] + [rng.permutation(labels) for _ in range(199)]
signs = [np.ones(21)] + [rng.choice([-1, 1], 21) for _ in range(199)]
save("labellings.txt", "participants x labellings", np.array(shuffled).T)
save("signs.txt", "participants x sign patterns", np.array(signs).T)
save("permutation.txt", "p, p_fwe: one-sample, pooled, Welch", np.hstack(
    [permute(data, signs, "one"), permute(data, shuffled, "pooled"), permute(data, shuffled, "welch")]))

# Every labelling of nine participants: C(9, 4) = 126 labels, 2^9 = 512 signs; with ties.
small = np.round(rng.normal(size=(9, 3)), 1)
small_labels = np.array([1, 0, 1, 0, 0, 1, 0, 1, 0])
everyone = [small_labels] + [np.isin(np.arange(9), c).astype(int)
                             for c in itertools.combinations(range(9), 4)
                             if set(c) != set(np.flatnonzero(small_labels))]
all_signs = [np.array(s) for s in itertools.product([1, -1], repeat=9)]
save("small.txt", "label, then one column per endpoint", np.column_stack([small_labels, small]))
save("exact.txt", "p, p_fwe: one-sample, pooled, Welch", np.hstack(
    [permute(small, all_signs, "one"), permute(small, everyone, "pooled"),
     permute(small, everyone, "welch")]))
