#include "stages/preprocess/despike.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/core/parallel.h"
#include "stages/kernels/linalg/orthonormal_basis.h"
#include "stages/kernels/linalg/robust_fit.h"

namespace rewire {
namespace {

/// Fewer volumes hold no curve besides the noise.
constexpr Eigen::Index fewest_volumes = 15;
constexpr std::size_t voxels_per_block = 256;
/// Voxels that scatter less than this share of the scan's brightest value are background or
/// constant.
constexpr float least_deviation = 1e-6F;
constexpr double many_changes = 0.05;

constexpr std::array papers{
    Paper{"Cox RW",
          1996,
          "AFNI: software for analysis and visualization of functional magnetic resonance "
          "neuroimages",
          "10.1006/cbmr.1996.0014",
          "program 3dDespike: the squashing curve"},
    Paper{"Huber PJ, Ronchetti EM",
          2009,
          "Robust Statistics",
          "10.1002/9780470434697",
          "regression with modified residuals"}};

Eigen::MatrixXf smooth_basis(Eigen::Index volumes, double shortest_period_volumes) {
  const auto pairs =
      static_cast<Eigen::Index>(std::floor(static_cast<double>(volumes) / shortest_period_volumes));
  Eigen::MatrixXd columns(volumes, 3 + 2 * pairs);
  const Eigen::ArrayXd time = Eigen::ArrayXd::LinSpaced(volumes, -1.0, 1.0);
  columns.col(0).setOnes();
  columns.col(1) = time;
  columns.col(2) = time.square();
  for (Eigen::Index k = 1; k <= pairs; ++k) {
    const Eigen::ArrayXd phase = std::numbers::pi * static_cast<double>(k) * time;
    columns.col(1 + 2 * k) = phase.sin();
    columns.col(2 + 2 * k) = phase.cos();
  }
  return orthonormal_basis(columns, 1e-6).vectors.cast<float>();
}

/// Squashes one block of voxels in place and counts the changes per volume.
void squash(Eigen::MatrixXf& block,
            const Eigen::MatrixXf& basis,
            const DespikeParams& params,
            float least,
            Eigen::VectorXi& changes) {
  const RobustFit fit = robust_fit(basis, block);
  const auto first = static_cast<float>(params.first_deviation);
  const auto width = static_cast<float>(params.last_deviation - params.first_deviation);
  for (Eigen::Index t = 0; t < block.cols(); ++t) {
    for (Eigen::Index row = 0; row < block.rows(); ++row) {
      const float deviation = fit.deviation[row];
      if (!(deviation > least)) continue;
      const float distance = (block(row, t) - fit.curve(row, t)) / deviation;
      const float beyond = std::abs(distance) - first;
      if (!(beyond > 0.0F)) continue;
      const float kept = first + width * std::tanh(beyond / width);
      block(row, t) = fit.curve(row, t) + deviation * std::copysign(kept, distance);
      ++changes[t];
    }
  }
}

void report(CorrectedScan& scan, const Eigen::VectorXi& changes) {
  const double values = static_cast<double>(scan.bold.values.size());
  const double share = static_cast<double>(changes.sum()) / values;
  Eigen::Index worst = 0;
  const int most = changes.maxCoeff(&worst);
  const double worst_share =
      static_cast<double>(most) / static_cast<double>(scan.bold.values.rows());
  scan.warnings.push_back(
      {.found = format_fixed(100.0 * share, 2) + " % of the values despiked; in volume " +
                std::to_string(worst) + " most: " + format_fixed(100.0 * worst_share, 1) + " %",
       .expected =
           share > many_changes ? "at most " + format_fixed(100.0 * many_changes, 0) + " %" : "",
       .where = "despike",
       .remedy = share > many_changes ? "look at the scan for artefacts" : "",
       .severity = Severity::warning});
}

}  // namespace

void fields(FieldVisitor& visitor, DespikeParams& params) {
  visitor.choice("despiking",
                 params.method,
                 {"none", "squash"},
                 "Whether values far from a smooth curve of their voxel are drawn towards it.");
  visitor.number("first_deviation",
                 params.first_deviation,
                 Unit::none,
                 {1, 20},
                 "Robust standard deviations from the curve at which squashing begins.");
  visitor.number("last_deviation",
                 params.last_deviation,
                 Unit::none,
                 {1, 100},
                 "Robust standard deviations that no value exceeds.");
  visitor.number("shortest_period",
                 params.shortest_period_volumes,
                 Unit::volumes,
                 {4, 1000},
                 "The curve follows nothing that is faster than this.");
}

std::vector<Problem> check_despike(const BoldRun& bold, const DespikeParams& params) {
  std::vector<Problem> problems = validate(bold.grid, "scan");
  if (!(params.last_deviation > params.first_deviation)) {
    problems.push_back({.found = "last_deviation not above first_deviation",
                        .expected = "first_deviation < last_deviation",
                        .where = "despike",
                        .remedy = "change one of them"});
  }
  return problems;
}

CorrectedScan despike(const BoldRun& bold, const DespikeParams& params) {
  throw_if_errors(check_despike(bold, params));
  CorrectedScan result{.bold = bold, .warnings = {}};
  if (params.method == DespikeMethod::none) return result;
  if (bold.volume_count() < fewest_volumes) {
    result.warnings.push_back({.found = std::to_string(bold.volume_count()) + " volumes",
                               .expected = std::to_string(fewest_volumes) + " or more",
                               .where = "despike",
                               .remedy = "nothing was despiked",
                               .severity = Severity::warning});
    return result;
  }
  const Eigen::MatrixXf basis = smooth_basis(bold.volume_count(), params.shortest_period_volumes);
  Eigen::MatrixXf& values = result.bold.values;
  const float least = least_deviation * values.cwiseAbs().maxCoeff();
  const auto voxels = static_cast<std::size_t>(values.rows());
  std::vector<Eigen::VectorXi> changes((voxels + voxels_per_block - 1) / voxels_per_block,
                                       Eigen::VectorXi::Zero(values.cols()));
  parallel_for(voxels, voxels_per_block, [&](std::size_t begin, std::size_t end) {
    const auto first = static_cast<Eigen::Index>(begin);
    const auto rows = static_cast<Eigen::Index>(end - begin);
    Eigen::MatrixXf block = values.middleRows(first, rows);
    squash(block, basis, params, least, changes[begin / voxels_per_block]);
    values.middleRows(first, rows) = block;
  });
  Eigen::VectorXi total = Eigen::VectorXi::Zero(values.cols());
  for (const Eigen::VectorXi& part : changes) total += part;
  report(result, total);
  return result;
}

const Stage<CorrectedScan, DespikeParams, BoldRun> despike_stage{
    .name = "despike",
    .version = 1,
    .summary = "Draw wild values towards a smooth curve of their voxel",
    .run = &despike,
    .check = &check_despike,
    .papers = papers};

}  // namespace rewire
