#pragma once

#include <filesystem>
#include <string>

#include "stages/data/bold_run.h"
#include "stages/data/volume.h"
#include "stages/files/bold_sidecar.h"
#include "stages/files/nifti_header.h"

namespace rewire {

/// Reading NIfTI images (.nii, .nii.gz; the content decides, not the name). scl_slope and scl_inter
/// are applied; voxels are float32 whatever the stored type; world_from_voxel as grid_of() says.
/// InputError, with the file as `where`, when the file is missing, is no NIfTI, is cut short or
/// damaged, or has another number of dimensions than asked for.
/// Decoded here, not by ITK's reader: the affine keeps sheared sforms as they are stored, every
/// byte is accounted for against the header, and libdeflate inflates in front.

/// A 3-D image, or a 4-D one of one volume.
Volume read_volume(const std::filesystem::path& path);

/// A 4-D image of at least two volumes. The repetition time is the sidecar's where it says one,
/// else the header's; 0 when neither knows (the audit says whether that is a problem).
BoldRun read_bold(const std::filesystem::path& path, const BoldSidecar& sidecar = {});

/// Inside is every finite voxel above 0.5 (so that probability maps work, too).
Mask read_mask(const std::filesystem::path& path);

/// InputError when a voxel is not an integer in the range of int32.
LabelMap read_labels(const std::filesystem::path& path);

/// How voxels are stored. int16: the nearest whole numbers (scl_slope 1) when all of them fit, else
/// as int16_scaled: the full range of 16 bits, scl_slope = largest magnitude / 32767.
enum class NiftiNumbers { float32, int16, int16_scaled };

/// Writing: NIfTI-1, little-endian, sform and qform with the code of `space`, mm and s; compressed
/// when the name ends in .gz; atomic; equal content gives equal bytes. StorageError.
struct NiftiWriting {
  NiftiSpace space = NiftiSpace::scanner;
  std::string description = "Rewire";            ///< at most 79 bytes; never a path or a person
  NiftiNumbers numbers = NiftiNumbers::float32;  ///< of write_volume and write_bold
};
void write_volume(const std::filesystem::path& path,
                  const Volume& volume,
                  const NiftiWriting& writing = {});
void write_mask(const std::filesystem::path& path,
                const Mask& mask,
                const NiftiWriting& writing = {});
void write_labels(const std::filesystem::path& path,
                  const LabelMap& labels,
                  const NiftiWriting& writing = {});
/// pixdim[4] is the repetition time.
void write_bold(const std::filesystem::path& path,
                const BoldRun& bold,
                const NiftiWriting& writing = {});

}  // namespace rewire
