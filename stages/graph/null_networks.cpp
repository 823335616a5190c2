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

Eigen::MatrixXd in_unit_of(const NullSource& source, Eigen::MatrixXd r) {
  if (!source.is_fisher_z) return r;
  r.diagonal().setZero();
  return r.unaryExpr([](double value) { return std::atanh(value); });
}

}  // namespace

Eigen::MatrixXd null_network(const NullSource& source,
                             const Eigen::MatrixXd& weights,
                             double level,
                             const GraphParams& params,
                             std::int64_t number) {
  const RandomStream random(static_cast<std::uint64_t>(params.seed),
                            null_streams + static_cast<std::uint64_t>(number));
  switch (params.null_model) {
    case NullModel::strengths:
      return rewire_signed_strengths(weights, params.swaps, random);
    case NullModel::covariance:
      return build_graph(
                 in_unit_of(source, random_covariance(source.matrix, random)), level, params)
          .weights;
    case NullModel::phases:
      if (source.series == nullptr) {
        throw InputError(Problem{"no series",
                                 "the region series that the matrix was made from",
                                 "null networks with random phases",
                                 "give the series, or choose another null_model"});
      }
      return build_graph(in_unit_of(source, correlate(randomise_phases(*source.series, random)).r),
                         level,
                         params)
          .weights;
    default:
      return rewire_degrees(Network(weights), params.swaps, random);
  }
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
