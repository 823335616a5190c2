#!/usr/bin/python3
"""Reference values for permutation inference: plain NumPy loops over least squares, and MRtrix3's
connectomestats on a two-group design with covariates."""
import pathlib
import subprocess
import tempfile

import numpy as np
import scipy
from scipy import linalg, stats

SEED = 11
rng = np.random.default_rng(SEED)
out = pathlib.Path(__file__).resolve().parents[2] / "tests" / "reference" / "permutation"
out.mkdir(parents=True, exist_ok=True)
mrtrix = subprocess.run(["connectomestats", "-version"], capture_output=True, text=True).stdout.split("\n")[0].strip("= ")
head = f"numpy {np.__version__}, scipy {scipy.__version__}, {mrtrix}, seed {SEED}"


def save(name, columns, rows):
    with open(out / name, "w") as file:
        file.write(f"# {head}\n# {columns}\n")
        for row in np.atleast_2d(rows):
            file.write(" ".join("n/a" if np.isnan(v) else repr(float(v)) for v in row) + "\n")


# 22 participants of 3 arms at 2 sites, 10 regions, 45 edges, some values missing.
regions, people, count = 10, 22, 150
pairs = [(i, j) for i in range(regions) for j in range(i + 1, regions)]
arm = np.array([0] * 7 + [1] * 8 + [2] * 7)
site = rng.permutation(np.arange(people) % 2)
age = rng.normal(size=people)
baseline = rng.normal(size=(people, 45))
strong = np.array([1.0 if i < 4 and j < 5 else 0.0 for i, j in pairs])
y = 0.5 * baseline + 0.3 * age[:, None] + (arm == 1)[:, None] * strong * 1.2
y = y + rng.normal(size=y.shape) * np.where(arm == 2, 2, 1)[:, None]
complete = y.copy()
y[3, 5] = y[10, 5] = y[20, 9] = np.nan
save("participants.txt", "arm site age, then 45 baselines, then 45 values", np.column_stack([arm, site, age, baseline, y]))
cells = np.eye(3)[arm]

source = [np.arange(people)]
for _ in range(count - 1):
    s = np.arange(people)
    for k in (0, 1):
        rows = np.flatnonzero(site == k)
        s[rows] = rows[rng.permutation(len(rows))]
    source.append(s)
source = np.array(source)
signs = np.vstack([np.ones(people), rng.choice([-1.0, 1.0], (count - 1, people))])
save("sources.txt", "rows x shuffles, within sites", source.T)
save("signs.txt", "rows x shuffles", signs.T)


def induced(s, rows):
    """The permutation of the rows present: what is absent is taken out of the cycles."""
    place = {r: i for i, r in enumerate(rows)}
    result = []
    for r in rows:
        f = s[r]
        while f not in place:
            f = s[f]
        result.append(place[f])
    return np.array(result)


def statistic(M, C, groups, kind, data):
    D = np.linalg.inv(M.T @ M)
    b = D @ M.T @ data
    e = data - M @ b
    df = len(data) - M.shape[1]
    if kind == "F":
        v = C.T @ b
        return v @ np.linalg.inv(C.T @ D @ C) @ v / C.shape[1] / (e @ e / df)
    w = M @ D @ C[:, 0]
    if kind == "t":
        return C[:, 0] @ b / np.sqrt(e @ e / df * (w @ w))
    leverage = np.diag(M @ D @ M.T)
    v = sum((w[groups == g] @ w[groups == g]) * (e[groups == g] @ e[groups == g]) / (1 - leverage[groups == g]).sum()
            for g in np.unique(groups))
    return C[:, 0] @ b / np.sqrt(v)


def freedman_lane(values, shared, own, C, kind, use_signs):
    table = np.full((count, values.shape[1]), np.nan)
    for column in range(values.shape[1]):
        rows = np.flatnonzero(~np.isnan(values[:, column]))
        M = shared[rows]
        if own is not None:
            M = np.column_stack([M, own[rows, column] - own[rows, column].mean()])
        Z = M @ linalg.null_space(C.T)
        data = values[rows, column]
        e = data - Z @ np.linalg.lstsq(Z, data, rcond=None)[0]
        for k in range(count):
            p = np.arange(len(rows)) if use_signs else induced(source[k], rows)
            s = signs[k][rows] if use_signs else 1.0
            table[k, column] = statistic(M, C, arm[rows], kind, s * e[p])
    return table


def p_values(table, two_sided=True):
    t = np.abs(table) if two_sided else table
    reach = t[0] - 1e-9 * np.abs(t[0])
    return (t >= reach).mean(0), (t.max(1)[:, None] >= reach).mean(0)


