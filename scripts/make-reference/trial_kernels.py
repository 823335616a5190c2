#!/usr/bin/python3
"""Reference values for cross-over, time courses, known variances, harmonisation and power."""
import pathlib

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import optimize
from statsmodels.stats.power import TTestIndPower, TTestPower

SEED = 13
rng = np.random.default_rng(SEED)
out = pathlib.Path(__file__).resolve().parents[2] / "tests" / "reference" / "models"
head = f"numpy {np.__version__}, scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, seed {SEED}"


def save(name, columns, rows):
    with open(out / name, "w") as file:
        file.write(f"# {head}\n# {columns}\n")
        for row in np.atleast_2d(rows):
            file.write(" ".join("n/a" if np.isnan(v) else repr(float(v)) for v in row) + "\n")


def random_intercept(y, X, groups):
    """Coefficients and standard errors of REML with a random intercept, the variances to the end."""
    def fit(log_ratio):
        A, b, ld, yy = np.zeros((X.shape[1],) * 2), np.zeros(X.shape[1]), 0.0, 0.0
        for g in np.unique(groups):
            k = groups == g
            V = np.eye(k.sum()) + np.exp(log_ratio)
            W = np.linalg.inv(V)
            A, b, yy = A + X[k].T @ W @ X[k], b + X[k].T @ W @ y[k], yy + y[k] @ W @ y[k]
            ld += np.linalg.slogdet(V)[1]
        beta = np.linalg.solve(A, b)
        df = len(y) - X.shape[1]
        s2 = (yy - b @ beta) / df
        return ld + np.linalg.slogdet(A)[1] + df * np.log(s2), beta, np.sqrt(s2 * np.diag(np.linalg.inv(A))), s2
    best = optimize.minimize_scalar(lambda r: fit(r)[0], bounds=(-8, 6), method="bounded", options={"xatol": 1e-10})
    _, beta, error, s2 = fit(best.x)
    check = sm.MixedLM(y, X, groups).fit(reml=True, method="bfgs", gtol=1e-9)
    assert np.allclose(check.fe_params, beta, atol=2e-4), (check.fe_params, beta)
    return beta, error, s2, s2 * np.exp(best.x)


# Cross-over: 20 participants, sequences 0-1 and 1-0, one period missing.
people = np.repeat(np.arange(20), 2)
period = np.tile([0, 1], 20)
treatment = np.where(people < 10, period, 1 - period)
y = rng.normal(size=20)[people] + 0.7 * treatment + 0.2 * period + rng.normal(size=40)
y[7] = np.nan
save("crossover.txt", "participant period treatment y", np.column_stack([people, period, treatment, y]))
seen = ~np.isnan(y)
X = np.column_stack([treatment, np.ones(40), period])[seen].astype(float)
beta, error, *_ = random_intercept(y[seen], X, people[seen])
fixed = sm.OLS(y[seen], np.column_stack([treatment, period, np.eye(20)[people]])[seen].astype(float)).fit()
before = np.where(period == 1, np.roll(treatment, 1) - 0.5, 0)
carried = random_intercept(y[seen], np.column_stack([treatment, before, np.ones(40), period])[seen].astype(float), people[seen])
save("crossover_fits.txt", "treatment: random participants estimate SE, fixed estimate SE, beside carry-over estimate SE, carry-over estimate SE",
     [beta[0], error[0], fixed.params[0], fixed.bse[0], carried[0][0], carried[1][0], carried[0][1], carried[1][1]])

# Course over days, 3 scans of 24 participants, half-life 9 days.
people = np.repeat(np.arange(24), 3)
arm = (people >= 11).astype(int)
days = np.tile([-2.0, 2.0, 20.0], 24) + rng.uniform(-1, 1, 72)
course = np.where(days > 0, 0.5 ** (days / 9.0), 0.0)
y = rng.normal(size=24)[people] + 0.9 * arm * course + 0.6 * rng.normal(size=72)
save("courses.txt", "participant arm days y", np.column_stack([people, arm, days, y]))
X = np.column_stack([course * (arm == 0), course * (arm == 1), np.ones(72)])
beta, error, *_ = random_intercept(y, X, people)
X2 = np.column_stack([course, course * arm, np.ones(72)])
beta2, error2, *_ = random_intercept(y, X2, people)
save("course_fits.txt", "course of arm 0, of arm 1, difference: estimate SE",
     [[beta[0], error[0]], [beta[1], error[1]], [beta2[1], error2[1]]])

