#include "stages/dynamics/cohort_states.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "stages/dynamics/state_use.h"
#include "stages/kernels/statistics/k_means.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr Index most_in_silhouette = 1000;
constexpr int fewest_states = 2;
constexpr int most_states = 8;

/// Mean 0 and length 1 of every column: squared Euclidean distances become 2 (1 - r).
void make_unit(Eigen::MatrixXf& points) {
  for (auto column : points.colwise()) {
    column.array() -= column.mean();
    const float norm = column.norm();
    if (norm > 0.0F) column /= norm;
  }
}

/// Columns of all sessions side by side, and where each session's begin.
struct Pool {
  Eigen::MatrixXf points;
  std::vector<Index> begins;  ///< with the number of points at the end

  std::vector<Index> of_sessions(const std::vector<std::size_t>& sessions) const {
    std::vector<Index> columns;
    for (const std::size_t session : sessions) {
      for (Index j = begins[session]; j < begins[session + 1]; ++j) columns.push_back(j);
    }
    return columns;
  }
};

Pool pool_of(const std::vector<Eigen::MatrixXf>& rows) {
  Pool pool;
  pool.begins.push_back(0);
  for (const Eigen::MatrixXf& session : rows) {
    pool.begins.push_back(pool.begins.back() + session.rows());
  }
  pool.points.resize(rows.front().cols(), pool.begins.back());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    pool.points.middleCols(pool.begins[i], rows[i].rows()) = rows[i].transpose();
  }
  return pool;
}

struct Fit {
  Eigen::MatrixXf centroids;
  std::vector<int> labels;  ///< of all points of the pool
  StateModel model;
  Silhouettes widths;
};

Fit fit_clusters(const Pool& pool,
                 const std::vector<std::size_t>& fitted,
                 std::optional<std::int64_t> states,
                 const DynamicsParams& params) {
  const std::vector<Index> columns = pool.of_sessions(fitted);
  const Eigen::MatrixXf points = pool.points(Eigen::all, columns);
  const int first = states ? static_cast<int>(*states) : fewest_states;
  const int last = states ? static_cast<int>(*states) : most_states;
  const auto seed = static_cast<std::uint64_t>(params.seed);
  Fit best;
  for (int count = first; count <= last; ++count) {
    Clusters clusters = k_means(points, count, static_cast<int>(params.restarts), seed);
    const double width = silhouettes(points, clusters.labels, most_in_silhouette, seed).mean;
    const bool is_better = count == first || width > best.model.silhouette;
    if (is_better) {
      best.centroids = std::move(clusters.centroids);
      best.model.inertia = clusters.inertia;
      best.model.silhouette = width;
    }
    best.model.silhouette_by_count[count] = width;
  }
  best.labels = nearest_centroids(pool.points, best.centroids);
  best.widths = silhouettes(pool.points, best.labels, most_in_silhouette, seed);
  return best;
}

/// The mean width of the points of each session that were looked at.
void add_silhouettes(const Fit& fit,
                     const Pool& pool,
                     StateUse SessionDynamics::*member,
                     Dynamics& dynamics) {
  for (std::size_t i = 0; i + 1 < pool.begins.size(); ++i) {
    double sum = 0.0;
    double count = 0.0;
    for (std::size_t k = 0; k < fit.widths.points.size(); ++k) {
      const Index point = fit.widths.points[k];
      if (point < pool.begins[i] || point >= pool.begins[i + 1]) continue;
      sum += fit.widths.widths[k];
      count += 1.0;
    }
    const bool is_known = count > 0.0 && std::isfinite(fit.widths.mean);
    (dynamics.sessions[i].*member).silhouette = is_known ? sum / count : nan;
  }
}

std::vector<int> part(const std::vector<int>& labels, const Pool& pool, std::size_t session) {
  return {labels.begin() + pool.begins[session], labels.begin() + pool.begins[session + 1]};
}

/// The mean of the original rows in each state, where the distance looked at scaled ones.
Eigen::MatrixXd mean_rows(const std::vector<Eigen::MatrixXf>& rows,
                          const Pool& pool,
                          const std::vector<int>& labels,
                          const std::vector<std::size_t>& fitted,
                          Index states) {
  Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(rows.front().cols(), states);
  Eigen::ArrayXd sizes = Eigen::ArrayXd::Zero(states);
  for (const std::size_t session : fitted) {
    for (Index row = 0; row < rows[session].rows(); ++row) {
      const int state = labels[static_cast<std::size_t>(pool.begins[session] + row)];
      sums.col(state) += rows[session].row(row).transpose().cast<double>();
      sizes[state] += 1.0;
    }
  }
  for (Index k = 0; k < states; ++k) sums.col(k) /= std::max(sizes[k], 1.0);
  return sums;
}

