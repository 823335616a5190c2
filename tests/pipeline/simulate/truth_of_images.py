"""What the images of two simulated scans say against each other: dropout, coil, distortion, dummies, numbers."""
import nibabel
import numpy
from scipy import ndimage
from truth_trial import expect, expect_near


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
