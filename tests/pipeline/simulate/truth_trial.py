"""A simulated trial and the truth written beside it, and what is expected of it."""
import json
import pathlib

import nibabel
import numpy
import pandas
from scipy import ndimage

STEM = "sub-01_ses-baseline"


class Trial:
    def __init__(self, folder):
        self.root = pathlib.Path(folder)
        self.func = self.root / "sub-01" / "ses-baseline" / "func" / (STEM + "_task-rest")
        truth = self.root / "derivatives" / "truth" / "sub-01" / "ses-baseline"
        self.truth = truth / "func" / (STEM + "_task-rest")
        self.anat_truth = truth / "anat" / STEM
        image = nibabel.load(f"{self.func}_bold.nii.gz")
        self.affine = image.affine
        self.data = numpy.asarray(image.dataobj, dtype=float)
        self.sidecar = json.loads(pathlib.Path(f"{self.func}_bold.json").read_text())

    def table(self, end):
        return pandas.read_csv(f"{self.truth}_{end}", sep="\t", na_values="n/a")

    def json(self, end):
        return json.loads(pathlib.Path(f"{self.truth}_{end}").read_text())

    def labels(self, end="atlas-AAL_desc-truth_dseg.nii.gz"):
        return numpy.asarray(nibabel.load(f"{self.truth}_{end}").dataobj)

    def places(self):
        """-1 to 1 along each voxel axis."""
        return numpy.meshgrid(*[numpy.linspace(-1, 1, n) for n in self.data.shape[:3]], indexing="ij")

    def to_template(self, voxel):
        pose = numpy.array(self.json("from-bold_to-T1w_mode-points_desc-truth_xfm.json")["t1w_from_bold"])
        map_file = f"{self.anat_truth}_from-T1w_to-MNIColin27_mode-points_desc-truth_xfm"
        shape = json.loads(pathlib.Path(map_file + ".json").read_text())
        x = (numpy.array(shape["baseline_from_world"]) @ pose @ self.affine @ numpy.append(voxel, 1))[:3]
        y = x + sum(
            numpy.array(w["amplitude_mm"]) * numpy.sin(numpy.dot(w["direction_rad_per_mm"], x) + w["phase_rad"])
            for w in shape["waves"])
        formula = (numpy.array(shape["affine"]) @ numpy.append(y, 1))[:3]
        field = nibabel.load(map_file + ".nii.gz")
        at = numpy.linalg.inv(field.affine) @ numpy.append((pose @ self.affine @ numpy.append(voxel, 1))[:3], 1)
        shift = [ndimage.map_coordinates(field.get_fdata()[..., c], at[:3, None], order=1)[0] for c in range(3)]
        expect_near(numpy.abs(formula - (x + shift)).max(), 0, 0.05, "displacement field against formula (mm)")
        return formula


def expect(holds, what):
    print(("ok   " if holds else "FAIL ") + what)
    expect.failed |= not holds


expect.failed = False


def expect_near(value, wanted, tolerance, what):
    expect(abs(value - wanted) <= tolerance, f"{what}: {value:.5g}, expected {wanted:.5g} +- {tolerance:.2g}")
