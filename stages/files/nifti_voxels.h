#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

#include "stages/files/nifti_header.h"

namespace rewire {

/// A NIfTI file in memory: its header and the stored bytes of the voxels.
struct NiftiFile {
  NiftiHeader header;
  std::vector<std::byte> content;

  std::span<const std::byte> voxels() const {
    return std::span(content).subspan(static_cast<std::size_t>(header.vox_offset));
  }
};

/// InputError when the bytes do not fit the header exactly.
NiftiFile read_nifti_file(const std::filesystem::path& path);

/// The header of a 4-D image of at least two volumes. InputError otherwise.
NiftiHeader read_bold_header(const std::filesystem::path& path);

/// The header of a 4-D float32 image in scanner space.
NiftiHeader bold_header(const Grid& grid, Eigen::Index volumes, double repetition_time_s);

/// The stored bytes of as many voxels as `values` holds, as numbers (as below).
void decode(const NiftiHeader& header, std::span<const std::byte> voxels, std::span<float> values);

/// Voxels as numbers with scl_slope and scl_inter applied in double precision.
void decode(const NiftiFile& file, std::span<float> values);
void decode(const NiftiFile& file, std::span<double> values);

}  // namespace rewire
