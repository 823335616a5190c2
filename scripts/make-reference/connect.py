#!/usr/bin/python3
"""Reference connectivity and region means from NumPy, SciPy and scikit-learn."""
import pathlib

import numpy as np
import scipy
import sklearn
from scipy import signal, stats
from sklearn.covariance import OAS, LedoitWolf, graphical_lasso

SEED = 47
rng = np.random.default_rng(SEED)
root = pathlib.Path(__file__).resolve().parents[2] / "tests" / "reference"
head = f"numpy {np.__version__}, seed {SEED}"


def save(name, columns, rows):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    with open(root / name, "w") as file:
        file.write(f"# {head}\n# {columns}\n")
        for row in np.atleast_2d(rows):
            file.write(" ".join("n/a" if np.isnan(v) else repr(float(v)) for v in row) + "\n")


offset = np.array([0, 0, 1e6, 1e6, -1e6, 0])
scale = np.array([1, 1e-6, 1, 1e3, 1, 1e9])
series = rng.normal(size=(90, 6)) @ rng.normal(size=(6, 6)) * scale + offset
kept = (rng.uniform(size=90) > 0.2).astype(int)
save("connect/series.txt", "kept, then one column per region", np.column_stack([kept, series]))
r = np.corrcoef(series[kept == 1].T)
save("connect/r.txt", "numpy.corrcoef over the kept volumes", r)
np.fill_diagonal(r, np.nan)
save("connect/fisher_z.txt", "numpy.arctanh", np.arctanh(r))

# A grid of 5 x 4 x 3 voxels, first axis fastest. Region 4 lies outside the mask.
labels = rng.integers(0, 4, size=60)
labels[:5] = 4
inside = (rng.uniform(size=60) > 0.2).astype(int)
inside[:5] = 0
values = np.round(500 + 100 * labels[:, None] + np.outer(rng.normal(size=60), np.arange(24))
                  + 5 * rng.normal(size=(60, 24)), 2).astype(np.float32)
values[np.flatnonzero(inside & (labels == 1))[0]] = 7
save("parcellate/scan.txt", "label, inside, series of the voxel",
     np.column_stack([labels, inside, values.astype(float)]))
expected = [14.0, 20.0, 60.0, 5.0]
rows = []
for label, size in zip((1, 2, 3, 4), expected):
    chosen = values[(labels == label) & (inside == 1)].astype(float)
    chosen = chosen[chosen.std(axis=1) > 0]
    t = np.arange(24)
    tsnr = [abs(v.mean()) / np.sqrt(((v - np.polyval(np.polyfit(t, v, 1), t)) ** 2).sum() / 22) for v in chosen]
    coverage = min(1, len(chosen) / size)
    mean = chosen.mean(axis=0) if coverage >= 0.3 else np.full(24, np.nan)
    rows.append([size, len(chosen), coverage, np.median(tsnr) if tsnr else np.nan, *mean])
save("parcellate/regions.txt", "expected voxels, voxels with signal, coverage, tSNR, mean series (coverage >= 0.3)", rows)

# Kinds of connectivity of the same series; few volumes for many regions in "wide".
kept_series = series[kept == 1]
standard = (kept_series - kept_series.mean(0)) / kept_series.std(0)
n, p = standard.shape


def partial(precision):
    d = np.sqrt(np.diag(precision))
    result = -precision / np.outer(d, d)
    np.fill_diagonal(result, 1)
    return result


def correlation(covariance):
    d = np.sqrt(np.diag(covariance))
    return covariance / np.outer(d, d)


tools = f"{head}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}"
with_ties = np.round(standard * 2)
kinds = {
    "spearman": stats.spearmanr(with_ties).statistic,
    "covariance": np.cov(kept_series.T),
    "ledoit_wolf": correlation(LedoitWolf().fit(standard).covariance_),
    "oas": correlation(OAS().fit(standard).covariance_),
    "partial": partial(np.linalg.inv(np.corrcoef(standard.T))),
    "partial_shrunk": partial(LedoitWolf().fit(standard).precision_),
}
head = tools
for name, values in kinds.items():
    save(f"connect/{name}.txt", name + (", of the series times 2, rounded" if name == "spearman" else ""), values)
