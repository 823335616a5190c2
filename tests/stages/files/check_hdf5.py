"""Says what h5py finds in the session file and the trial file that the C++ test wrote."""
import sys

import h5py
import numpy as np

folder = sys.argv[1]
with h5py.File(folder + "/session.h5", "r") as session:
    assert session.attrs["schema"] == b"rewire-session", session.attrs["schema"]
    assert session.attrs["schema_version"] == 3
    assert session["series/values"].shape == (5, 3)
    np.testing.assert_array_equal(session["series/values"][:, 0], np.arange(5) / 3.0)
    assert np.isnan(session["series/values"][:, 1]).all()
    np.testing.assert_array_equal(session["series/kept"][:], [1, 1, 0, 1, 1])
    assert session["series"].attrs["repetition_time_s"] == 1.89
    names = session["connectome/regions/name"].asstr()[:]
    assert list(names) == ["Amygdala_L", "Amygdala_R", "Größe"], names
    assert list(session["connectome/regions/label"]) == [41, 42, 7]
    fisher_z = session["connectome/transformed"][:]
    assert fisher_z[0, 2] == np.arctanh(-1.0 / 3.0) == fisher_z[2, 0]
    assert session["graph/nodal/degree/values"].shape == (3, 2)
    assert session["graph/global/modularity"].attrs["area_under_curve"] == 0.2
    assert session["local_activity/alff"].attrs["brain_mean"] == 2.5
    np.testing.assert_array_equal(session["local_activity/alff/z"][:], [-3, np.nan, -1.5])
    assert session["confounds/values"].shape == (3, 2)
    assert list(session["confounds/names"].asstr()) == ["trans_x", "framewise_displacement"]
    assert list(session["provenance/sources"].asstr()) == ["bids::sub-01/func/x.nii.gz"]
    for name in ("series/values", "connectome/regions/name", "series/kept"):
        stored = session[name]
        assert stored.fletcher32 and stored.shuffle and stored.compression == "gzip", name
with h5py.File(folder + "/trial.h5", "r") as trial:
    assert trial.attrs["schema"] == b"rewire-trial"
    assert trial.attrs["seed"] == 7
    assert list(trial["effects/endpoint"].asstr()) == ["a--b", "a--c"]
    np.testing.assert_array_equal(trial["effects/p"][:], [0.25, np.nan])
    assert list(trial["flow/excluded_reason"].asstr()) == ["", "motion"]
    assert list(trial["contrasts/kind"].asstr())[0] in ("change", "arm_by_time", "arm-by-time", "arm × time", "arm x time")
print("h5py", h5py.__version__, "agrees")