difference = np.array([[-1.0], [1], [0]])
pair = np.array([[-1.0, -1], [1, 0], [0, 1]])
with_age = np.column_stack([cells, age])
pad = lambda c, n: np.vstack([c, np.zeros((n, c.shape[1]))])
designs = [(cells, None, difference, "t", False), (with_age, None, pad(difference, 1), "t", False),
           (with_age, baseline, pad(difference, 2), "t", False), (with_age, None, pad(pair, 1), "F", False),
           (with_age, None, pad(difference, 1), "v", False), (with_age, baseline, pad(difference, 2), "v", False),
           (with_age, None, pad(difference, 1), "t", True), (with_age, baseline, pad(pair, 2), "F", False)]
rows = []
for number, design in enumerate(designs):
    table = freedman_lane(y, *design)
    p, p_fwe = p_values(table)
    rows += [[number, c, table[0, c], p[c], p_fwe[c]] for c in range(45)]
    if number == 1:
        kept = table
save("freedman_lane.txt", "design column statistic p p_fwe (two-sided)", rows)


# --- Networks, on the t of design 1: one-sided and two-sided.
def components(t, threshold):
    """Edge lists of the connected components of t >= threshold, by plain search."""
    left = [e for e in range(45) if t[e] >= threshold]
    result = []
    while left:
        part, nodes = [left.pop(0)], set()
        nodes.update(pairs[part[0]])
        grown = True
        while grown:
            grown = False
            for e in list(left):
                if nodes & set(pairs[e]):
                    part.append(e)
                    nodes.update(pairs[e])
                    left.remove(e)
                    grown = True
        result.append(part)
    return result


def enhanced(t, step=0.1, extent=0.4, height=3.0):
    total, k = np.zeros(45), 1
    while step * k <= t.max() * (1 + 1e-12):
        h = step * k
        for part in components(t, h * (1 - 1e-12)):
            total[part] += len(part) ** extent * h**height * step
        k += 1
    return total


thresholds = (1.3, 2.0)
null = []
for t in kept:
    row = []
    for threshold in thresholds:
        for s in (1, -1):
            parts = components(s * t, threshold)
            row += [max((len(p) for p in parts), default=0), max(((s * t[p] - threshold).sum() for p in parts), default=0)]
    row += [enhanced(t).max(), enhanced(-t).max()]
    null.append(row)
save("networks.txt", "per shuffle: largest extent, intensity of t and -t at 1.3 and 2, largest enhanced of t and -t", null)
save("enhanced.txt", "per edge: enhanced t and -t", np.column_stack([enhanced(kept[0]), enhanced(-kept[0])]))
sets = np.array([0 if j < 5 else 1 if i < 5 else 2 for i, j in pairs])
means = np.abs(np.array([[t[sets == k].mean() for k in range(3)] for t in kept]))
p = (means[None] >= means[:, None] * (1 - 1e-9)).mean(1)
save("sets.txt", "per set: mean t, p, p_fwe", [[kept[0][sets == k].mean(), p[0, k], (p.min(1) <= p[0, k] * (1 + 1e-9)).mean()] for k in range(3)])

# --- MRtrix3 on the complete data, arm 1 against arm 0 given age, one-sided.
with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    keep = arm < 2
    names = []
    for n, values in enumerate(complete[keep]):
        matrix = np.zeros((regions, regions))
        for (i, j), v in zip(pairs, values):
            matrix[i, j] = matrix[j, i] = v
        np.savetxt(folder / f"{n}.csv", matrix, delimiter=",")
        names.append(f"{n}.csv")
    (folder / "list.txt").write_text("\n".join(names) + "\n")
    np.savetxt(folder / "design.csv", np.column_stack([arm[keep] == 0, arm[keep] == 1, age[keep]]).astype(float), delimiter=",")
    (folder / "contrast.csv").write_text("-1,1,0\n")
    edges = tuple(np.array(pairs).T)
    read = lambda name: np.loadtxt(next(folder.glob(name)), delimiter=",")[edges]
    columns = []
    z_threshold = stats.norm.isf(stats.t.sf(1.5, keep.sum() - 3))
    for kind, extra in (("nbs", ["-threshold", str(z_threshold)]), ("tfnbs", []), ("none", [])):
        subprocess.run(["connectomestats", "list.txt", kind, "design.csv", "contrast.csv", kind, "-nshuffles", "20000",
                        "-quiet", "-force", *extra], cwd=folder, check=True)

        if kind == "nbs":
            columns += [read("nbs*tvalue.csv"), read("nbs*Zstat.csv")]
        columns += [read(f"{kind}*fwe_1mpvalue.csv"), read(f"{kind}*enhanced.csv") if kind != "none" else read("none*uncorrected_pvalue.csv")]
    save("mrtrix.txt", "per edge: t, Z, NBS 1 - p_fwe at t = 1.5, extent, TFNBS 1 - p_fwe, enhanced Z, max-t 1 - p_fwe, 1 - p; 20000 shuffles",
         np.column_stack(columns))
