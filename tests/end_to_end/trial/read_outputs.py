"""Opens every output of a run with the programs that users have: nibabel, pandas, h5py, json."""

import json
import pathlib
import sys

import h5py
import nibabel
import numpy
import pandas


def check_nifti(path):
    image = nibabel.load(path)
    data = image.get_fdata()
    assert numpy.isfinite(data).all(), f"{path}: values that are not finite"
    assert image.header.get_xyzt_units()[0] == "mm", f"{path}: units"
    assert int(image.header["sform_code"]) > 0, f"{path}: no sform"


def check_table(path):
    table = pandas.read_csv(path, sep="\t", na_values="n/a")
    assert len(table.columns) > 1, f"{path}: one column"
    if path.name.endswith("pearsoncorrelation_relmat.tsv"):
        matrix = table.set_index("Node")
        assert list(matrix.index) == list(matrix.columns), f"{path}: names"
        values = matrix.to_numpy(float)
        numpy.testing.assert_allclose(values, values.T)
        z = pandas.read_csv(str(path).replace("pearsoncorrelation", "fisherz"), sep="\t",
                            na_values="n/a").set_index("Node").to_numpy(float)
        upper = numpy.triu_indices(len(values), 1)
        numpy.testing.assert_allclose(z[upper], numpy.arctanh(values[upper]), atol=1e-12)
    if path.name.endswith("stat-mean_timeseries.tsv"):
        r_path = str(path).replace("stat-mean_timeseries", "stat-pearsoncorrelation_relmat")
        r = pandas.read_csv(r_path, sep="\t", na_values="n/a").set_index("Node").to_numpy(float)
        present = ~table.isna().all().to_numpy()
        expected = numpy.corrcoef(table.loc[:, present].to_numpy(float).T)
        numpy.testing.assert_allclose(r[numpy.ix_(present, present)], expected, atol=1e-10)


def check_hdf5(path):
    with h5py.File(path) as file:
        assert file.attrs, f"{path}: no attributes"
        file.visititems(lambda _, item: item[()] if isinstance(item, h5py.Dataset) else None)


def main():
    root = pathlib.Path(sys.argv[1])
    checks = {".nii.gz": check_nifti, ".tsv": check_table, ".h5": check_hdf5,
              ".json": lambda path: json.loads(path.read_text())}
    counts = dict.fromkeys(checks, 0)
    for path in sorted(root.rglob("*")):
        if ".rewire" in path.parts or not path.is_file():
            continue
        for ending, check in checks.items():
            if path.name.endswith(ending):
                check(path)
                counts[ending] += 1
    assert all(counts.values()), f"no file of some kind: {counts}"
    print(counts)


main()
