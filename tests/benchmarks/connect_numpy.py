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


def of_eigenvalues(function, matrix):
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * function(values)) @ vectors.T


def tangent():
    """nilearn's geometric mean (steps along the mean tangent, at most 10, to 1e-7), then all tangents."""
    matrices = [LedoitWolf().fit((s - s.mean(0)) / s.std(0)).covariance_ for s in sessions]
    mean = np.mean(matrices, axis=0)
    for _ in range(10):
        inverse = of_eigenvalues(lambda v: 1 / np.sqrt(v), mean)
        root = of_eigenvalues(np.sqrt, mean)
        step = np.mean([of_eigenvalues(np.log, inverse @ m @ inverse) for m in matrices], axis=0)
        mean = root @ of_eigenvalues(np.exp, step) @ root
        if np.linalg.norm(step) / step.size < 1e-7:
            break
    inverse = of_eigenvalues(lambda v: 1 / np.sqrt(v), mean)
    return [of_eigenvalues(np.log, inverse @ m @ inverse) for m in matrices]


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
start = time.perf_counter()
tangent()
print(f"tangent: {1000 * (time.perf_counter() - start):.0f} ms")