wide = rng.normal(size=(20, 30)) @ (np.eye(30) + 0.2)
save("connect/wide.txt", "20 volumes x 30 regions", wide)
standard_wide = (wide - wide.mean(0)) / wide.std(0)
save("connect/wide_partial_shrunk.txt", "shrunk partial correlation",
     partial(LedoitWolf().fit(standard_wide).precision_))
save("connect/shrinkage.txt", "Ledoit-Wolf, OAS of series.txt; the same of wide.txt",
     [LedoitWolf().fit(standard).shrinkage_, OAS().fit(standard).shrinkage_,
      LedoitWolf().fit(standard_wide).shrinkage_, OAS().fit(standard_wide).shrinkage_])

# Variance of r of two autocorrelated series with gaps, from the definition: the covariance matrix of
# products over all pairs of kept volumes, cut at lag 6.
times = np.flatnonzero(rng.uniform(size=70) > 0.25)
walk = rng.normal(size=(70, 3))
for t in range(1, 70):
    walk[t] += 0.6 * walk[t - 1]
walk[:, 1] += 0.5 * walk[:, 0]
gaps = walk[times] - walk[times].mean(0)
gaps /= gaps.std(0)
save("connect/gaps.txt", "volume, then one column per region", np.column_stack([times, gaps]))
lag = times[None, :] - times[:, None]


def cross(a, b, k):
    """Mean product of a at time t and b at time t + k over the pairs that are there."""
    first, second = np.nonzero(lag == k)
    return np.mean(gaps[first, a] * gaps[second, b]) if len(first) and abs(k) <= 6 else 0.0


g = {(a, b): np.vectorize(lambda k: cross(a, b, k))(np.arange(-70, 71)) for a in range(3) for b in range(3)}


def product_covariance(a, b, c, d):
    """n times the covariance of mean(x_a x_b) and mean(x_c x_d)."""
    at = lag + 70
    return np.sum(g[a, c][at] * g[b, d][at] + g[a, d][at] * g[b, c][at]) / len(times)


rows = []
for a, b in ((0, 1), (0, 2), (1, 2)):
    q = cross(a, b, 0)
    terms = [(1.0, a, b), (-q / 2, a, a), (-q / 2, b, b)]
    rows.append([a, b, q, sum(u * v * product_covariance(i, j, k, m) for u, i, j in terms for v, k, m in terms),
                 product_covariance(a, b, a, b)])
save("connect/variances.txt", "region, region, r, n times the variance of r, of the covariance", rows)

# Kinds that need more volumes: a process of which every region mixes three sources, one of them late.
rng = np.random.default_rng(SEED + 1)
sources = rng.normal(size=(203, 3))
for t in range(1, 203):
    sources[t] += 0.5 * sources[t - 1]
mixing = rng.normal(size=(3, 8))
process = sources[3:] @ mixing + rng.normal(size=(200, 8))
process[:, 5] = sources[:-3] @ mixing[:, 4] + 0.3 * rng.normal(size=200)
save("connect/process.txt", "200 volumes x 8 regions", process)
r = np.corrcoef(process.T)
penalty = 0.1
precision = graphical_lasso(r, penalty, tol=1e-9, enet_tol=1e-12, max_iter=1000)[1]
save("connect/graphical_lasso.txt", f"partial correlations, penalty {penalty}, tol 1e-9", partial(precision))
scores = stats.norm.ppf(stats.rankdata(process, axis=0) / (len(process) + 1))
information = -0.5 * np.log2(1 - np.corrcoef(scores.T) ** 2 + np.diag(np.full(8, np.nan)))
save("connect/mutual_information.txt", "bits", information)

