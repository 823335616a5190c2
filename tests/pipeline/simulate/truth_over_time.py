"""What the volumes of a simulated scan say one after the other: signals, motion, noise, drift, pulsation."""
import numpy
from scipy import interpolate, ndimage
from truth_trial import expect, expect_near


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
