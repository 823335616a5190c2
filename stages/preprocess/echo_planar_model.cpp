#include "stages/preprocess/echo_planar_model.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "stages/core/error.h"
#include "stages/kernels/linalg/positive_definite.h"
#include "stages/kernels/registration/resample.h"
#include "stages/kernels/registration/smooth.h"
#include "stages/preprocess/shrunk.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

/// Brightnesses between which parts are interpolated. Outside the brain the darkest is no part.
constexpr int inner_parts = 8;
constexpr int outer_parts = 4;
constexpr std::size_t rank_of_darkest = 200;  ///< one in so many is darker, or brighter at the end
constexpr double part_spacing_mm = 2.0;
constexpr double coil_mm = 16.0;
constexpr int rounds = 4;
constexpr double ridge = 1e-3;
/// Residuals beyond this many standard deviations hardly count.
constexpr double wild = 2.0;

struct Brightness {
  float low;
  float high;
};

Brightness brightness_of_brain(const Anatomy& anatomy) {
  std::vector<float> values;
  values.reserve(anatomy.brain.inside.size());
  for (std::size_t v = 0; v < anatomy.brain.inside.size(); ++v) {
    if (anatomy.brain.inside[v] != 0) values.push_back(anatomy.head.values[v]);
  }
  if (values.empty()) return {.low = 0.0F, .high = 1.0F};
  const std::size_t rank = values.size() / rank_of_darkest;
  const auto at = [&](std::size_t place) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(place);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
  };
  const float low = at(rank);
  return {.low = low, .high = std::max(at(values.size() - 1 - rank), low + 1e-6F)};
}

double median_size(std::vector<double> values) {
  if (values.empty()) return 0.0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

EchoPlanarModel::EchoPlanarModel(const Anatomy& anatomy, const Grid& grid) : grid_(grid) {
  const std::array<double, 3> spacing = grid.spacing_mm();
  const double voxel_mm = (spacing[0] + spacing[1] + spacing[2]) / 3.0;
  const auto add_parts = [&](std::uint8_t inside, int count, int first, Brightness range) {
    const float steps = static_cast<float>(count - 1) / (range.high - range.low);
    for (int part = first; part < count; ++part) {
      Volume share{.grid = anatomy.brain.grid,
                   .values = std::vector<float>(anatomy.brain.inside.size(), 0.0F)};
      for (std::size_t v = 0; v < share.values.size(); ++v) {
        if ((anatomy.brain.inside[v] != 0 ? 1 : 0) != inside) continue;
        const float bright = std::clamp(anatomy.head.values[v], range.low, range.high);
        const float away = std::abs((bright - range.low) * steps - static_cast<float>(part));
        share.values[v] = std::max(1.0F - away, 0.0F);
      }
      Volume small = shrunk(share, part_spacing_mm);
      small.values = smooth(view_of(small), voxel_mm);
      blurred_.push_back(std::move(small));
    }
  };
  const Brightness brain = brightness_of_brain(anatomy);
  add_parts(1, inner_parts, 0, brain);
  add_parts(0, outer_parts, 1, {.low = 0.0F, .high = brain.high});
}

void EchoPlanarModel::move_to(const Eigen::Matrix4d& t1w_from_bold) {
  parts_.clear();
  parts_.reserve(blurred_.size());
  for (const Volume& part : blurred_) {
    parts_.push_back(resample_linear(view_of(part), lattice_of(grid_), t1w_from_bold, 0.0F));
  }
}

std::vector<float> EchoPlanarModel::weighed(const Volume& image, const MaskValues& region) const {
  const auto count = static_cast<Eigen::Index>(parts_.size());
  const auto parts_at = [&](std::size_t v) {
    Eigen::VectorXd values(count);
    for (Eigen::Index p = 0; p < count; ++p) {
      values[p] = static_cast<double>(parts_[static_cast<std::size_t>(p)][v]);
    }
    return values;
  };
  Eigen::VectorXd weights = Eigen::VectorXd::Zero(count);
  double scale = 0.0;
  for (int round = 0; round < rounds; ++round) {
    Eigen::MatrixXd square = Eigen::MatrixXd::Zero(count, count);
    Eigen::VectorXd right = Eigen::VectorXd::Zero(count);
    for (std::size_t v = 0; v < region.size(); ++v) {
      if (region[v] == 0) continue;
      const Eigen::VectorXd parts = parts_at(v);
      const auto value = static_cast<double>(image.values[v]);
      const double residual = value - parts.dot(weights);
      const double counts = scale > 0.0 ? 1.0 / (1.0 + residual * residual / (scale * scale)) : 1.0;
      square.noalias() += counts * parts * parts.transpose();
      right += counts * value * parts;
    }
    square.diagonal().array() += ridge * square.trace() / static_cast<double>(count);
    const auto inverse = inverse_positive_definite(square);
    if (!inverse) {
      throw NumericalError({.found = "a T1w whose brightness says nothing about the scan's",
                            .expected = "a head in both",
                            .where = "scan to T1w along its phase-encode axis",
                            .remedy = "look at the scan over its T1w, or set distortion.source = "
                                      "none"});
    }
    weights = *inverse * right;
    std::vector<double> sizes;
    sizes.reserve(region.size());
    for (std::size_t v = 0; v < region.size(); ++v) {
      if (region[v] == 0) continue;
      sizes.push_back(std::abs(static_cast<double>(image.values[v]) - parts_at(v).dot(weights)));
    }
    scale = wild * 1.4826 * median_size(std::move(sizes));
  }
  std::vector<float> values(image.values.size());
  for (std::size_t v = 0; v < values.size(); ++v) {
    values[v] = static_cast<float>(parts_at(v).dot(weights));
  }
  return values;
}

Volume EchoPlanarModel::fitted_to(const Volume& image, const MaskValues& region) const {
  Volume model{.grid = image.grid, .values = weighed(image, region)};
  std::vector<float> product(model.values.size(), 0.0F);
  std::vector<float> square(model.values.size(), 0.0F);
  for (std::size_t v = 0; v < product.size(); ++v) {
    if (region[v] == 0) continue;
    product[v] = model.values[v] * image.values[v];
    square[v] = model.values[v] * model.values[v];
  }
  product = smooth(view_of(image.grid, product), coil_mm);
  square = smooth(view_of(image.grid, square), coil_mm);
  for (std::size_t v = 0; v < product.size(); ++v) {
    model.values[v] *= square[v] > 0.0F ? product[v] / square[v] : 0.0F;
  }
  return model;
}

}  // namespace rewire
