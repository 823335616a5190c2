#!/usr/bin/python3
"""What `rewire denoise` and `rewire activity` compute, by NumPy, SciPy and nibabel, for denoise_files.py.

usage: denoise_alternative.py regions|activity FOLDER OUTPUT.npy
regions: volumes x regions; activity: regions x (ALFF, fALFF, ReHo)."""
import pathlib
import sys

import nibabel
import numpy as np

LOW_HZ, HIGH_HZ = 0.01, 0.1


def load(folder):
    image = nibabel.load(folder / "scan.nii.gz")
    mask = np.asanyarray(nibabel.load(folder / "mask.nii.gz").dataobj) > 0
    labels = np.asanyarray(nibabel.load(folder / "labels.nii.gz").dataobj)[mask]
    values = np.asanyarray(image.dataobj)[mask].astype(np.float32, copy=False)
    return values, mask, labels, float(image.header.get_zooms()[3])


def design(folder, volumes, tr, order, filtered):
    time = np.linspace(-1, 1, volumes)
    columns = [np.polynomial.legendre.Legendre.basis(k)(time) for k in range(order + 1)]
    confounds = np.genfromtxt(folder / "confounds.tsv", skip_header=1, missing_values="n/a", filling_values=0.0)
    columns += list(np.nan_to_num(confounds).T)
    turns = 2 * np.pi * np.arange(volumes) / volumes
    for k in range(1, volumes // 2 + 1):
        if filtered and not LOW_HZ <= round(k / (volumes * tr), 12) <= HIGH_HZ:
            columns.append(np.cos(k * turns))
            if 2 * k != volumes:
                columns.append(np.sin(k * turns))
    matrix = np.column_stack(columns)
    return matrix / np.linalg.norm(matrix, axis=0)


def clean(values, matrix):
    basis = np.linalg.qr(matrix)[0].astype(np.float32)
    centred = values - values.mean(axis=1, keepdims=True)
    return centred - (centred @ basis) @ basis.T


def region_means(values, labels):
    counts = np.bincount(labels)[1:]
    return np.column_stack([np.bincount(labels, column)[1:] / counts for column in values.T])


def amplitudes(values, tr):
    volumes = values.shape[1]
    spectrum = np.abs(np.fft.rfft(values, axis=1))[:, 1:] * (2 / volumes)
    if volumes % 2 == 0:
        spectrum[:, -1] /= 2
    hertz = np.round(np.arange(1, spectrum.shape[1] + 1) / (volumes * tr), 12)
    band = (hertz >= LOW_HZ) & (hertz <= HIGH_HZ)
    return spectrum[:, band].mean(axis=1), spectrum[:, band].sum(axis=1) / spectrum.sum(axis=1)


def concordance(values, mask):
    """Kendall's W of each voxel and its neighbours (27 in all, without ties); half of them at least."""
    volumes = values.shape[1]
    ranks = np.zeros((*mask.shape, volumes), np.int16)
    ranks[mask] = np.argsort(np.argsort(values, axis=1), axis=1) + 1
    count = mask.astype(np.int16)
    for axis in range(3):
        for array in (ranks, count):
            padded = np.moveaxis(array, axis, 0)
            before = padded.copy()
            padded[1:] += before[:-1]
            padded[:-1] += before[1:]
    raters = count[mask].astype(float)
    sums = ranks[mask].astype(np.float32)
    spread = ((sums - (raters * (volumes + 1) / 2)[:, None]) ** 2).sum(axis=1)
    return np.where(raters >= 13.5, 12 * spread / (raters**2 * (volumes**3 - volumes)), np.nan)


def main():
    what, folder, output = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    values, mask, labels, tr = load(folder)
    volumes = values.shape[1]
    filtered = clean(values, design(folder, volumes, tr, 1, True))
    if what == "regions":
        result = region_means(filtered, labels).T
    else:
        order = 1 + int(volumes * tr // 150)
        alff, falff = amplitudes(clean(values, design(folder, volumes, tr, order, False)), tr)
        maps = np.column_stack([alff, falff, concordance(filtered, mask)])
        known = np.isfinite(maps[:, 2])
        result = region_means(maps[:, :2], labels)
        result = np.column_stack([result, region_means(maps[known, 2:], labels[known])])
    np.save(output, result)


main()
