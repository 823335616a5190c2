"""Writes tests/reference/components: CompCor after nipype's definition, by NumPy's SVD, and rmsd."""
import pathlib
import sys

import numpy as np
import scipy
from scipy.spatial.transform import Rotation

folder = pathlib.Path(__file__).resolve().parents[2] / "tests" / "reference" / "components"
folder.mkdir(parents=True, exist_ok=True)
head = f"python {sys.version.split()[0]}, numpy {np.__version__}, scipy {scipy.__version__}, seed 6\n"
random = np.random.default_rng(6)

# 10 x 8 x 6 voxels, i fastest, 120 volumes of 2 s: a few shared courses, drifts and noise.
voxels, volumes, tr = 480, 120, 2.0
time = np.arange(volumes)
courses = np.array([np.sin(2 * np.pi * time / 17), np.cos(2 * np.pi * time / 11.3),
                    random.standard_normal(volumes), np.sign(np.sin(time / 5)),
                    random.standard_normal(volumes).cumsum() / 5])
values = 900 + 100 * random.random((voxels, 1)) + 6 * random.standard_normal((voxels, volumes))
values += (random.standard_normal((voxels, 5)) * [9, 7, 5, 4, 3]) @ courses
values += 20 * random.random((voxels, 1)) * (time / volumes) ** 2
values[5] = 700
values = (np.round(values * 16) / 16).astype("f4")
np.savetxt(folder / "values.txt", values, fmt="%.9g", header=head + "voxels x volumes")


def cosines(longest_s=128.0):
    """nilearn's drift: the constant counts as one of floor(2 n TR / period)."""
    order = int(np.floor(2 * volumes * tr / longest_s))
    return np.sqrt(2 / volumes) * np.cos(np.pi / volumes * np.outer(time + 0.5, range(1, order)))


def components(rows, drifts):
    """nipype.algorithms.confounds.compute_noise_components with a cosine filter."""
    series = rows.astype("f8").T
    design = np.column_stack([np.ones(volumes), drifts])
    series = series - design @ np.linalg.lstsq(design, series, rcond=None)[0]
    deviation = series.std(axis=0)
    deviation[deviation < 1e-9] = 1.0
    u, s, _ = np.linalg.svd(series / deviation, full_matrices=False)
    share = s**2 / (s**2).sum()
    count = int(np.searchsorted(share.cumsum(), 0.5)) + 1
    u = u[:, :count]
    u = u * np.sign(u[np.abs(u).argmax(axis=0), range(count)])
    return u, s[:count], share[:count]


def most_variable(rows):
    """nipype's TCompCor: the top 2 % after a parabola."""
    series = rows.astype("f8").T
    design = np.vander(np.linspace(-1, 1, volumes), 3)
    deviation = (series - design @ np.linalg.lstsq(design, series, rcond=None)[0]).std(axis=0)
    return rows[deviation >= np.percentile(deviation, 98)]


drifts = cosines()
np.savetxt(folder / "cosines.txt", drifts, fmt="%.17g", header=head + "volumes x cosines")
csf, white = values[:80], values[80:260]
for name, rows in {"a": np.vstack([csf, white]), "c": csf, "w": white, "t": most_variable(values)}.items():
    u, s, share = components(rows, drifts)
    np.savetxt(folder / f"{name}.txt", np.vstack([s, share, u]), fmt="%.17g",
               header=head + "singular value, variance explained, then volumes x components")

motion = np.hstack([random.standard_normal((volumes, 3)), 0.02 * random.standard_normal((volumes, 3))])
centre, radius = np.array([3.0, -20.0, 15.0]), 80.0
matrices = []
for row in motion:
    matrix = np.eye(4)
    matrix[:3, :3] = Rotation.from_euler("xyz", row[3:]).as_matrix()
    matrix[:3, 3] = centre + row[:3] - matrix[:3, :3] @ centre
    matrices.append(matrix)
rmsd = [np.nan]
for before, now in zip(matrices, matrices[1:]):
    change = now @ np.linalg.inv(before) - np.eye(4)
    shift = change[:3, :3] @ centre + change[:3, 3]
    rmsd.append(np.sqrt(radius**2 / 5 * np.trace(change[:3, :3].T @ change[:3, :3]) + shift @ shift))
np.savetxt(folder / "rmsd.txt", np.column_stack([motion, rmsd]), fmt="%.17g",
           header=head + f"motion about {centre}, then rmsd on {radius} mm")
