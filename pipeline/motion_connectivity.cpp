#include "pipeline/motion_connectivity.h"

#include <cmath>
#include <optional>
#include <vector>

#include "pipeline/atlas/atlas_library.h"
#include "pipeline/bids/derivatives.h"
#include "stages/core/error.h"
#include "stages/core/log.h"
#include "stages/core/not_a_number.h"
#include "stages/files/confounds_files.h"
#include "stages/files/connectome_files.h"

namespace rewire {
namespace {

using Eigen::Index;

struct MovedSession {
  Connectome connectome;
  double mean_displacement_mm = 0.0;
};

/// Over the volumes where it is known; nothing without any.
std::optional<double> mean_displacement(const std::filesystem::path& path) {
  const Confounds confounds = read_confounds(path);
  const auto column = confounds.find("framewise_displacement");
  if (!column) return std::nullopt;
  double sum = 0.0;
  Index count = 0;
  for (const double value : confounds.values.col(*column)) {
    if (std::isnan(value)) continue;
    sum += value;
    ++count;
  }
  if (count == 0) return std::nullopt;
  return sum / static_cast<double>(count);
}

std::vector<DerivativeFile> find(const std::filesystem::path& root, const DerivativeQuery& query) {
  std::vector<Problem> problems;
  std::vector<DerivativeFile> files = find_derivatives(root, query, {}, problems);
  throw_if_errors(problems);
  return files;
}

std::vector<MovedSession> read_sessions(const MotionConnectivityRun& run) {
  const auto matrices = find(run.derivatives,
                             {.suffix = "relmat",
                              .extension = ".tsv",
                              .atlas = run.atlas,
                              .measure = "pearsoncorrelation"});
  const auto tables = find(run.confounds.empty() ? run.derivatives : run.confounds,
                           {.suffix = "timeseries", .extension = ".tsv", .desc = "confounds"});
  std::vector<MovedSession> sessions;
  for (const DerivativeFile& matrix : matrices) {
    std::optional<double> displacement;
    for (const DerivativeFile& table : tables) {
      if (table.key == matrix.key) displacement = mean_displacement(table.path);
    }
    if (displacement) {
      sessions.push_back({read_connectome(matrix.path), *displacement});
    } else {
      log::warning(describe(matrix.key) + ": no framewise displacement; left out");
    }
  }
  return sessions;
}

void require_same_regions(const std::vector<MovedSession>& sessions, const std::string& where) {
  if (sessions.size() < 4) {
    throw InputError({.found = std::to_string(sessions.size()) + " scans with matrix and motion",
                      .expected = "four or more",
                      .where = where,
                      .remedy = "run the participant level for more sessions"});
  }
  const auto& first = sessions.front().connectome.regions;
  for (const MovedSession& session : sessions) {
    const auto& here = session.connectome.regions;
    bool same = here.size() == first.size();
    for (std::size_t i = 0; same && i < here.size(); ++i) {
      same = here[i].region.name == first[i].region.name;
    }
    if (same) continue;
    throw InputError({.found = "matrices of different regions",
                      .expected = "the same regions in every scan",
                      .where = where,
                      .remedy = "compute every scan with the same atlas"});
  }
}

/// Region pairs, upper triangle row by row.
Eigen::RowVectorXd edges_of(const Eigen::MatrixXd& matrix) {
  const Index n = matrix.rows();
  Eigen::RowVectorXd edges(n * (n - 1) / 2);
  Index edge = 0;
  for (Index i = 0; i < n; ++i) {
    for (Index j = i + 1; j < n; ++j) edges[edge++] = matrix(i, j);
  }
  return edges;
}

/// Between the centroids of every two regions; empty when the atlas does not have them all.
Eigen::VectorXd distances_mm(const Connectome& connectome, const std::string& atlas_name) {
  Eigen::MatrixXd centroids =
      Eigen::MatrixXd::Constant(3, static_cast<Index>(connectome.regions.size()), nan);
  try {
    const Atlas atlas = load_atlas(find_atlas(atlas_name));
    const std::vector<RegionGeometry> geometry = region_geometry(atlas);
    for (std::size_t i = 0; i < connectome.regions.size(); ++i) {
      for (std::size_t j = 0; j < atlas.regions.size(); ++j) {
        if (atlas.regions[j].name != connectome.regions[i].region.name) continue;
        centroids.col(static_cast<Index>(i)) = geometry[j].centroid_mm;
      }
    }
  } catch (const Error& error) {
    log::warning("no distances between regions: " + error.message());
  }
  if (!centroids.allFinite()) return {};
  Eigen::MatrixXd distance(centroids.cols(), centroids.cols());
  for (Index i = 0; i < centroids.cols(); ++i) {
    distance.row(i) = (centroids.colwise() - centroids.col(i)).colwise().norm();
  }
  return edges_of(distance).transpose();
}

}  // namespace

MotionConnectivity motion_connectivity(const MotionConnectivityRun& run) {
  const std::vector<MovedSession> sessions = read_sessions(run);
  require_same_regions(sessions, run.derivatives.string());
  const Index regions = sessions.front().connectome.transformed.rows();
  const auto count = static_cast<Index>(sessions.size());
  Eigen::MatrixXd connectivity(count, regions * (regions - 1) / 2);
  Eigen::VectorXd motion(count);
  double degrees_of_freedom = 0.0;
  for (Index s = 0; s < count; ++s) {
    const MovedSession& session = sessions[static_cast<std::size_t>(s)];
    connectivity.row(s) = edges_of(session.connectome.transformed);
    motion[s] = session.mean_displacement_mm;
    degrees_of_freedom += session.connectome.nominal_degrees_of_freedom;
  }
  return {.result = quality_connectivity(
              connectivity, motion, distances_mm(sessions.front().connectome, run.atlas), run.null),
          .sessions = sessions.size(),
          .mean_degrees_of_freedom = degrees_of_freedom / static_cast<double>(count)};
}

}  // namespace rewire
