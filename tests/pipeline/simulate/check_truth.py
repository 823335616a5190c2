"""Holds simulated images against the truth written beside them: check_truth.py CHECK TRIAL [TRIAL].

Shares no code with the simulator; truth_test.cpp writes the trials, each with one effect alone.
"""
import json
import pathlib
import sys

import nibabel
import numpy
import pandas
from scipy import interpolate, ndimage

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


def signals(trial):
    """Region series and when each slice was taken."""
    truth = trial.table("atlas-AAL_desc-truth_timeseries.tsv").to_numpy()
    labels, mean = trial.labels(), trial.data.mean(3)
    tr, times = trial.sidecar["RepetitionTime"], numpy.array(trial.sidecar["SliceTiming"])
    grid = numpy.arange(truth.shape[0]) * tr
    splines = [interpolate.CubicSpline(grid, truth[:, r]) for r in range(truth.shape[1])]
    shifts = numpy.arange(-1, 3.2, 0.1)
    kept = slice(2, -2)
    found, at_time, best = [], [], []
    for k in range(labels.shape[2]):
        scores = []
        for label in range(1, truth.shape[1] + 1):
            inside = (labels[:, :, k] == label) & (mean[:, :, k] > 600)
            if inside.sum() < 12:
                continue
            series = (trial.data[:, :, k][inside] / mean[:, :, k][inside][:, None]).mean(0)[kept]
            correlations = [numpy.corrcoef(series, splines[label - 1](grid[kept] + s))[0, 1] for s in shifts]
            scores.append(correlations)
            best.append(numpy.corrcoef(series, splines[label - 1](grid[kept] + times[k]))[0, 1])
        if len(scores) >= 3:
            curve = numpy.mean(scores, axis=0)
            top = int(numpy.argmax(curve))
            if 0 < top < len(shifts) - 1:
                a, b, c = curve[top - 1:top + 2]
                found.append(shifts[top] + 0.05 * (a - c) / (a - 2 * b + c))
                at_time.append(times[k])
    expect(len(found) >= 8, f"{len(found)} slices show enough regions")
    slope, start = numpy.polyfit(at_time, found, 1)
    expect_near(slope, 1, 0.06, "seconds in the data per second in SliceTiming")
    expect_near(start, 0, 0.1, "time of a slice at 0 s")
    expect(numpy.median(best) > 0.95, f"median correlation of region and truth {numpy.median(best):.4f}")


def motion(trial):
    """Resampling by the true matrices brings volumes back; the inverse ones make it worse."""
    rows = trial.table("from-volume_to-reference_mode-points_desc-truth_xfm.tsv").to_numpy()
    parameters = trial.table("desc-truth_motion.tsv").to_numpy()[:, :6]
    expect_near(numpy.abs(parameters[0]).max(), 0, 0, "motion of the reference")
    reference = trial.data[..., 0]
    inner = ndimage.binary_erosion(ndimage.gaussian_filter(reference, 1) > 300, iterations=2)
    size = numpy.abs(parameters[:, :3]).sum(1) + 50 * numpy.abs(parameters[:, 3:]).sum(1)
    t = int(numpy.argmax(size))

    def residual(matrix):
        voxel = numpy.linalg.inv(trial.affine) @ matrix @ trial.affine
        moved = ndimage.affine_transform(trial.data[..., t], voxel[:3, :3], voxel[:3, 3], order=3)
        return numpy.sqrt(((moved - reference)[inner] ** 2).mean())

    true = numpy.vstack([rows[t].reshape(3, 4), [0, 0, 0, 1]])
    # x_reference = true x_volume: the reference's voxels are looked up at inverse(true).
    still, right, wrong = residual(numpy.eye(4)), residual(numpy.linalg.inv(true)), residual(true)
    print(f"volume {t} moved by {size[t]:.2f} mm: residual {still:.1f}, by truth {right:.1f}, inverse {wrong:.1f}")
    expect(right < 0.5 * still, "the truth takes most of the difference away")
    expect(wrong > 1.3 * still, "the opposite adds to it")
    # The table's parameters and the matrices are one statement.
    x, y, z = parameters[t, 3:]
    turn = (numpy.array([[numpy.cos(z), -numpy.sin(z), 0], [numpy.sin(z), numpy.cos(z), 0], [0, 0, 1]])
            @ numpy.array([[numpy.cos(y), 0, numpy.sin(y)], [0, 1, 0], [-numpy.sin(y), 0, numpy.cos(y)]])
            @ numpy.array([[1, 0, 0], [0, numpy.cos(x), -numpy.sin(x)], [0, numpy.sin(x), numpy.cos(x)]]))
    centre = (trial.affine @ numpy.append((numpy.array(reference.shape) - 1) / 2, 1))[:3]
    expect_near(numpy.abs(true[:3, :3] - turn).max(), 0, 1e-9, "rotation from the table")
    expect_near(numpy.abs(true[:3, 3] - (centre + parameters[t, :3] - turn @ centre)).max(), 0, 1e-5,
                "translation from the table")


