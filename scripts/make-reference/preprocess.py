"""Writes tests/reference/preprocess: DVARS after nipype's formula, and nearest labels by SciPy."""
import pathlib
import sys

import numpy as np
import scipy
from scipy import ndimage

folder = pathlib.Path(__file__).resolve().parents[2] / "tests" / "reference" / "preprocess"
folder.mkdir(parents=True, exist_ok=True)
head = f"python {sys.version.split()[0]}, numpy {np.__version__}, scipy {scipy.__version__}, seed 5\n"
random = np.random.default_rng(5)

values = (800 + 200 * random.random((60, 1)) + 9 * random.standard_normal((60, 40))).astype("f4")
values[:, 20] += 30
values[7] = 500
np.savetxt(folder / "dvars_values.txt", values, fmt="%.9g", header=head + "voxels x volumes")
scaled = values.astype("f8") / np.median(values) * 1000
low, high = (np.percentile(scaled, q, axis=1, method="lower") for q in (25, 75))
deviation = (high - low) / 1.349
scaled, deviation = scaled[deviation > 1e-6], deviation[deviation > 1e-6]
centred = scaled - scaled.mean(axis=1, keepdims=True)
ar1 = (centred[:, 1:] * centred[:, :-1]).sum(axis=1) / (centred**2).sum(axis=1)
raw = np.sqrt((np.diff(scaled, axis=1) ** 2).mean(axis=0))
standardised = raw / (np.sqrt(2 * (1 - ar1)) * deviation).mean()
columns = np.vstack([[np.nan, np.nan], np.column_stack([raw, standardised])])
np.savetxt(folder / "dvars.txt", columns, fmt="%.12g", header=head + "dvars std_dvars")

labels = random.integers(0, 9, (7, 6, 5))
matrix = np.array([[0.61, 0.11, -0.07, 0.5], [-0.09, 0.71, 0.13, -0.4], [0.05, -0.12, 0.83, 0.3]])
carried = ndimage.affine_transform(labels, matrix[:, :3], matrix[:, 3], (9, 8, 6), order=0, cval=-1,
                                   mode="grid-constant")
np.savetxt(folder / "labels.txt", labels.ravel("F"), fmt="%d", header=head + "7x6x5, i fastest")
np.savetxt(folder / "matrix.txt", matrix, fmt="%.12g", header=head + "source voxel from target voxel")
np.savetxt(folder / "labels_carried.txt", carried.ravel("F"), fmt="%d", header=head + "9x8x6")

motion = np.hstack([0.4 * random.standard_normal((40, 3)), 0.01 * random.standard_normal((40, 3))])
np.savetxt(folder / "motion.txt", motion, fmt="%.17g", header=head + "trans mm, rot rad")
change = np.vstack([np.full((1, 6), np.nan), np.diff(motion, axis=0)])
columns = [values.astype("f8").mean(axis=0), values[:10].astype("f8").mean(axis=0),
           values[10:25].astype("f8").mean(axis=0), np.abs(change) @ [1, 1, 1, 50, 50, 50]]
for own, step in zip(motion.T, change.T):
    columns += [own, step, own**2, step**2]
np.savetxt(folder / "confounds.txt", np.column_stack(columns), fmt="%.17g",
           header=head + "global csf white fd, then per parameter: own, change, squares of both")
