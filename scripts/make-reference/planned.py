#!/usr/bin/python3
"""Planned analysis of a small trial by statsmodels: prints tests/reference/planned/ancova.txt.

Rows: participant (1...), arm (0 placebo, 1 drug), site (0, 1), age, baseline, follow-up 1, follow-up 2
(nan where missing), then one block per follow-up of results.
"""

import pathlib

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from statsmodels.stats.multitest import multipletests

SEED = 11
PEOPLE = 26


def fit(rows):
    """Estimate, error, t, df, p, low, high, adjusted means of placebo and drug."""
    arm, site, age, baseline, followup = rows.T
    design = np.column_stack([np.ones(len(rows)), arm, site, age, baseline])
    model = sm.OLS(followup, design).fit()
    low, high = model.conf_int(0.05)[1]
    at = np.array([1.0, 0.0, site.mean(), age.mean(), baseline.mean()])
    return [model.params[1], model.bse[1], model.tvalues[1], model.df_resid, model.pvalues[1], low, high,
            at @ model.params, at @ model.params + model.params[1]]


def main():
    random = np.random.default_rng(SEED)
    arm = np.arange(PEOPLE) % 2
    site = (np.arange(PEOPLE) % 3 == 0).astype(float)
    age = np.round(35 + 9 * random.standard_normal(PEOPLE))
    baseline = 0.3 + 0.2 * random.standard_normal(PEOPLE)
    data = [arm, site, age, baseline]
    for shift in (0.10, 0.18):
        followup = 0.1 + 0.6 * baseline + shift * arm + 0.05 * site + 0.15 * random.standard_normal(PEOPLE)
        followup[random.integers(0, PEOPLE, 3)] = np.nan
        data.append(followup)
    data = np.column_stack(data)
    results = []
    ranges = []
    for column in (4, 5):
        rows = data[:, [0, 1, 2, 3, column]]
        rows = rows[np.isfinite(rows).all(axis=1)]
        results.append(fit(rows))
        without = np.array([fit(np.delete(rows, i, axis=0)) for i in range(len(rows))])
        ranges.append([without[:, 0].min(), without[:, 0].max(), without[:, 4].max()])
    adjusted = multipletests([row[4] for row in results], method="holm")[1]
    folder = pathlib.Path(__file__).parents[2] / "tests/reference/planned"
    folder.mkdir(parents=True, exist_ok=True)
    head = (f"scripts/make-reference/planned.py, statsmodels {statsmodels.__version__}, "
            f"scipy {scipy.__version__}, numpy {np.__version__}, seed {SEED}\n")
    np.savetxt(folder / "trial.txt", data, fmt="%.17g",
               header=head + "arm site age baseline follow-up-1 follow-up-2")
    table = np.column_stack([results, adjusted, ranges])
    np.savetxt(folder / "ancova.txt", table, fmt="%.17g",
               header=head + "per follow-up: estimate error t df p low high mean-placebo mean-drug holm, "
                             "without one person: smallest and largest estimate, largest p")


if __name__ == "__main__":
    main()
