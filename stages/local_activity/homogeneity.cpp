#include "stages/local_activity/homogeneity.h"

#include <cmath>
#include <limits>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/core/requirements.h"
#include "stages/kernels/statistics/concordance.h"
#include "stages/local_activity/kept_volumes.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr const char* where = "homogeneity";
constexpr std::size_t block_voxels = 512;

/// The steps to a neighbourhood's voxels, the voxel itself among them.
std::vector<std::array<int, 3>> steps_of(Neighbourhood neighbourhood) {
  const int most_axes = static_cast<int>(neighbourhood) + 1;
  std::vector<std::array<int, 3>> steps;
  for (int k = -1; k <= 1; ++k) {
    for (int j = -1; j <= 1; ++j) {
      for (int i = -1; i <= 1; ++i) {
        if (std::abs(i) + std::abs(j) + std::abs(k) <= most_axes) steps.push_back({i, j, k});
      }
    }
  }
  return steps;
}

/// Where voxels inside a mask, with a series that varies, have their row; -1 elsewhere.
std::vector<Index> rows_on_grid(const Mask& mask, const RankedSeries& ranked) {
  std::vector<Index> rows(mask.grid.voxel_count(), -1);
  const std::vector<std::size_t> voxels = mask.indices();
  for (std::size_t v = 0; v < voxels.size(); ++v) {
    const auto row = static_cast<Index>(v);
    if (!ranked.constant(row)) rows[voxels[v]] = row;
  }
  return rows;
}

/// The rows of the neighbourhood of the voxel with the index `voxel`.
void gather_members(const Grid& grid,
                    const std::vector<Index>& rows,
                    const std::vector<std::array<int, 3>>& steps,
                    std::size_t voxel,
                    std::vector<Index>& members) {
  const auto nx = static_cast<std::size_t>(grid.dims[0]);
  const auto ny = static_cast<std::size_t>(grid.dims[1]);
  const std::array<int, 3> place{static_cast<int>(voxel % nx),
                                 static_cast<int>(voxel / nx % ny),
                                 static_cast<int>(voxel / nx / ny)};
  members.clear();
  for (const std::array<int, 3>& step : steps) {
    bool inside = true;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const int at = place[axis] + step[axis];
      inside = inside && at >= 0 && at < grid.dims[axis];
    }
    if (!inside) continue;
    const Index row = rows[grid.index(place[0] + step[0], place[1] + step[1], place[2] + step[2])];
    if (row >= 0) members.push_back(row);
  }
}

}  // namespace

void fields(FieldVisitor& visitor, HomogeneityParams& params) {
  visitor.choice("neighbourhood",
                 params.neighbourhood,
                 {"7", "19", "27"},
                 "Voxels that are compared: with common faces, also edges, also corners.");
  visitor.number(
      "minimum_share",
      params.minimum_share,
      Unit::none,
      {0, 1},
      "A voxel with a smaller share of its neighbourhood inside the mask has no number.");
}

std::vector<Problem> check_homogeneity(const Denoised& denoised,
                                       const HomogeneityParams& /*params*/) {
  Requirements requirements(where, "denoise the scan again, with more volumes");
  const MaskedBold& bold = denoised.bold;
  requirements.require(bold.values.rows() > 0, "no voxel in the mask", "at least one");
  requirements.require(static_cast<std::size_t>(bold.values.rows()) == bold.mask.count() &&
                           bold.mask.inside.size() == bold.mask.grid.voxel_count(),
                       std::to_string(bold.values.rows()) + " voxels",
                       std::to_string(bold.mask.count()) + " inside the mask");
  requirements.require(denoised.report.kept.size() == static_cast<std::size_t>(bold.values.cols()),
                       std::to_string(denoised.report.kept.size()) + " kept-volume flags",
                       std::to_string(bold.values.cols()) + ", one per volume");
  const auto kept = static_cast<Index>(kept_volumes(denoised.report).size());
  requirements.require(kept >= 3 && kept <= most_ranked_samples,
                       std::to_string(kept) + " volumes kept",
                       "3 to " + std::to_string(most_ranked_samples));
  return requirements.take();
}

ActivityMaps homogeneity(const Denoised& denoised, const HomogeneityParams& params) {
  throw_if_errors(check_homogeneity(denoised, params));
  const MaskedBold& bold = denoised.bold;
  if (!bold.values.allFinite()) {
    throw InputError({.found = "voxels with values that are not finite",
                      .expected = "finite values inside the mask",
                      .where = where,
                      .remedy = "check the scan and its mask"});
  }
  const RankedSeries ranked = rank_rows(bold.values, kept_volumes(denoised.report));
  const std::vector<Index> rows = rows_on_grid(bold.mask, ranked);
  const std::vector<std::size_t> voxels = bold.mask.indices();
  const auto steps = steps_of(params.neighbourhood);
  const double fewest = params.minimum_share * static_cast<double>(steps.size());
  Eigen::VectorXf values = Eigen::VectorXf::Constant(static_cast<Index>(voxels.size()),
                                                     std::numeric_limits<float>::quiet_NaN());
  parallel_for(voxels.size(), block_voxels, [&](std::size_t begin, std::size_t end) {
    std::vector<Index> members;
    for (std::size_t v = begin; v < end; ++v) {
      if (rows[voxels[v]] < 0) continue;
      gather_members(bold.mask.grid, rows, steps, voxels[v], members);
      if (static_cast<double>(members.size()) < fewest) continue;
      values[static_cast<Index>(v)] = static_cast<float>(kendall_w(ranked, members));
    }
  });
  return {
      .mask = bold.mask, .maps = {{.name = "reho", .values = std::move(values)}}, .warnings = {}};
}

}  // namespace rewire
