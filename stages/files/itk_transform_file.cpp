#include "stages/files/itk_transform_file.h"

#include <string>

#include "stages/core/number_text.h"
#include "stages/files/atomic_file.h"

namespace rewire {

namespace {

/// One transform; ITK counts in LPS.
std::string transform_text(std::size_t number, const Eigen::Matrix4d& moving_from_fixed) {
  Eigen::Matrix4d flip = Eigen::Matrix4d::Identity();
  flip(0, 0) = flip(1, 1) = -1.0;
  const Eigen::Matrix4d lps = flip * moving_from_fixed * flip;
  std::string text = "#Transform " + std::to_string(number) +
                     "\nTransform: AffineTransform_double_3_3\nParameters:";
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) text += " " + format_number(lps(row, column));
  }
  for (int row = 0; row < 3; ++row) text += " " + format_number(lps(row, 3));
  return text + "\nFixedParameters: 0 0 0\n";
}

}  // namespace

void write_itk_transform(const std::filesystem::path& path,
                         const Eigen::Matrix4d& moving_from_fixed) {
  write_itk_transforms(path, {&moving_from_fixed, 1});
}

void write_itk_transforms(const std::filesystem::path& path,
                          std::span<const Eigen::Matrix4d> moving_from_fixed) {
  std::string text = "#Insight Transform File V1.0\n";
  for (std::size_t i = 0; i < moving_from_fixed.size(); ++i) {
    text += transform_text(i, moving_from_fixed[i]);
  }
  write_text(path, text);
}

}  // namespace rewire
