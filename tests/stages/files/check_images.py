"""Opens what Rewire wrote with nibabel and checks every claim of the header."""
import sys
import nibabel as nib
import numpy as np

folder = sys.argv[1]
affine = np.array([[-2, 0.5, 0, 10], [0.5, 2, 0, -20], [0, 0, 3, 5], [0, 0, 0, 1.0]])
for name, dtype in (("bold.nii.gz", "f4"), ("bold.nii", "f4"), ("mask.nii.gz", "u1"), ("labels.nii.gz", "i4")):
    image = nib.load(f"{folder}/{name}")
    header = image.header
    assert np.allclose(image.get_sform(), affine, atol=1e-5), name
    assert np.allclose(image.get_qform(), affine, atol=1e-4), name
    assert int(header["sform_code"]) == 1 and int(header["qform_code"]) == 1
    assert header.get_xyzt_units() == ("mm", "sec"), name
    assert image.get_data_dtype() == np.dtype(dtype), name
    count = np.prod(image.shape)
    expected = np.arange(count) % 2 if "mask" in name else np.arange(count)
    assert np.array_equal(image.get_fdata().ravel(order="F"), expected), name
    if "bold" in name:
        assert image.shape == (4, 3, 2, 5) and np.isclose(header.get_zooms()[3], 2.25)
