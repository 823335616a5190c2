#include <algorithm>
#include <limits>
#include <memory>

#include "stages/compare/contrasts.h"
#include "stages/compare/edge_networks.h"
#include "stages/kernels/statistics/column_blocks.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

/// The design of a contrast without covariates: a mean, or one of each arm.
LinearDesign design_of(const PlannedContrast& planned, const CompareParams& params) {
  const auto rows = static_cast<Index>(planned.labels.size());
  LinearDesign design;
  if (planned.contrast.kind == ContrastKind::change) {
    design.shared = MatrixXd::Ones(rows, 1);
    return design;
  }
  design.shared = MatrixXd::Zero(rows, 2);
  for (Index i = 0; i < rows; ++i) {
    design.shared(i, planned.labels[static_cast<std::size_t>(i)]) = 1.0;
  }
  if (params.variance == VarianceModel::welch) design.variance_groups = planned.labels;
  return design;
}

}  // namespace

void add_contrast_networks(Comparison& comparison,
                           const TrialData& trial,
                           const PlannedContrast& planned,
                           const CompareParams& params,
                           std::uint64_t first_stream) {
  const auto tests = edge_network_tests(trial, params.network);
  if (!tests || planned.labels.empty()) return;
  const auto edges =
      std::find_if(trial.families.begin(), trial.families.end(), [](const EndpointFamily& family) {
        return family.name == "edge";
      });
  std::vector<bool> tested;
  for (const Effect& effect : comparison.effects) {
    if (effect.contrast != planned.contrast.name || effect.family != "edge") continue;
    tested.push_back(effect.reason.empty());
  }
  if (std::find(tested.begin(), tested.end(), true) == tested.end()) return;
  const bool change = planned.contrast.kind == ContrastKind::change;
  const LinearDesign design = design_of(planned, params);
  const Exchangeability exchangeability{
      .symmetry = change ? ErrorSymmetry::symmetric : ErrorSymmetry::exchangeable,
      .exchange = BlockExchange::within,
      .blocks = change ? std::vector<int>{} : planned.blocks,
      .participants = {}};
  const Shuffles shuffles = make_shuffles(exchangeability,
                                          row_kinds(design.shared),
                                          static_cast<std::size_t>(params.permutations),
                                          static_cast<std::uint64_t>(params.seed),
                                          first_stream);
  const Eigen::VectorXd contrast =
      change ? Eigen::VectorXd(Eigen::VectorXd::Ones(1)) : Eigen::VectorXd(Eigen::Vector2d(-1, 1));
  const ScoreBlocks blocks{
      .columns = static_cast<Index>(tested.size()),
      .width = columns_per_block(static_cast<Index>(planned.labels.size())),
      .scores = [&](Index first, Index count) {
        MatrixXd changes = changes_of(*edges, planned, first, count);
        edges->values.let_go();
        // What is not tested by itself is no part of a network.
        for (Index c = 0; c < count; ++c) {
          if (tested[static_cast<std::size_t>(first + c)]) continue;
          changes.col(c).setConstant(std::numeric_limits<double>::quiet_NaN());
        }
        return std::make_shared<const ShuffledScores>(
            changes,
            design,
            contrast,
            design.variance_groups.empty() ? ShuffledStatistic::t : ShuffledStatistic::variance_z,
            exchangeability);
      }};
  add_networks(comparison,
               trial,
               params.network,
               permutation_inference(blocks, shuffles, Tail::two_sided, tests),
               planned.contrast.name);
}

}  // namespace rewire
