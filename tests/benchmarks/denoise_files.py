#!/usr/bin/python3
"""Time and peak memory of `rewire denoise` on a scan of 91 x 109 x 91 x 240 float32 (2 mm), by file.

usage: denoise_files.py [folder]   (keeps the scan there for the next time; needs 1.5 GB)
REWIRE names the program (default build/release/pipeline/app/rewire). The regions that both paths
give are compared before anything is printed.
"""
import gzip
import os
import pathlib
import subprocess
import sys
import time

import nibabel
import numpy as np

SHAPE, VOLUMES, REGIONS, SEED = (91, 109, 91), 240, 116, 3
NAMES = [f"{kind}_{axis}" for kind in ("trans", "rot") for axis in "xyz"]
rewire = os.environ.get("REWIRE", "build/release/pipeline/app/rewire")
folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/tmp/denoise_files")
scan, mask, labels = (folder / f"{name}.nii.gz" for name in ("scan", "mask", "labels"))
table, confounds = folder / "labels.tsv", folder / "confounds.tsv"


def make_files():
    rng = np.random.default_rng(SEED)
    axes = np.meshgrid(*[np.linspace(-1, 1, n) for n in SHAPE], indexing="ij")
    inside = sum((a / r) ** 2 for a, r in zip(axes, (0.78, 0.82, 0.80))) < 1
    affine = np.diag([2.0, 2.0, 2.0, 1.0])
    regions = np.where(inside, rng.integers(0, REGIONS + 1, SHAPE), 0).astype(np.int32)
    nibabel.Nifti1Image(inside.astype(np.uint8), affine).to_filename(mask)
    nibabel.Nifti1Image(regions, affine).to_filename(labels)
    table.write_text("index\tname\n" + "".join(f"{i}\tR{i}\n" for i in range(1, REGIONS + 1)))
    header = nibabel.Nifti1Header()
    header.set_data_shape((*SHAPE, VOLUMES))
    header.set_data_dtype(np.float32)
    header.set_zooms((2, 2, 2, 2.0))
    header.set_sform(affine, 1)
    header.set_xyzt_units("mm", "sec")
    level = np.where(inside, 800 + 200 * rng.random(SHAPE), 0)
    with gzip.open(scan, "wb", compresslevel=1) as file:
        header["vox_offset"] = 352
        file.write(header.binaryblock + b"\0\0\0\0")
        for _ in range(VOLUMES):
            volume = np.where(inside, level + 10 * rng.normal(size=SHAPE), 0).astype(np.float32)
            file.write(volume.tobytes(order="F"))
    motion = np.cumsum(rng.normal(size=(VOLUMES, 6)), axis=0) * 0.02
    difference = np.vstack([np.full(6, np.nan), np.diff(motion, axis=0)])
    columns = [motion, difference, motion**2, difference**2, rng.normal(size=(VOLUMES, 2))]
    names = [n + s for s in ("", "_derivative1", "_power2", "_derivative1_power2") for n in NAMES]
    with open(confounds, "w") as file:
        file.write("\t".join([*names, "white_matter", "csf"]) + "\n")
        for row in np.hstack(columns):
            file.write("\t".join("n/a" if np.isnan(v) else f"{v:.8g}" for v in row) + "\n")
    print(f"{scan}: {scan.stat().st_size / 1e6:.0f} MB, {inside.sum()} voxels in the mask")


def measure(name, *arguments):
    before = time.perf_counter()
    process = subprocess.Popen([rewire, "denoise", *map(str, arguments)], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, f"{name}: status {status}"
    print(f"{name:40s} {time.perf_counter() - before:6.2f} s  {usage.ru_maxrss / 1e3:6.0f} MB")


def series(path):
    return np.genfromtxt(path, skip_header=1)


folder.mkdir(parents=True, exist_ok=True)
if not confounds.exists():
    make_files()
if "--make-only" in sys.argv:
    sys.exit()
regions_first, cleaned = folder / "first_timeseries.tsv", folder / "cleaned.nii.gz"
voxels_first = folder / "voxels_timeseries.tsv"
with_labels = ("--mask", mask, "--labels", labels, "--label-table", table)
subprocess.run([rewire, "denoise", scan, confounds, regions_first, *with_labels], check=True)
subprocess.run([rewire, "denoise", scan, confounds, folder / "cleaned.nii", "--mask", mask], check=True)
subprocess.run([rewire, "parcellate", folder / "cleaned.nii", labels, table, voxels_first, "--mask", mask], check=True)
first, second = series(regions_first), series(voxels_first)
assert np.linalg.norm(first - second) < 1e-5 * np.linalg.norm(first), "the two paths differ"
measure(".nii.gz to region series, regions first", scan, confounds, regions_first, *with_labels)
measure(".nii.gz to cleaned .nii", scan, confounds, folder / "cleaned.nii", "--mask", mask)
measure(".nii.gz to cleaned .nii.gz", scan, confounds, cleaned, "--mask", mask)
before = time.perf_counter()
subprocess.run(["gzip", "-dc", scan], check=True, stdout=subprocess.DEVNULL)
print(f"{'gzip -dc of the scan, for comparison':40s} {time.perf_counter() - before:6.2f} s")