/// Volumes that patterns are made of.
std::vector<Index> pattern_volumes(const DynamicSeries& series,
                                   Index seed,
                                   const DynamicsParams& params) {
  std::vector<Index> kept;
  for (Index t = 0; t < series.kept.size(); ++t) {
    if (series.kept[t] != 0.0) kept.push_back(t);
  }
  if (seed < 0) return kept;
  const auto most = std::max<std::size_t>(
      1,
      static_cast<std::size_t>(
          std::lround(params.pattern_share * static_cast<double>(kept.size()))));
  std::stable_sort(kept.begin(), kept.end(), [&](Index a, Index b) {
    return series.values(a, seed) > series.values(b, seed);
  });
  kept.resize(std::min(kept.size(), most));
  std::sort(kept.begin(), kept.end());
  return kept;
}

int run_at(const DynamicSeries& series, Index volume) {
  const auto after = std::upper_bound(series.run_starts.begin(), series.run_starts.end(), volume);
  return static_cast<int>(after - series.run_starts.begin());
}

}  // namespace

void find_states(const std::vector<DynamicSeries>& series,
                 const std::vector<Windows>& windows,
                 const std::vector<Eigen::MatrixXf>& edges,
                 const std::vector<std::size_t>& fitted,
                 const DynamicsParams& params,
                 Dynamics& dynamics) {
  Pool pool = pool_of(edges);
  if (params.distance == StateDistance::correlation) make_unit(pool.points);
  Fit fit = fit_clusters(pool, fitted, params.states, params);
  const Index states = fit.centroids.cols();
  for (std::size_t i = 0; i < edges.size(); ++i) {
    dynamics.sessions[i].states = use_of_states(part(fit.labels, pool, i),
                                                {.starts = windows[i].starts,
                                                 .runs = windows[i].runs,
                                                 .step = windows[i].step,
                                                 .repetition_time_s = series[i].repetition_time_s},
                                                static_cast<int>(states));
  }
  add_silhouettes(fit, pool, &SessionDynamics::states, dynamics);
  const Eigen::MatrixXd means = mean_rows(edges, pool, fit.labels, fitted, states);
  dynamics.states = std::move(fit.model);
  const Index regions = series.front().values.cols();
  for (Index k = 0; k < states; ++k) {
    dynamics.states.centroids.push_back(
        matrix_of_edges(means.col(k).transpose().array().tanh().matrix(), regions, 1.0));
  }
}

void find_patterns(const std::vector<DynamicSeries>& series,
                   Index seed,
                   const std::vector<std::size_t>& fitted,
                   const DynamicsParams& params,
                   Dynamics& dynamics) {
  if (params.patterns == 0) return;
  std::vector<std::vector<Index>> volumes;
  std::vector<Eigen::MatrixXf> rows;
  for (const DynamicSeries& session : series) {
    volumes.push_back(pattern_volumes(session, seed, params));
    rows.emplace_back(session.values(volumes.back(), Eigen::all).cast<float>());
  }
  Pool pool = pool_of(rows);
  make_unit(pool.points);
  Fit fit = fit_clusters(pool, fitted, params.patterns, params);
  const Index states = fit.centroids.cols();
  for (std::size_t i = 0; i < series.size(); ++i) {
    StatePlaces places{.starts = volumes[i],
                       .runs = {},
                       .step = 1,
                       .repetition_time_s = series[i].repetition_time_s};
    for (const Index volume : volumes[i]) places.runs.push_back(run_at(series[i], volume));
    dynamics.sessions[i].patterns =
        use_of_states(part(fit.labels, pool, i), places, static_cast<int>(states));
  }
  add_silhouettes(fit, pool, &SessionDynamics::patterns, dynamics);
  const Eigen::MatrixXd means = mean_rows(rows, pool, fit.labels, fitted, states);
  dynamics.patterns = std::move(fit.model);
  for (Index k = 0; k < states; ++k) dynamics.patterns.centroids.emplace_back(means.col(k));
}

}  // namespace rewire
