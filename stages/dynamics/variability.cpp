#include "stages/dynamics/variability.h"

#include <cmath>
#include <limits>

#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/kernels/spectral/phase_surrogates.h"
#include "stages/kernels/statistics/windowed_correlation.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t surrogates_at_once = 8;

Eigen::ArrayXd deviations(const Eigen::Ref<const Eigen::MatrixXd>& edges) {
  const auto windows = static_cast<double>(edges.rows());
  const Eigen::RowVectorXd mean = edges.colwise().mean();
  return ((edges.rowwise() - mean).colwise().squaredNorm() / (windows - 1.0))
      .cwiseSqrt()
      .transpose()
      .array();
}

/// Censored volumes on the line between their kept neighbours in the run.
Eigen::MatrixXd filled_run(const DynamicSeries& series, Index begin, Index end) {
  Eigen::MatrixXd values = series.values.middleRows(begin, end - begin);
  Index before = -1;
  for (Index t = 0; t < values.rows(); ++t) {
    if (series.kept[begin + t] == 0.0) continue;
    for (Index gap = before + 1; gap < t; ++gap) {
      const double share =
          before < 0 ? 1.0 : static_cast<double>(gap - before) / static_cast<double>(t - before);
      values.row(gap) = share * values.row(t);
      if (before >= 0) values.row(gap) += (1.0 - share) * values.row(before);
    }
    before = t;
  }
  for (Index gap = before + 1; before >= 0 && gap < values.rows(); ++gap) {
    values.row(gap) = values.row(before);
  }
  return values;
}

/// Surrogates of all runs, one below the other.
class SessionSurrogates {
 public:
  explicit SessionSurrogates(const DynamicSeries& series) {
    for (std::size_t run = 0; run + 1 < series.run_starts.size(); ++run) {
      runs_.emplace_back(filled_run(series, series.run_starts[run], series.run_starts[run + 1]));
    }
    starts_ = series.run_starts;
  }

  Eigen::MatrixXd draw(std::uint64_t seed, std::uint64_t stream, Index regions) const {
    Eigen::MatrixXd values(starts_.back(), regions);
    for (std::size_t run = 0; run < runs_.size(); ++run) {
      values.middleRows(starts_[run], starts_[run + 1] - starts_[run]) =
          runs_[run].draw(RandomStream(seed, stream * runs_.size() + run));
    }
    return values;
  }

 private:
  std::vector<PhaseSurrogates> runs_;
  std::vector<Index> starts_;
};

}  // namespace

WindowVariability window_variability(const DynamicSeries& series,
                                     const Windows& windows,
                                     const Eigen::Ref<const Eigen::MatrixXd>& edges,
                                     const DynamicsParams& params,
                                     std::uint64_t stream) {
  const Index regions = series.values.cols();
  const Eigen::ArrayXd deviation = deviations(edges);
  const Eigen::ArrayXd excursion = excursions(edges);
  const auto surrogates = static_cast<std::size_t>(params.surrogates);
  Eigen::ArrayXd deviation_reached = Eigen::ArrayXd::Ones(edges.cols());
  Eigen::ArrayXd excursion_reached = Eigen::ArrayXd::Ones(edges.cols());
  if (surrogates > 0) {
    const SessionSurrogates source(series);
    for (std::size_t begin = 0; begin < surrogates; begin += surrogates_at_once) {
      const std::size_t width = std::min(surrogates_at_once, surrogates - begin);
      std::vector<Eigen::ArrayXd> by_deviation(width);
      std::vector<Eigen::ArrayXd> by_excursion(width);
      parallel_for(width, 1, [&](std::size_t k, std::size_t) {
        const Eigen::MatrixXd made = window_edges(
            source.draw(
                static_cast<std::uint64_t>(params.seed), (stream << 24U) + begin + k, regions),
            windows);
        by_deviation[k] = (deviations(made) >= deviation).cast<double>();
        by_excursion[k] = (excursions(made) >= excursion).cast<double>();
      });
      for (std::size_t k = 0; k < width; ++k) {
        deviation_reached += by_deviation[k];
        excursion_reached += by_excursion[k];
      }
    }
  }
  const double count = surrogates > 0 ? static_cast<double>(surrogates) + 1.0 : nan;
  const auto matrix = [&](const Eigen::ArrayXd& values) {
    return matrix_of_edges(values.matrix().transpose(), regions, nan);
  };
  return {.windows = static_cast<int>(edges.rows()),
          .deviation = matrix(deviation),
          .deviation_p = matrix(deviation_reached / count),
          .excursion = matrix(excursion),
          .excursion_p = matrix(excursion_reached / count)};
}

}  // namespace rewire