# Coherence from 0.01 to 0.1 Hz, volumes 2 s apart, tapers of 0.01 Hz; without and with gaps.
for name, rows in (("coherence", np.arange(200)), ("coherence_gaps", np.flatnonzero(rng.uniform(size=200) > 0.2))):
    x = process[rows] - process[rows].mean(0)
    span = rows[-1] - rows[0] + 1
    half, count = 0.01 * 2.0, int(np.floor(2 * 0.01 * span * 2.0 * len(rows) / span)) - 1
    distance = rows[:, None] - rows[None, :]
    tapers = np.linalg.eigh(2 * half * np.sinc(2 * half * distance))[1][:, ::-1][:, :count].T
    if name == "coherence":
        slepian = signal.windows.dpss(len(rows), len(rows) * half, count)
        overlap = np.linalg.svd(slepian @ tapers.T)[1]
        assert np.allclose(overlap, 1, atol=1e-6), overlap
    frequencies = np.arange(np.ceil(0.01 * span * 2), np.floor(0.1 * span * 2) + 1) / span
    wave = np.exp(-2j * np.pi * np.outer(rows, frequencies))
    coefficients = np.einsum("kt,ti,tf->fik", tapers, x, wave)
    spectra = np.einsum("fik,fjk->fij", coefficients, coefficients.conj())
    own = np.einsum("fii->fi", spectra).real
    coherence = (np.abs(spectra) ** 2 / (own[:, :, None] * own[:, None, :])).mean(0)
    save(f"connect/{name}.txt", "coherence and phase of the regions",
         np.hstack([coherence, np.angle(spectra.sum(0))]))
    if name == "coherence_gaps":
        save("connect/coherence_volumes.txt", "volumes with gaps", rows.astype(float))

# Lagged correlation within 3 volumes, from the definition.
unit = (process - process.mean(0)) / process.std(0)
peak, peak_lag = np.eye(8), np.zeros((8, 8))
for i in range(8):
    for j in range(8):
        if i == j:
            continue
        values = []
        for k in range(-3, 4):
            a, b = (unit[: 200 - k, i], unit[k:, j]) if k >= 0 else (unit[-k:, i], unit[: 200 + k, j])
            values.append(a @ b / np.sqrt((a @ a) * (b @ b)))
        best = int(np.argmax(np.abs(values)))
        peak[i, j], peak_lag[i, j] = values[best], best - 3
        if 0 < best < 6:
            c2, c1, c0 = np.polyfit([-1, 0, 1], values[best - 1: best + 2], 2)
            peak_lag[i, j] += -c1 / (2 * c2)
            peak[i, j] = c0 - c1**2 / (4 * c2)
save("connect/lagged.txt", "peak correlation and lag in volumes", np.hstack([peak, peak_lag]))


def wavelet_coherence(x, rows, low, high):
    """From the definition: Morlet wavelets of every volume, omega 6; low and high in cycles per volume."""
    octaves = np.log2(high / low)
    steps = int(np.ceil(octaves / 0.3))
    scales = (6 + np.sqrt(38)) / (4 * np.pi * high * 2.0 ** (-octaves * np.arange(steps + 1) / steps))
    grids, waves = [], []
    for s in scales:
        grid = np.arange(rows[0], rows[-1] + 1, max(1, int(s / 4)))
        eta = (rows[None, :] - grid[:, None]) / s
        enough = np.exp(-eta**2).sum(1) / (s * np.sqrt(np.pi)) >= 0.5
        grids.append(grid[enough])
        waves.append((np.exp(-6j * eta - eta**2 / 2) @ x / s)[enough])
    means = []
    for own, s in enumerate(scales):
        found = []
        for centre in np.arange(grids[own][0], grids[own][-1] + 1, max(1, int(s))):
            u = (grids[own] - centre) / s
            if np.exp(-u**2 / 2)[np.abs(u) <= 3].sum() < 0.5 * s * np.sqrt(2 * np.pi) / max(1, int(s / 4)):
                continue
            spectra = np.zeros((x.shape[1], x.shape[1]), complex)
            for other, t in enumerate(scales):
                if abs(np.log2(t / s)) > 0.3 + 1e-9:
                    continue
                u = (grids[other] - centre) / t
                g = np.exp(-u**2 / 2) * (np.abs(u) <= 3)
                spectra += np.einsum("t,ti,tj->ij", g / g.sum(), waves[other], waves[other].conj())
            own_power = np.diag(spectra).real
            found.append(np.abs(spectra) ** 2 / np.outer(own_power, own_power))
        means.append(np.mean(found, axis=0))
    return np.mean(means, axis=0)


gap_rows = np.flatnonzero(np.random.default_rng(SEED + 2).uniform(size=200) > 0.2)
for name, rows in (("wavelet", np.arange(200)), ("wavelet_gaps", gap_rows)):
    save(f"connect/{name}.txt", "squared wavelet coherence, 0.02 to 0.2 cycles per volume",
         wavelet_coherence(process[rows] - process[rows].mean(0), rows, 0.02, 0.2))
