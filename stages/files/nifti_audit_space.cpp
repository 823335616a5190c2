#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "stages/core/number_text.h"
#include "stages/files/nifti_audit_parts.h"

namespace rewire {
namespace {

/// Largest distance between the places that two matrices give the corners of a lattice.
double corner_distance_mm(const NiftiHeader& header,
                          const Eigen::Matrix4d& a,
                          const Eigen::Matrix4d& b) {
  double largest = 0.0;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector4d voxel(0, 0, 0, 1);
    for (int axis = 0; axis < 3; ++axis) {
      if ((corner >> axis & 1) != 0) voxel[axis] = static_cast<double>(header.size(axis + 1) - 1);
    }
    largest = std::max(largest, ((a - b) * voxel).norm());
  }
  return largest;
}

bool mirrored(const Eigen::Matrix4d& a, const Eigen::Matrix4d& b) {
  const auto handedness = [](const Eigen::Matrix4d& matrix) {
    return matrix.topLeftCorner<3, 3>().determinant();
  };
  return handedness(a) * handedness(b) < 0.0;
}

void audit_forms(Requirements& requirements, const NiftiHeader& header) {
  if (header.sform_code <= 0 && header.qform_code <= 0) {
    requirements.prefer(false,
                        "sform_code " + std::to_string(header.sform_code) + " and qform_code " +
                            std::to_string(header.qform_code) +
                            ": left and right are taken by convention (x runs to the left)",
                        "an orientation");
    return;
  }
  if (header.sform_code <= 0 || header.qform_code <= 0) return;
  const Eigen::Matrix4d sform = sform_matrix(header);
  const Eigen::Matrix4d qform = qform_matrix(header);
  requirements.require(!mirrored(sform, qform),
                       "an sform and a qform that are mirror images of each other",
                       "one answer to where left is");
  if (mirrored(sform, qform)) return;
  constexpr double tolerance_mm = 1.0;
  const double distance_mm = corner_distance_mm(header, sform, qform);
  requirements.prefer(distance_mm <= tolerance_mm,
                      "an sform and a qform that differ by " + format_fixed(distance_mm, 1) +
                          " mm at a corner; the sform is used",
                      "at most " + format_number(tolerance_mm) + " mm");
}

void audit_spacing(Requirements& requirements, const NiftiHeader& header, const Grid& grid) {
  const std::array<double, 3> lengths_mm = grid.spacing_mm();
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double stored = header.pixdim[axis + 1];
    const double used_mm = lengths_mm[axis];
    const std::string name = "pixdim[" + std::to_string(axis + 1) + "] " + format_number(stored);
    constexpr double smallest_mm = 0.05;
    constexpr double largest_mm = 50.0;
    constexpr double tolerance = 0.01;
    if (!(used_mm > 0.0)) {
      requirements.require(false, name, "a spacing above 0 mm");
    } else if (used_mm < smallest_mm || used_mm > largest_mm) {
      requirements.require(
          false,
          "voxels of " + format_number(used_mm) + " mm along axis " + std::to_string(axis + 1),
          "0.05 to 50 mm");
    } else {
      requirements.prefer(std::abs(stored - used_mm) <= tolerance * used_mm,
                          name,
                          format_fixed(used_mm, 3) + " mm, by the matrix that is used");
    }
  }
}

}  // namespace

std::vector<Problem> audit_space(const NiftiHeader& header, const std::string& where) {
  Requirements requirements(where, "convert the scan again or mend its header (nifti_tool)");
  constexpr int space_bits = 0x07;
  constexpr int millimetres = 2;
  const int unit = header.xyzt_units & space_bits;
  requirements.require(unit == 0 || unit == millimetres,
                       "xyzt_units " + std::to_string(header.xyzt_units) +
                           (unit == 1   ? " (metres)"
                            : unit == 3 ? " (micrometres)"
                                        : ""),
                       "millimetres");
  const Grid grid = grid_of(header);
  audit_spacing(requirements, header, grid);
  std::vector<Problem> grid_problems = validate(grid, where);
  // Spacings have been told in the header's own terms.
  std::vector<Problem> problems = requirements.take();
  if (!has_errors(problems)) append(problems, std::move(grid_problems));
  if (!has_errors(problems)) {
    audit_forms(requirements, header);
    append(problems, requirements.take());
  }
  return problems;
}

}  // namespace rewire
