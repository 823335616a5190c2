#!/usr/bin/python3
"""Reference residuals of the denoising projection: scipy's least squares on the whole design."""
import pathlib

import numpy as np
import scipy
from scipy import linalg

SEED = 31
TR, N, VOXELS = 2.0, 160, 6
rng = np.random.default_rng(SEED)
out = pathlib.Path(__file__).resolve().parents[2] / "tests" / "reference" / "denoise"
out.mkdir(parents=True, exist_ok=True)
head = f"numpy {np.__version__}, scipy {scipy.__version__}, seed {SEED}"


def save(name, columns, rows, digits):
    with open(out / name, "w") as file:
        file.write(f"# {head}\n# {columns}\n")
        for row in rows:
            file.write(" ".join("n/a" if np.isnan(v) else f"{v:.{digits}g}" for v in row) + "\n")


walk = np.cumsum(rng.normal(size=(N, 6)), axis=0) * [0.02] * 6 * np.array([1, 1, 1, .02, .02, .02])
tissue = [4000, 7000, 5500] + np.cumsum(rng.normal(size=(N, 3)), axis=0) * 3 + rng.normal(size=(N, 3)) * 8
sources = np.column_stack([np.round(walk, 7), np.round(tissue, 3)])
displacement = np.round(np.abs(rng.normal(size=N)) * 0.15, 4)
displacement[rng.choice(np.arange(1, N), 15, replace=False)] = 0.9
displacement[0] = np.nan
voxels = 1000 + 0.2 * np.cumsum(rng.normal(size=(N, VOXELS)), axis=0) + 3 * rng.normal(size=(N, VOXELS))
voxels = np.round(voxels + tissue @ rng.normal(size=(3, VOXELS)) * 0.05 + walk @ rng.normal(size=(6, VOXELS)), 2)
save("scan.txt", "trans_x y z, rot_x y z, white_matter, csf, global_signal, framewise_displacement, voxels",
     np.column_stack([sources, displacement, voxels]), 9)
voxels = voxels.astype(np.float32).astype(float)

difference = np.vstack([np.zeros(9), np.diff(sources, axis=0)])
expanded = np.stack([sources, difference, sources**2, difference**2])  # kind x volume x source


def filter_columns(low, high):
    t, columns = np.arange(N), []
    for k in range(1, N // 2 + 1):
        if low <= k / (N * TR) <= high:
            continue
        columns.append(np.cos(2 * np.pi * k * t / N))
        if 2 * k != N:
            columns.append(np.sin(2 * np.pi * k * t / N))
    return np.array(columns).T.reshape(N, -1)


def residuals(name, order, nuisance, band, kept):
    x = np.linspace(-1, 1, N)
    design = np.hstack([x[:, None] ** np.arange(order + 1), nuisance, filter_columns(*band)])[kept]
    design[:, 1:] -= design[:, 1:].mean(0)
    design /= np.linalg.norm(design, axis=0)
    beta, _, rank, _ = linalg.lstsq(design, voxels[kept], cond=1e-13)
    assert rank == design.shape[1], name
    cleaned = np.zeros_like(voxels)
    cleaned[kept] = voxels[kept] - design @ beta
    save(name, f"volumes x voxels; rank {rank} of {kept.sum()} kept volumes", cleaned, 13)


everything = np.ones(N, bool)
calm = ~(displacement > 0.5)
motion_24 = np.hstack(expanded[:, :, :6])
default = np.hstack([motion_24, sources[:, 6:8]])
band, open_band = (0.01, 0.1), (0, 1)
residuals("default.txt", 1, default, band, everything)
residuals("all_36.txt", 1, np.hstack(expanded), band, everything)
residuals("censored.txt", 1, default, band, calm)
residuals("polynomials.txt", 3, sources[:, :6], open_band, calm)
residuals("fourth_order.txt", 4, np.hstack([sources[:, 7:8], sources[:, 3:6], difference[:, 3:6]]), band, everything)
