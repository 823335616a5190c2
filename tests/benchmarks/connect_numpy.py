#!/usr/bin/python3
"""Times NumPy and scikit-learn on the shapes of connect_benchmark.cpp: 20 sessions, 400 regions, 1200 volumes."""
import time

import numpy as np
from sklearn.covariance import LedoitWolf

rng = np.random.default_rng(1)
sessions = [rng.normal(size=(1200, 400)) + rng.normal(size=(1200, 1)) for _ in range(20)]


def partial(series):
    precision = np.linalg.inv(np.corrcoef(series.T))
    d = np.sqrt(np.diag(precision))
    return -precision / np.outer(d, d)


for name, function in (("corrcoef", lambda series: np.corrcoef(series.T)),
                       ("Ledoit-Wolf", lambda series: LedoitWolf().fit(series).covariance_),
                       ("partial", partial)):
    times = []
    for _ in range(5):
        start = time.perf_counter()
        for series in sessions:
            function(series)
        times.append(time.perf_counter() - start)
    print(f"{name}: {1000 * min(times):.0f} ms")