def thermal(trial):
    wanted = trial.json("desc-truth_scan.json")["thermal_noise_sd"]
    mean, spread = trial.data.mean(3), trial.data.std(3, ddof=1)
    brain = (mean > 700) & (trial.labels() > 0)
    expect_near(numpy.sqrt((spread[brain] ** 2).mean()), wanted, 0.02 * wanted, "noise in the brain")
    air = trial.data[:4, -4:, -4:]
    # Four standard errors of the mean of a Rayleigh distribution.
    expect_near(air.mean(), wanted * numpy.sqrt(numpy.pi / 2), 4 * 0.655 * wanted / numpy.sqrt(air.size),
                "Rayleigh mean of the air")


def autocorrelation(trial):
    scan = trial.json("desc-truth_scan.json")
    mean = trial.data.mean(3)
    brain = (mean > 700) & (trial.labels() > 0)
    series = trial.data[brain] / mean[brain][:, None] - 1
    volumes = series.shape[1]
    lag = (series[:, 1:] * series[:, :-1]).sum(1) / (series ** 2).sum(1)
    rho = scan["physiological_autocorrelation"]
    # Bias of the estimate: Kendall 1954.
    expect_near(lag.mean(), rho - (1 + 4 * rho) / volumes, 0.01, "correlation from a volume to the next")
    # A mean of n correlated volumes takes (1 + rho) / (1 - rho) / n of the variance away.
    variance = series.var(1).mean() / (1 - (1 + rho) / (1 - rho) / volumes)
    expect_near(numpy.sqrt(variance) / scan["physiological_noise_share"], 1, 0.03, "its size")


def drift(trial):
    # CSF in the first volumes is as much as 0.5 % from its steady state.
    steady = slice(3, None)
    truth = trial.table("desc-truth_physiology.tsv")[steady]
    data = trial.data[..., steady]
    y = trial.places()[1][..., None]
    wanted = 1 + truth["drift"].to_numpy() + y * truth["uneven_drift"].to_numpy()
    brain = data.mean(3) > 700
    ratio = data / data.mean(3, keepdims=True).clip(1)
    wanted = wanted / wanted.mean(3, keepdims=True)
    expect_near(numpy.abs(ratio - wanted)[brain].max(), 0, 0.0015, "largest difference from the true drift")
    expect(numpy.ptp(wanted[brain]) > 0.01, "there is drift")
    x = numpy.linspace(-1, 1, data.shape[3])
    rest = numpy.polyfit(x, truth["drift"], 2, full=True)[1]
    expect(rest.sum() < 1e-12, "it is a parabola")


