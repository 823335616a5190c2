#include "stages/graph/measurement.h"

#include "stages/core/not_a_number.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

/// Mean and deviation of each entry over the vectors that have it.
void spread_entries(const std::vector<const VectorXd*>& samples,
                    Index size,
                    VectorXd& mean,
                    VectorXd& deviation) {
  mean = VectorXd::Constant(size, nan);
  deviation = mean;
  for (Index i = 0; i < size; ++i) {
    double sum = 0.0;
    double count = 0.0;
    for (const VectorXd* sample : samples) {
      if (i >= sample->size() || !std::isfinite((*sample)[i])) continue;
      sum += (*sample)[i];
      count += 1.0;
    }
    if (count < 2.0) continue;
    mean[i] = sum / count;
    double squares = 0.0;
    for (const VectorXd* sample : samples) {
      if (i >= sample->size() || !std::isfinite((*sample)[i])) continue;
      squares += ((*sample)[i] - mean[i]) * ((*sample)[i] - mean[i]);
    }
    deviation[i] = std::sqrt(squares / (count - 1.0));
  }
}

/// Mean and deviation over `get(null)`.
template <class Get>
void spread(const std::vector<Measurement>& nulls,
            const Get& get,
            VectorXd& mean,
            VectorXd& deviation) {
  std::vector<const VectorXd*> samples;
  Index longest = 0;
  for (const Measurement& null : nulls) {
    samples.push_back(&get(null));
    longest = std::max(longest, samples.back()->size());
  }
  spread_entries(samples, longest, mean, deviation);
}

void spread_each(const std::vector<Measurement>& nulls,
                 std::vector<VectorXd> Measurement::*member,
                 NullSpread& result) {
  const std::size_t count = (nulls.front().*member).size();
  (result.mean.*member).resize(count);
  (result.deviation.*member).resize(count);
  for (std::size_t m = 0; m < count; ++m) {
    spread(
        nulls,
        [&](const Measurement& null) -> const VectorXd& { return (null.*member)[m]; },
        (result.mean.*member)[m],
        (result.deviation.*member)[m]);
  }
}

}  // namespace

Measurement measure(const PreparedNetwork& network, const Selected& metrics) {
  const bool is_empty = network.network().size() == 0;
  Measurement result;
  for (const MetricDeclaration* metric : metrics) {
    if (const auto* nodal = std::get_if<NodalFunction>(&metric->compute)) {
      result.nodal.push_back(is_empty ? VectorXd() : (*nodal)(network));
    } else if (const auto* global = std::get_if<GlobalFunction>(&metric->compute)) {
      const double value = is_empty ? nan : (*global)(network);
      // A ratio to nothing is no number.
      result.global.push_back(std::isfinite(value) ? value : nan);
    } else {
      const auto& curve = std::get<CurveFunction>(metric->compute);
      result.curves.push_back(is_empty ? VectorXd() : curve.values(network));
    }
  }
  return result;
}

MetricSettings metric_settings(const GraphParams& params) {
  const auto seed = static_cast<std::uint64_t>(params.seed);
  return {.lengths = static_cast<LengthRule>(params.lengths),
          .communities = {.method = static_cast<CommunityMethod>(params.community_search),
                          .seed = seed,
                          .restarts = params.restarts},
          .partition = static_cast<PartitionChoice>(params.community_choice),
          .signed_modularity = static_cast<SignedModularity>(params.signed_modularity),
          .resolution = params.resolution,
          .small_world = {
              .seed = seed, .references = params.references, .swaps_per_edge = params.swaps}};
}

NullSpread spread_over(const std::vector<Measurement>& nulls) {
  NullSpread result;
  spread_each(nulls, &Measurement::nodal, result);
  spread_each(nulls, &Measurement::curves, result);
  spread_each(nulls, &Measurement::path_shares, result);
  const auto structures = [](const Measurement& null) -> const VectorXd& {
    return null.structures;
  };
  spread(nulls, structures, result.mean.structures, result.deviation.structures);
  for (std::size_t m = 0; m < nulls.front().global.size(); ++m) {
    std::vector<VectorXd> values;
    values.reserve(nulls.size());
    for (const Measurement& null : nulls) values.push_back(VectorXd::Constant(1, null.global[m]));
    std::vector<const VectorXd*> samples;
    samples.reserve(values.size());
    for (const VectorXd& value : values) samples.push_back(&value);
    VectorXd mean;
    VectorXd deviation;
    spread_entries(samples, 1, mean, deviation);
    result.mean.global.push_back(mean[0]);
    result.deviation.global.push_back(deviation[0]);
  }
  return result;
}

}  // namespace rewire
