#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <span>

namespace rewire {

/// A world-to-world affine (RAS mm) as ITK's text format, which is in LPS. As everywhere in ITK,
/// the file that resamples `moving` to `fixed` holds moving_from_fixed.
void write_itk_transform(const std::filesystem::path& path,
                         const Eigen::Matrix4d& moving_from_fixed);

/// Several in one file, numbered in their order: one for each volume of a scan.
void write_itk_transforms(const std::filesystem::path& path,
                          std::span<const Eigen::Matrix4d> moving_from_fixed);

}  // namespace rewire