# Meta-style weights: known variances and a heterogeneity by REML.
group = (np.arange(30) % 2).astype(float)
known = rng.uniform(0.2, 2.0, 30)
y = 0.5 * group + rng.normal(size=30) * np.sqrt(known + 0.4)
X = np.column_stack([1 - group, group])


def weighted(tau2):
    w = 1 / (known + tau2)
    A = X.T @ (w[:, None] * X)
    beta = np.linalg.solve(A, X.T @ (w * y))
    return np.sum(np.log(known + tau2)) + np.linalg.slogdet(A)[1] + np.sum(w * (y - X @ beta) ** 2), beta, np.linalg.inv(A)


tau2 = optimize.minimize_scalar(lambda v: weighted(v)[0], bounds=(0, 10), method="bounded", options={"xatol": 1e-12}).x
_, beta, V = weighted(tau2)
save("weighted.txt", "group, known variance, y", np.column_stack([group, known, y]))
save("weighted_fit.txt", "heterogeneity, difference of groups, its SE", [tau2, beta[1] - beta[0], np.sqrt(V[0, 0] + V[1, 1] - 2 * V[0, 1])])

# ComBat, plain and longitudinal, to the end of its iterations: 26 participants x 2 sessions, 3 sites.
people = np.repeat(np.arange(26), 2)
session = np.tile([0.0, 1.0], 26)
site = np.repeat(rng.permutation(np.arange(26) % 3), 2)
treated = np.repeat(rng.permutation(np.arange(26) % 2), 2)
kept = np.column_stack([session, session * treated])
Y = rng.normal(size=(26, 12))[people] + rng.normal(size=(52, 12)) * np.array([0.7, 1.0, 1.5])[site][:, None]
Y = Y + rng.normal(size=(3, 12))[site] + 0.5 * kept[:, [1]] + 3
save("sites.txt", "participant site session x 2, then 12 columns", np.column_stack([people, site, kept, Y]))


def combat(longitudinal):
    S = np.eye(3)[site]
    X = np.column_stack([S, kept])
    base, sd, location = np.zeros_like(Y), np.zeros(12), np.zeros((3, 12))
    for g in range(12):
        y = Y[:, g]
        blup = np.zeros(52)
        if longitudinal:
            beta, _, s2, between = random_intercept(y, X, people)
            r = y - X @ beta
            blup = between * np.bincount(people, r)[people] / (s2 + 2 * between)
        else:
            beta = np.linalg.lstsq(X, y, rcond=None)[0]
            s2 = np.mean((y - X @ beta) ** 2)
        mean = S.mean(0) @ beta[:3]
        base[:, g] = mean + kept @ beta[3:] + blup
        sd[g] = np.sqrt(s2)
        location[:, g] = (beta[:3] - mean) / sd[g]
    Z = (Y - base) / sd
    result = np.zeros_like(Y)
    for s in range(3):
        z = Z[site == s]
        n = len(z)
        delta = z.var(0, ddof=1)
        bar, t2 = location[s].mean(), location[s].var(ddof=1)
        m, v = delta.mean(), delta.var(ddof=1)
        a, b = 2 + m * m / v, m + m**3 / v
        gs, ds = location[s].copy(), delta.copy()
        for _ in range(5000):
            gs = (n * t2 * location[s] + ds * bar) / (n * t2 + ds)
            ds = (0.5 * ((z - gs) ** 2).sum(0) + b) / (n / 2 + a - 1)
        result[site == s] = (z - gs) / np.sqrt(ds) * sd + base[site == s]
    return result


save("combat.txt", "12 columns: ComBat, then 12: longitudinal ComBat", np.column_stack([combat(False), combat(True)]))

rows = []
for d in (0.2, 0.5, 0.8, 1.4):
    for n1, n2 in ((12, 12), (40, 40), (23, 14), (26, 0)):
        power = TTestPower().power(d, n1, 0.05) if n2 == 0 else TTestIndPower().power(d, n1, 0.05, n2 / n1)
        rows.append([d, n1, n2, power])
save("power.txt", "d n1 n2 (0: one sample) power at 0.05, two-sided", rows)
