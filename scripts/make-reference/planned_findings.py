#!/usr/bin/python3
"""Associations, moderation, reliability, personal change and power of tests/reference/planned/trial.txt by SciPy
and statsmodels: prints tests/reference/planned/scores.txt and findings.txt. Run after planned.py."""

import pathlib

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.power import TTestIndPower

SEED = 12


def partial(x, y, covariates):
    """Partial correlation, its t, df and p."""
    design = np.column_stack([np.ones(len(x)), *covariates])
    rest = [v - design @ np.linalg.lstsq(design, v, rcond=None)[0] for v in (x, y)]
    r = np.corrcoef(*rest)[0, 1]
    df = len(x) - 2 - len(covariates)
    t = r * np.sqrt(df / (1 - r * r))
    return r, t, df, 2 * stats.t.sf(abs(t), df)


def icc(table):
    """ICC(2,1), ICC(3,1) and the standard error of measurement of the former."""
    n, k = table.shape
    people = k * ((table.mean(axis=1) - table.mean()) ** 2).sum() / (n - 1)
    sessions = n * ((table.mean(axis=0) - table.mean()) ** 2).sum() / (k - 1)
    rest = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0) + table.mean()
    error = (rest ** 2).sum() / ((n - 1) * (k - 1))
    agreement = (people - error) / (people + (k - 1) * error + k * (sessions - error) / n)
    return agreement, (people - error) / (people + (k - 1) * error)


def main():
    folder = pathlib.Path(__file__).parents[2] / "tests/reference/planned"
    data = np.loadtxt(folder / "trial.txt")
    random = np.random.default_rng(SEED)
    arm, site, age, baseline, first, _ = data.T
    before = np.round(30 + 5 * random.standard_normal(len(data)))
    after = np.round(before * (0.6 + 0.25 * random.standard_normal(len(data))) - 20 * np.nan_to_num(first - baseline))
    head = (f"scripts/make-reference/planned_findings.py, statsmodels {statsmodels.__version__}, "
            f"scipy {scipy.__version__}, numpy {np.__version__}, seed {SEED}\n")
    np.savetxt(folder / "scores.txt", np.column_stack([before, after]), fmt="%.17g",
               header=head + "score before, after (first follow-up)")
    known = np.isfinite(first)
    change = (first - baseline)[known]
    score = (after - before)[known]
    percent = 100 * score / before[known]
    response = (-percent >= 50).astype(float)
    others = [site[known], age[known], arm[known]]
    rank = stats.rankdata
    rows = [partial(score, change, others), partial(percent, change, others), partial(response, change, others),
            partial(rank(score), rank(change), [rank(v) for v in others])]
    drug = arm[known] == 1
    rows.append(partial(score[drug], change[drug], [site[known][drug], age[known][drug]]))
    centred = baseline[known] - baseline[known].mean()
    design = np.column_stack([1 - arm[known], arm[known], (1 - arm[known]) * centred, arm[known] * centred,
                              site[known], age[known]])
    fit = sm.OLS(first[known], design).fit()
    test = fit.t_test([0, 0, -1, 1, 0, 0])
    rows.append((test.effect[0], test.tvalue[0, 0], fit.df_resid, float(test.pvalue)))
    placebo = known & (arm == 0)
    table = np.column_stack([baseline, first])[placebo]
    rows.append((*icc(table), np.std(np.diff(table), ddof=1), len(table)))
    reference = (first - baseline)[placebo]
    n = len(reference)
    of_drug = (first - baseline)[known & (arm == 1)]
    t = (of_drug - reference.mean()) / (reference.std(ddof=1) * np.sqrt(1 + 1 / n))
    rows.append((t[0], 2 * stats.t.sf(abs(t[0]), n - 1), t[-1], 2 * stats.t.sf(abs(t[-1]), n - 1)))
    power = TTestIndPower()
    per_arm = int(np.ceil(power.solve_power(0.8, alpha=0.05, power=0.8)))
    rows.append((per_arm, power.power(0.8, n, 0.05, ratio=len(of_drug) / n), n, len(of_drug)))
    np.savetxt(folder / "findings.txt", np.array(rows), fmt="%.17g",
               header=head + "r t df p of change with score: change, percentage, response, ranks, change in drug | slope "
               "difference t df p | icc2 icc3 sd-of-change n | t p of the first and last person of drug | n per arm for "
               "d = 0.8, power now, n placebo, n drug")


if __name__ == "__main__":
    main()
