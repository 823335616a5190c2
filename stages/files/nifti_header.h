#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "stages/data/grid.h"

namespace rewire {

/// NIfTI datatype codes of the number types that are read.
enum class NiftiType : int {
  uint8 = 2,
  int16 = 4,
  int32 = 8,
  float32 = 16,
  float64 = 64,
  int8 = 256,
  uint16 = 512,
  uint32 = 768,
  int64 = 1024,
  uint64 = 1280,
};
std::size_t byte_count(NiftiType type);

/// What sform_code and qform_code say about the world axes.
enum class NiftiSpace : int { none = 0, scanner = 1, aligned = 2, talairach = 3, mni = 4 };

/// The fields of a NIfTI-1 or NIfTI-2 header (https://nifti.nimh.nih.gov), unchanged.
struct NiftiHeader {
  int version = 1;
  bool other_byte_order = false;  ///< the file's bytes are in the other order than this machine's
  bool compressed = false;
  std::array<std::int64_t, 8> dim{};
  std::array<double, 8> pixdim{};
  NiftiType type = NiftiType::float32;
  std::int64_t vox_offset = 0;
  double scl_slope = 0.0;
  double scl_inter = 0.0;
  int xyzt_units = 0;
  int slice_code = 0;
  double slice_duration = 0.0;
  int qform_code = 0;
  int sform_code = 0;
  std::array<double, 3> quatern{};  ///< b, c, d
  std::array<double, 3> qoffset{};
  std::array<std::array<double, 4>, 3> srow{};
  std::string descrip;

  /// Size along an axis from 1 on; 1 behind the last axis.
  std::int64_t size(int axis) const;
  std::int64_t volume_count() const { return size(4); }
  std::size_t voxel_count() const;  ///< of one volume
  std::size_t data_bytes() const;
  /// Whether scl_slope and scl_inter are to be applied (a slope of 0 or NaN says no).
  bool scaled() const;
};

/// Reads only as much of `path` (.nii or .nii.gz) as holds the header. InputError when it is not a
/// single-file NIfTI of at most four dimensions with a supported number type; every such problem is
/// reported, not only the first.
NiftiHeader read_header(const std::filesystem::path& path);

/// Bytes that hold any header.
inline constexpr std::size_t nifti_header_room = 544;
NiftiHeader parse_header(std::span<const std::byte> bytes, const std::string& where);
/// Header and empty extension field, NIfTI-1 unless a dimension needs NIfTI-2. Sets vox_offset.
std::vector<std::byte> header_bytes(const NiftiHeader& header);

Eigen::Matrix4d sform_matrix(const NiftiHeader& header);
Eigen::Matrix4d qform_matrix(const NiftiHeader& header);
/// The voxel-to-world matrix: sform when sform_code > 0 (shears and all), else qform when
/// qform_code > 0, else pixdim with the origin at the centre and x running to the left, as nibabel,
/// FSL and SPM take it (left and right are then a convention, which the audit warns of).
/// Numbers are taken as millimetres.
Grid grid_of(const NiftiHeader& header);
/// Sets sform, qform (none when the axes are sheared: a quaternion cannot hold that), pixdim and
/// dim.
void set_grid(NiftiHeader& header, const Grid& grid, NiftiSpace space);

/// pixdim[4] by the time unit of xyzt_units (no unit: seconds); 0 when it is no time.
double repetition_time_s(const NiftiHeader& header);

}  // namespace rewire
