#!/usr/bin/python3
"""Reference residuals of the denoising projection: scipy's least squares on the whole design."""
import pathlib

import numpy as np
import scipy
from scipy import fft, linalg, signal

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


def cosine_columns(low, high):
    basis = fft.idct(np.eye(N), axis=0, norm="ortho")
    frequency = np.arange(N) / (2 * N * TR)
    return basis[:, (frequency > 0) & ((frequency < low) | (frequency > high))]


def residuals(name, order, nuisance, band, kept, stop_band=filter_columns, drift=None):
    x = np.linspace(-1, 1, N)
    drift = x[:, None] ** np.arange(order + 1) if drift is None else drift
    design = np.hstack([drift, nuisance, stop_band(*band)])[kept]
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

constant_and_cosines = np.hstack([np.ones((N, 1)), cosine_columns(1 / 100, 1)])
residuals("cosine.txt", 1, default, band, calm, stop_band=cosine_columns)
residuals("cosine_drift.txt", 0, sources[:, :6], open_band, everything, drift=constant_and_cosines)

# A Butterworth filter of scan and regressors, then their least squares.
sections = signal.butter(2, band, "band", fs=1 / TR, output="sos")
filtered = signal.sosfiltfilt(sections, np.hstack([np.linspace(-1, 1, N)[:, None], default]), axis=0)
design = np.hstack([np.ones((N, 1)), filtered])
design[:, 1:] -= design[:, 1:].mean(0)
design[:, 1:] /= np.linalg.norm(design[:, 1:], axis=0)
passed = signal.sosfiltfilt(sections, voxels, axis=0)
beta, _, rank, _ = linalg.lstsq(design, passed, cond=1e-13)
save("butterworth.txt", f"volumes x voxels; rank {rank}", passed - design @ beta, 13)
whole = (np.eye(N) - design @ linalg.pinv(design, rtol=1e-13)) @ signal.sosfiltfilt(sections, np.eye(N), axis=0)
covariance = whole @ whole.T
print("degrees of freedom behind the Butterworth filter:", np.trace(covariance) ** 2 / np.sum(covariance**2))
