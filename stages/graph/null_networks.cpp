#include "stages/graph/null_networks.h"

#include <cmath>

#include "stages/core/error.h"
#include "stages/core/random.h"
#include "stages/graph/graph_building.h"
#include "stages/kernels/linalg/correlation.h"
#include "stages/kernels/network/network.h"
#include "stages/kernels/network/random_streams.h"
#include "stages/kernels/network/rewiring.h"

namespace rewire {
namespace {

bool is_whole_matrix(NullModel model) {
  return model == NullModel::covariance || model == NullModel::phases;
}

/// The graph of a matrix of r, cut as the scan's own.
NullNetwork cut(const NullSource& source,
                Eigen::MatrixXd r,
                double level,
                const GraphParams& params) {
  r.diagonal().setZero();
  Eigen::MatrixXd fisher_z = r.unaryExpr([](double value) { return std::atanh(value); });
  Eigen::MatrixXd weights = build_graph(source.is_fisher_z ? fisher_z : r, level, params).weights;
  return {std::move(weights), std::move(fisher_z)};
}

}  // namespace

NullNetwork null_network(const NullSource& source,
                         const Eigen::MatrixXd& weights,
                         double level,
                         const GraphParams& params,
                         std::int64_t number) {
  const RandomStream random(static_cast<std::uint64_t>(params.seed),
                            null_streams + static_cast<std::uint64_t>(number));
  switch (params.null_model) {
    case NullModel::strengths:
      return {.weights = rewire_signed_strengths(weights, params.swaps, random)};
    case NullModel::covariance:
      return cut(source, random_covariance(source.matrix, random), level, params);
    case NullModel::phases:
      if (source.series == nullptr) {
        throw InputError(Problem{"no series",
                                 "the region series that the matrix was made from",
                                 "null networks with random phases",
                                 "give the series, or choose another null_model"});
      }
      return cut(source, correlate(randomise_phases(*source.series, random)).r, level, params);
    default:
      return {.weights = rewire_degrees(Network(weights), params.swaps, random)};
  }
}

std::string without_nulls(const MetricDeclaration& metric, NullModel model) {
  if (metric.nulls == NullUse::none) return "it is measured against random networks of its own";
  if (metric.nulls == NullUse::all || is_whole_matrix(model)) return {};
  return "it reads all pairs, which rewired edges leave as they are";
}

std::string describe_nulls(const GraphParams& params) {
  switch (params.null_model) {
    case NullModel::strengths:
      return "signed degrees kept, strengths approximately (Rubinov & Sporns 2011)";
    case NullModel::covariance:
      return "random covariance of the same mean and variance (Hirschberger, Qi & Steuer 2007)";
    case NullModel::phases:
      return "series with random phases (Theiler et al. 1992)";
    default:
      return "degrees kept (Maslov & Sneppen 2002)";
  }
}

}  // namespace rewire
