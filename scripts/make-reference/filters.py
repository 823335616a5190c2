#!/usr/bin/python3
"""Reference values of the zero-phase filters: scipy.signal's butter, iirnotch and sosfiltfilt."""
import pathlib

import numpy as np
import scipy
from scipy import signal

SEED, N = 47, 90
rng = np.random.default_rng(SEED)
out = pathlib.Path(__file__).resolve().parents[2] / "tests" / "reference" / "spectral"
out.mkdir(parents=True, exist_ok=True)
x = np.cumsum(rng.normal(size=N)) + 5 * rng.normal(size=N) + 300
notch = signal.tf2sos(*signal.iirnotch(0.25, 0.25 / 0.1, fs=1.25))
columns = {
    "input": x,
    "bandpass 2, 0.01-0.1 Hz at 0.5 Hz, odd": signal.sosfiltfilt(
        signal.butter(2, [0.01, 0.1], "band", fs=0.5, output="sos"), x),
    "bandpass 5, 0.02-0.3 Hz at 1 Hz, even": signal.sosfiltfilt(
        signal.butter(5, [0.02, 0.3], "band", fs=1.0, output="sos"), x, padtype="even"),
    "bandpass 1, 0.001-0.2 Hz at 0.5 Hz (real poles), odd": signal.sosfiltfilt(
        signal.butter(1, [0.001, 0.2], "band", fs=0.5, output="sos"), x),
    "lowpass 3, 0.1 Hz at 0.5 Hz, constant": signal.sosfiltfilt(
        signal.butter(3, 0.1, "low", fs=0.5, output="sos"), x, padtype="constant"),
    "highpass 1, 0.01 Hz at 0.5 Hz, odd 40": signal.sosfiltfilt(
        signal.butter(1, 0.01, "high", fs=0.5, output="sos"), x, padlen=40),
    "highpass 4, 0.03 Hz at 0.5 Hz, odd": signal.sosfiltfilt(
        signal.butter(4, 0.03, "high", fs=0.5, output="sos"), x),
    "notch 0.25 Hz, 0.1 Hz wide, at 1.25 Hz, constant n - 1": signal.sosfiltfilt(
        notch, x, padtype="constant", padlen=N - 1),
}
with open(out / "zero_phase.txt", "w") as file:
    file.write(f"# numpy {np.__version__}, scipy {scipy.__version__}, seed {SEED}\n")
    for name in columns:
        file.write(f"# {name}\n")
    for row in np.column_stack(list(columns.values())):
        file.write(" ".join(f"{value:.15g}" for value in row) + "\n")
