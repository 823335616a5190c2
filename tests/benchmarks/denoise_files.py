#!/usr/bin/python3
"""Time and peak memory of `rewire denoise` and `rewire activity` on a scan of 91 x 109 x 91 x 240 float32
(2 mm), by file, beside NumPy and SciPy (denoise_alternative.py).

Needs 1.5 GB of disk and 4 GB of memory. REWIRE names the program (default build/release/pipeline/app/rewire). All results are compared with the
alternative's before anything is timed; the load of the machine is printed first.
"""
import argparse
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
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("folder", nargs="?", type=pathlib.Path, default="/tmp/denoise_files",
                    help="where the scan is made and kept for the next time")
parser.add_argument("--without-alternative", action="store_true", help="only the program")
parser.add_argument("--make-only", action="store_true", help="only the files")
options = parser.parse_args()
folder = options.folder
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
    scan.with_suffix("").with_suffix(".json").write_text('{"RepetitionTime": 2.0}\n')
    print(f"{scan}: {scan.stat().st_size / 1e6:.0f} MB, {inside.sum()} voxels in the mask")


def measure(name, command):
    before = time.perf_counter()
    process = subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, f"{name}: status {status}"
    cpu = usage.ru_utime + usage.ru_stime
    print(f"{name:44s} {time.perf_counter() - before:6.2f} s  {cpu:6.2f} s of processor  {usage.ru_maxrss / 1e3:6.0f} MB")


def series(path):
    return np.genfromtxt(path, skip_header=1)


folder.mkdir(parents=True, exist_ok=True)
if not confounds.exists():
    make_files()
if options.make_only:
    sys.exit()
regions, voxels_first = folder / "first_timeseries.tsv", folder / "voxels_timeseries.tsv"
cleaned = folder / "cleaned.nii"
with_labels = ("--mask", mask, "--labels", labels, "--label-table", table)
to_regions = [rewire, "denoise", scan, confounds, regions, *with_labels]
to_scan = [rewire, "denoise", scan, confounds, cleaned, "--mask", mask]
to_activity = [rewire, "activity", scan, confounds, labels, table, folder / "x", "--mask", mask]
alternative = pathlib.Path(__file__).with_name("denoise_alternative.py")
by_numpy = {what: [sys.executable, alternative, what, folder, folder / f"{what}.npy"] for what in ("regions", "activity")}
for command in (to_regions, to_scan, to_activity,
                [rewire, "parcellate", cleaned, labels, table, voxels_first, "--mask", mask]):
    subprocess.run([*map(str, command)], check=True, stdout=subprocess.DEVNULL)


def check(name, found, expected, tolerance):
    error = np.linalg.norm(found - expected) / np.linalg.norm(expected)
    assert error < tolerance, f"{name} differ by {error:.1e}"
    print(f"{name:44s} agree to {error:.1e}")


print("load", *os.getloadavg())
check("voxels first and regions first", series(voxels_first), series(regions), 1e-5)
if not options.without_alternative:
    for command in by_numpy.values():
        subprocess.run([*map(str, command)], check=True)
    check("region series, ours and NumPy's", series(regions), np.load(folder / "regions.npy"), 1e-5)
    columns = (folder / "x_atlas-custom_localactivity.tsv").read_text().split("\n")[0].split("\t")
    activity = np.genfromtxt(folder / "x_atlas-custom_localactivity.tsv", delimiter="\t", skip_header=1)
    for i, measured in enumerate(("alff", "falff", "reho")):
        check(f"{measured}, ours and NumPy's", activity[:, columns.index(measured)],
              np.load(folder / "activity.npy")[:, i], 1e-4)
measure(".nii.gz to region series", to_regions)
measure(".nii.gz to cleaned .nii", to_scan)
measure(".nii.gz to cleaned .nii.gz", [*to_scan[:4], folder / "cleaned.nii.gz", *to_scan[5:]])
measure(".nii.gz to local activity of regions", to_activity)
measure("inflating alone, gzip -dc", ["gzip", "-dc", scan])
if not options.without_alternative:
    measure("the region series by NumPy and SciPy", by_numpy["regions"])
    measure("the local activity by NumPy and SciPy", by_numpy["activity"])
