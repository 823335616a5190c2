#include "stages/dynamics/edge_series.h"

#include <cmath>

#include "stages/kernels/linalg/correlation.h"

namespace rewire {

using Eigen::Index;

EdgeSeries edge_series(const RegionSeries& series) {
  EdgeSeries found;
  std::vector<Index> kept;
  for (std::size_t t = 0; t < series.kept.size(); ++t) {
    if (series.kept[t] == 0) continue;
    kept.push_back(static_cast<Index>(t));
    found.volumes_s.push_back(static_cast<double>(t) * series.repetition_time_s);
  }
  Eigen::MatrixXd unit = series.values(kept, Eigen::all);
  const std::vector<SeriesState> states = make_unit_columns(unit);
  std::vector<Index> regions;
  for (std::size_t j = 0; j < states.size(); ++j) {
    if (states[j] == SeriesState::usable) regions.push_back(static_cast<Index>(j));
  }
  const auto count = static_cast<Index>(regions.size());
  const auto volumes = static_cast<double>(kept.size());
  found.values.resize(unit.rows(), count * (count - 1) / 2);
  Index edge = 0;
  for (Index i = 0; i < count; ++i) {
    for (Index j = i + 1; j < count; ++j) {
      found.values.col(edge++) =
          volumes * unit.col(regions[static_cast<std::size_t>(i)])
                        .cwiseProduct(unit.col(regions[static_cast<std::size_t>(j)]));
      const auto name = [&](Index k) {
        return series.regions[static_cast<std::size_t>(regions[static_cast<std::size_t>(k)])]
            .region.name;
      };
      found.edges.push_back(name(i) + "--" + name(j));
    }
  }
  return found;
}

}  // namespace rewire
