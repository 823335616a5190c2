#!/usr/bin/python3
"""Reference of smoothing inside a mask: SciPy's Gaussian filter of scan and mask, divided."""
import pathlib

import numpy as np
import scipy
from scipy.ndimage import gaussian_filter1d

SEED = 17
rng = np.random.default_rng(SEED)
root = pathlib.Path(__file__).resolve().parents[2] / "tests" / "reference" / "denoise"
DIMS, SPACING, FWHM = (9, 8, 7), (2.0, 3.0, 4.0), 7.0
inside = np.ones(DIMS)
inside[:4, 0, 0] = 0
inside[4:7, 3:5, 2] = 0
values = np.round(rng.normal(size=DIMS), 6) * inside


def smoothed(image):
    for axis, spacing in enumerate(SPACING):
        sigma = FWHM / np.sqrt(8 * np.log(2)) / spacing
        image = gaussian_filter1d(image, sigma, axis=axis, mode="constant", truncate=4.0)
    return image


with np.errstate(invalid="ignore"):
    result = np.where(inside > 0, smoothed(values) / smoothed(inside), 0)
with open(root / "smooth.txt", "w") as file:
    file.write(f"# numpy {np.__version__}, scipy {scipy.__version__}, seed {SEED}\n")
    file.write("# 9 x 8 x 7 voxels of 2 x 3 x 4 mm, first axis fastest, 7 mm: inside, value, smoothed\n")
    for row in zip(*(image.ravel(order="F") for image in (inside, values, result))):
        file.write(" ".join(repr(float(v)) for v in row) + "\n")