def cardiac(trial):
    truth = trial.table("desc-truth_physiology.tsv")
    times = numpy.array(trial.sidecar["SliceTiming"])
    groups = sorted(set(times))
    mean = trial.data.mean(3)
    share = trial.data.std(3) / mean.clip(1)
    fluid, white = mean > 1250, (mean > 800) & (mean < 840)
    expect(fluid.sum() > 20, f"{fluid.sum()} voxels of CSF")
    expect(numpy.median(share[fluid]) > 5 * numpy.median(share[white]), "pulsation is strongest in CSF")
    correlations = []
    for k in range(mean.shape[2]):
        beat = truth[f"pulsation_{groups.index(times[k]) + 1}"].to_numpy()
        for series in trial.data[:, :, k][fluid[:, :, k]]:
            correlations.append(numpy.corrcoef(series, beat)[0, 1])
    expect(numpy.median(correlations) > 0.99, f"pulsation in its slice's time {numpy.median(correlations):.4f}")
    # One beat a second seen every repetition time: an alias somewhere below Nyquist, no slow wave alone.
    power = numpy.abs(numpy.fft.rfft(trial.data[fluid].mean(0) - mean[fluid].mean()))[1:] ** 2
    expect(power[: len(power) // 10].sum() < 0.9 * power.sum(), "aliased over the spectrum")


def dropout(lossy, whole):
    ratio = ndimage.gaussian_filter(lossy.data[..., 0], 0.5) / ndimage.gaussian_filter(whole.data[..., 0], 0.5).clip(1)
    ratio[whole.data[..., 0] < 500] = 1
    worst = numpy.array(numpy.unravel_index(numpy.argmin(ratio), ratio.shape))
    place = whole.to_template(worst)
    off = numpy.linalg.norm(place - [0, 36, -24])
    expect(off < 12, f"the largest loss is {off:.1f} mm from its place")
    expect_near(ratio.min(), 0.3, 0.1, "signal left there")
    centre = numpy.array(whole.data.shape[:3]) // 2
    expect_near(ratio[tuple(centre)], 1, 0.02, "signal in the middle of the head")


def receive(uneven, even):
    inside = even.data.mean(3) > 500
    ratio = numpy.log(uneven.data.mean(3)[inside] / even.data.mean(3)[inside])
    columns = numpy.stack([p[inside] for p in even.places()] + [numpy.ones(inside.sum())], 1)
    slope, *_ = numpy.linalg.lstsq(columns, ratio, rcond=None)
    wanted = uneven.json("desc-truth_scan.json")["receive_log_slope"]
    expect_near(numpy.abs(slope[:3] - wanted).max(), 0, 0.002, "slopes of the coil's logarithm")
    expect(numpy.linalg.norm(wanted) > 0.05, "the coil is uneven")


def distortion(bent, straight):
    """Pushing the straight image along j by the true field gives the distorted one."""
    field = numpy.asarray(nibabel.load(f"{bent.truth}_desc-truth_fieldmap.nii.gz").dataobj)
    rate = bent.json("desc-truth_fieldmap.json")["VoxelsPerHertz"]
    lines = field.shape[1]
    expect_near(rate, -bent.sidecar["EffectiveEchoSpacing"] * lines, 1e-9, "voxels per Hz")
    expect_near(bent.sidecar["TotalReadoutTime"], bent.sidecar["EffectiveEchoSpacing"] * (lines - 1), 1e-9,
                "total readout time")
    size = numpy.linalg.norm(bent.affine[:3, 1])
    expect_near(numpy.abs(field * rate).max() * size, 6, 0.5, "largest displacement (mm)")
    source, target = straight.data[..., 0], bent.data[..., 0]
    # Each voxel is cut into pieces that carry its signal to where they appear.
    pieces = 20
    offsets = (numpy.arange(pieces) + 0.5) / pieces - 0.5
    pushed = numpy.zeros((source.shape[0], lines + 2, source.shape[2]))
    index = numpy.arange(lines)
    i, k = numpy.meshgrid(numpy.arange(source.shape[0]), numpy.arange(source.shape[2]), indexing="ij")
    for j in range(lines):
        for offset in offsets:
            at = j + offset
            low = int(numpy.clip(numpy.floor(at), 0, lines - 2))
            part = numpy.clip(at - low, 0, 1)
            signal = ((1 - part) * source[:, low] + part * source[:, low + 1]) / pieces
            shift = rate * ((1 - part) * field[:, low] + part * field[:, low + 1])
            seen = numpy.clip(at + shift, 0, lines - 1)
            base = numpy.floor(seen).astype(int)
            numpy.add.at(pushed, (i, base, k), signal * (1 - (seen - base)))
            numpy.add.at(pushed, (i, base + 1, k), signal * (seen - base))
    pushed = pushed[:, index]
    moved = (numpy.abs(field * rate) > 0.25) & (source > 100)
    before = numpy.sqrt(((source - target)[moved] ** 2).mean())
    after = numpy.sqrt(((pushed - target)[moved] ** 2).mean())
    expect(after < 0.5 * before, f"rms difference {before:.1f} becomes {after:.1f}")
    labels, true = bent.labels(), bent.labels("atlas-AAL_desc-undistorted_dseg.nii.gz")
    expect((true == straight.labels()).all(), "undistorted labels are those without distortion")
    expect((labels != true).sum() > 100, "labels move with the tissue")


def dummies(whole, cut):
    tr, turn = whole.sidecar["RepetitionTime"], numpy.deg2rad(whole.sidecar["FlipAngle"])

    def excess(pulse, t1):
        kept = numpy.exp(-tr / t1) * numpy.cos(turn)
        steady = (1 - numpy.exp(-tr / t1)) / (1 - kept)
        return (1 / steady - 1) * kept ** pulse

    pulses = next(n for n in range(100) if excess(n, 4.0) <= 0.005)
    truth = whole.json("desc-truth_scan.json")
    expect_near(truth["dummy_volumes"], pulses, 0, "all volumes of the approach are in the file")
    expect_near(whole.sidecar["NumberOfVolumesDiscardedByScanner"], 0, 0, "none was discarded")
    expect_near(cut.json("desc-truth_scan.json")["dummy_volumes"], 1, 0, "one is left when one is asked for")
    expect_near(cut.sidecar["NumberOfVolumesDiscardedByScanner"], pulses - 1, 0, "the scanner discarded the others")
    expect_near(cut.sidecar["NumberOfVolumesDiscardedByUser"], 0, 0, "the user discarded none")
    for trial, first in ((whole, 0), (cut, pulses - 1)):
        steady = trial.data[..., 8:].mean(3)
        grey = (steady > 950) & (steady < 1020)
        for volume in range(3):
            ratio = numpy.median(trial.data[..., volume][grey] / steady[grey]) - 1
            fluid = numpy.median((trial.data[..., volume] / steady.clip(1))[steady > 1300]) - 1
            # Grey voxels have some CSF beside them.
            expect_near(ratio, excess(first + volume, 1.3), 0.25 * excess(first + volume, 4.0) + 0.002,
                        f"excess of grey matter in volume {volume}")
            expect_near(fluid, excess(first + volume, 4.0), 0.12 * excess(first + volume, 4.0) + 0.002,
                        f"excess of CSF in volume {volume}")


def numbers(whole, fine):
    """Stored as whole numbers and with a slope, the same scan."""
    image = nibabel.load(f"{whole.func}_bold.nii.gz")
    expect(image.get_data_dtype() == numpy.int16, "whole numbers of 16 bits")
    expect_near(image.dataobj.slope, 1, 0, "slope of whole numbers")
    scaled = nibabel.load(f"{fine.func}_bold.nii.gz")
    expect(scaled.get_data_dtype() == numpy.int16, "scaled numbers of 16 bits")
    largest = numpy.abs(scaled.dataobj.get_unscaled()).max()
    expect_near(largest, 32767, 0, "largest stored number")
    expect_near(numpy.abs(fine.data - whole.data).max(), 0, 0.51 * scaled.dataobj.slope, "their difference")


if __name__ == "__main__":
    globals()[sys.argv[1]](*[Trial(folder) for folder in sys.argv[2:]])
    sys.exit(expect.failed)
