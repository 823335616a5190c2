#pragma once

#include <array>
#include <span>
#include <vector>

/// What mutual_information.cpp asks of ITK, in plain types: ITK brings an Eigen of its own, which
/// must not meet ours in one source file.
namespace rewire::itk_mattes {

/// World coordinates as ITK takes them: spacing, unit axes (column by column) and origin.
struct Image {
  std::array<int, 3> dims{};
  std::array<double, 3> spacing_mm{};
  std::array<std::array<double, 3>, 3> axes{};
  std::array<double, 3> origin_mm{};
  std::span<const float> values;
};

/// x -> linear x + offset, linear row by row.
struct Affine {
  std::array<std::array<double, 3>, 3> linear{};
  std::array<double, 3> offset{};
};

enum class Family { rigid, affine };

struct Steps {
  double first_mm = 0.0;
  double last_mm = 0.0;
  int most_iterations = 0;
};

/// Improves moving_from_fixed by regular-step gradient descent on Mattes' mutual information at
/// `points` of the fixed image. Throws NumericalError with ITK's reason.
Affine improve(const Image& fixed,
               const std::vector<std::array<float, 3>>& points,
               const Image& moving,
               const Affine& start,
               const std::array<double, 3>& centre_mm,
               Family family,
               const Steps& steps);

}  // namespace rewire::itk_mattes