save("connect/wavelet_volumes.txt", "volumes with gaps", gap_rows.astype(float))

# Two runs of 80 and 120 volumes: r of each, averaged as Fisher z with weights n - 3.
r_runs = [np.corrcoef(process[:80].T), np.corrcoef(process[80:].T)]
with np.errstate(divide="ignore"):
    z = (77 * np.arctanh(r_runs[0]) + 117 * np.arctanh(r_runs[1])) / (77 + 117)
np.fill_diagonal(z, np.inf)
save("connect/run_average.txt", "tanh of the mean Fisher z", np.tanh(z))
# Halves: correlation of their edges, and Spearman-Brown.
upper = np.triu_indices(8, 1)
first, second = (np.arctanh(np.corrcoef(half.T)[upper]) for half in (process[:100], process[100:]))
r_halves = np.corrcoef(first, second)[0, 1]
save("connect/split_half.txt", "r of the halves' Fisher z over the edges; stepped up",
     [r_halves, 2 * r_halves / (1 + r_halves)])

# Tangent space: five sessions of 60 volumes x 6 regions; geometric mean by Fréchet's fixed point with
# scipy.linalg's matrix functions.
from scipy.linalg import expm, logm, sqrtm  # noqa: E402

rng = np.random.default_rng(SEED + 3)
sessions = [rng.normal(size=(60, 6)) @ (np.eye(6) + 0.4 * rng.normal(size=(6, 6))) for _ in range(5)]


def shrunk(x):
    return LedoitWolf().fit((x - x.mean(0)) / x.std(0)).covariance_


def geometric_mean(matrices):
    mean = np.mean(matrices, axis=0)
    for _ in range(200):
        root = np.real(sqrtm(mean))
        inverse = np.linalg.inv(root)
        step = np.mean([np.real(logm(inverse @ m @ inverse)) for m in matrices], axis=0)
        mean = root @ expm(step) @ root
        if np.linalg.norm(step) < 1e-13:
            break
    return mean


def tangents(matrices, reference):
    inverse = np.linalg.inv(np.real(sqrtm(reference)))
    return [np.real(logm(inverse @ m @ inverse)) for m in matrices]


matrices = [shrunk(x) for x in sessions]
save("connect/tangent_series.txt", "5 sessions of 60 volumes, one below the other", np.vstack(sessions))
everyone = geometric_mean(matrices)
save("connect/tangent.txt", "geometric mean, then the sessions' tangent vectors",
     np.vstack([everyone, *tangents(matrices, everyone)]))
of_three = geometric_mean(matrices[:3])
save("connect/tangent_baseline.txt", "the same with the first three sessions for the mean",
     np.vstack([of_three, *tangents(matrices, of_three)]))

# Conditional Granger causality: regressions with and without the past of one region, by least squares;
# order by statsmodels' Bayesian criterion.
import statsmodels  # noqa: E402
from statsmodels.tsa.api import VAR  # noqa: E402

head = f"{tools}, statsmodels {statsmodels.__version__}"
model = VAR(process[:, :5])
order = int(np.argmin([model.select_order(5).ics["bic"][k] for k in range(1, 6)])) + 1


def residual_variance(target, sources, past, x):
    design = np.column_stack([np.ones(len(x) - past)]
                             + [x[past - k: len(x) - k, s] for k in range(1, past + 1) for s in sources])
    beta = np.linalg.lstsq(design, x[past:, target], rcond=None)[0]
    return np.var(x[past:, target] - design @ beta)


for name, past in (("granger", order), ("granger_2", 2)):
    x = process[:, :5]
    values = np.zeros((5, 5))
    for source in range(5):
        for target in range(5):
            if source != target:
                others = [s for s in range(5) if s != source]
                values[source, target] = np.log(residual_variance(target, others, past, x)
                                                / residual_variance(target, range(5), past, x))
    fit = model.fit(past)
    assert np.allclose(np.diag(np.cov(fit.resid.T, ddof=0)), [residual_variance(t, range(5), past, x) for t in range(5)])
    save(f"connect/{name}.txt", f"ln of variance ratios, row to column, order {past} (first number)",
         np.vstack([np.full((1, 5), past), values]))
