"""Writes NIfTI images of every kind with nibabel, and beside each one its affine and voxels as nibabel reads them."""
import sys
import nibabel as nib
import numpy as np

folder = sys.argv[1]
rng = np.random.default_rng(7)
oblique = np.array([[2.9, 0.3, -0.2, -40], [-0.31, 2.95, 0.5, -50], [0.25, -0.45, 3.2, -30], [0, 0, 0, 1.0]])
sheared = oblique.copy()
sheared[0, 1] += 1.2
rotation = np.linalg.qr(oblique[:3, :3])[0]
rotated = np.eye(4)
rotated[:3, :3] = rotation @ np.diag([2, 2.5, 3])
rotated[:3, 3] = [5, -6, 7]
names = []


def save(name, header_class, dtype, order="<", shape=(4, 3, 2), sform=None, qform=None, slope=None, inter=0.0, end=".nii.gz"):
    values = rng.integers(0, 100, shape).astype(dtype)
    if np.issubdtype(dtype, np.floating):
        values = (rng.standard_normal(shape) * 100).astype(dtype)
    header = header_class(endianness=order)
    header.set_data_shape(shape)
    header.set_data_dtype(np.dtype(dtype).newbyteorder(order))
    image_class = nib.Nifti1Image if header_class is nib.Nifti1Header else nib.Nifti2Image
    image = image_class(values, None, header)
    image.header["pixdim"][1:4] = [2, 2.5, 3]
    if sform is not None:
        image.set_sform(sform, 1, update_affine=False)
    if qform is not None:
        image.set_qform(qform, 1, update_affine=False)
    if len(shape) == 4:
        image.header["pixdim"][4] = 1500
        image.header.set_xyzt_units("mm", "msec")
    if slope is not None:
        image.header.set_slope_inter(slope, inter)
    path = f"{folder}/{name}{end}"
    nib.save(image, path)
    back = nib.load(path)
    numbers = [back.affine.ravel(), back.get_fdata().ravel(order="F")]
    np.savetxt(f"{folder}/{name}.txt", np.concatenate(numbers), fmt="%.17g")
    names.append(f"{name}{end}")


for header_class, version in ((nib.Nifti1Header, "n1"), (nib.Nifti2Header, "n2")):
    for order, label in (("<", "little"), (">", "big")):
        for dtype in ("u1", "i1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"):
            save(f"{version}_{label}_{dtype}", header_class, np.dtype(dtype), order, sform=oblique, qform=rotated)
    save(f"{version}_scaled", header_class, np.dtype("i2"), sform=oblique, slope=75.538, inter=-3.5)
    save(f"{version}_sheared", header_class, np.dtype("i2"), sform=sheared, end=".nii")
    save(f"{version}_qform", header_class, np.dtype("f4"), qform=rotated)
    save(f"{version}_flipped", header_class, np.dtype("f4"), qform=rotated @ np.diag([1, 1, -1, 1]))
    save(f"{version}_none", header_class, np.dtype("f4"))
    save(f"{version}_bold", header_class, np.dtype("i2"), shape=(4, 3, 2, 5), sform=oblique, slope=2.5, inter=1)
with open(f"{folder}/names.txt", "w") as file:
    file.write("\n".join(names))
