"""Holds simulated images against the truth written beside them: check_truth.py CHECK TRIAL [TRIAL].

Shares no code with the simulator; truth_test.cpp writes the trials, each with one effect alone.
"""
import sys

import truth_of_images
import truth_over_time
from truth_trial import Trial, expect

if __name__ == "__main__":
    name = sys.argv[1]
    module = truth_over_time if hasattr(truth_over_time, name) else truth_of_images
    getattr(module, name)(*[Trial(folder) for folder in sys.argv[2:]])
    sys.exit(expect.failed)
