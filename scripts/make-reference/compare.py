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
    t = stats.ttest_ind(y, x, equal_var=kind == "pooled").statistic
    return abs(t) if kind == "pooled" else normal_score(abs(t), x, y)


def normal_score(t, x, y):
    """Wallace's (1959) normal deviate of Welch's t with its own degrees of freedom."""
    a, b = x.var(ddof=1) / len(x), y.var(ddof=1) / len(y)
    df = (a + b) ** 2 / (a**2 / (len(x) - 1) + b**2 / (len(y) - 1))
    return (8 * df + 1) / (8 * df + 3) * np.sqrt(df * np.log1p(t * t / df))


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

# A whole small trial: 11 participants, three sessions, two families, missing values, one endpoint
# whose change is the same for everybody; all labellings: C(11, 5) = 462 and fewer with week 4.
rng = np.random.default_rng(SEED + 1)
arm = np.array([0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1])  # in the order of the participants' names
names = ["ses-0", "ses-1", "ses-4"]
trial = rng.normal(size=(11, 3, 7)) + 0.8 * arm[:, None, None] * np.array([0, 1, 0.5])[:, None] * np.linspace(0, 2, 7)
trial[3, 2] = np.nan  # sub-04 has no week 4
trial[6, 1, 2] = np.nan  # one endpoint of sub-07 in week 1
trial[:, 1, 4] = trial[:, 0, 4] + 0.25  # no variance of change in week 1
trial[[0, 3, 5], 1, 5] = np.nan  # two of the reference arm left in week 1
save("trial_values.txt", "participant, session, arm (1 treatment), then 5 edges and 2 structure pairs",
     np.array([[i + 1, s, arm[i], *trial[i, s]] for i in range(11) for s in range(3)]))


def all_labels(labels):
    n, k = len(labels), int(labels.sum())
    everyone = [np.isin(np.arange(n), c).astype(int) for c in itertools.combinations(range(n), k)]
    return [labels] + [one for one in everyone if not np.array_equal(one, labels)]


def contrast(changes, labels, kind):
    """One row of numbers per endpoint; families are columns 0-4 and 5-6."""
    result = np.full((7, 14), np.nan)
    usable = []
    for e in range(7):
        keep = ~np.isnan(changes[:, e])
        x, y = changes[keep & (labels == 0), e], changes[keep & (labels == 1), e]
        result[e, :2] = len(x), len(y)
        everyone = changes[keep, e]
        if (len(everyone) if kind == "one" else min(len(x), len(y))) < 3:
            continue
        result[e, 2] = everyone.mean() if kind == "one" else y.mean() - x.mean()
        if everyone.std() < 1e-9:
            continue
        if kind == "one":
            test = stats.ttest_1samp(everyone, 0)
            size = g_interval(test.statistic, len(everyone) - 1, 1 / len(everyone))
        else:
            test = stats.ttest_ind(y, x, equal_var=kind == "pooled")
            pooled = stats.ttest_ind(y, x).statistic
            size = g_interval(pooled, len(x) + len(y) - 2, 1 / len(x) + 1 / len(y))
        if kind == "pooled" or kind == "one":
            df = len(everyone) - (1 if kind == "one" else 2)
        else:
            a, b = x.var(ddof=1) / len(x), y.var(ddof=1) / len(y)
            df = (a + b) ** 2 / (a**2 / (len(x) - 1) + b**2 / (len(y) - 1))
        error = result[e, 2] / test.statistic
        reach = error * stats.t.ppf(0.975, df)
        result[e, 3:11] = (error, test.statistic, df, result[e, 2] - reach, result[e, 2] + reach, *size)
        usable.append(e)
    if kind == "one":
        labellings = [np.array(s) for s in itertools.product([1, -1], repeat=len(labels))]
    else:
        labellings = all_labels(labels)
    for family in (range(5), range(5, 7)):
        columns = [e for e in family if e in usable]
        if not columns:
            continue
        with np.errstate(all="ignore"):
            t = np.array([[t_of(changes[:, e], l, kind) for e in columns] for l in labellings])
        t = np.nan_to_num(t, nan=0.0)
        reach = t[0] * (1 - 1e-9)
        result[columns, 11] = (t >= reach).mean(0)
        result[columns, 12] = (t.max(1)[:, None] >= reach).mean(0)
        result[columns, 13] = multipletests(result[columns, 11], method="fdr_bh")[1]
    return result


for two_arms in ("pooled", "welch"):
    rows = []
    for followup in (1, 2):
        changes = trial[:, followup] - trial[:, 0]
        here = ~np.isnan(changes).all(1)
        for which in (0, 1):
            rows.append(contrast(changes[here & (arm == which)], arm[here & (arm == which)], "one"))
        rows.append(contrast(changes[here], arm[here], two_arms))
    save(f"trial_{two_arms}.txt",
         "n reference, n treatment, estimate, error, t, df, low, high, g, low, high, p, p_fwe, q; per follow-up: "
         "change placebo, change treatment, arm x time; 7 endpoints each", np.vstack(rows))
