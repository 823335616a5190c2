#include "stages/quality/carpet.h"

#include <algorithm>
#include <cmath>

namespace rewire {
namespace {

using Eigen::Index;

/// A voxel with its place in the carpet.
struct Place {
  CarpetTissue tissue;
  std::int32_t label;
  Index row;
};

CarpetTissue tissue_of(std::size_t voxel, const ScanSpace& space, const ScanAtlas& atlas) {
  if (space.csf.inside[voxel] != 0) return CarpetTissue::csf;
  if (space.white_matter.inside[voxel] != 0) return CarpetTissue::white_matter;
  return atlas.atlas.label_map.labels[voxel] > 0 ? CarpetTissue::regions
                                                 : CarpetTissue::other_brain;
}

std::vector<Place> places_of(const Mask& mask,
                             const Eigen::VectorXd& means,
                             const ScanSpace& space,
                             const ScanAtlas& atlas) {
  std::vector<Place> places;
  const std::vector<std::size_t> voxels = mask.indices();
  for (std::size_t v = 0; v < voxels.size(); ++v) {
    const auto row = static_cast<Index>(v);
    if (!(means[row] > 0.0)) continue;
    const CarpetTissue tissue = tissue_of(voxels[v], space, atlas);
    const bool region = tissue == CarpetTissue::regions;
    places.push_back({.tissue = tissue,
                      .label = region ? atlas.atlas.label_map.labels[voxels[v]] : 0,
                      .row = row});
  }
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return std::pair(a.tissue, a.label) < std::pair(b.tissue, b.label);
  });
  return places;
}

Eigen::RowVectorXd percent(const Eigen::MatrixXf& values, Index row, double centre, double mean) {
  const Eigen::ArrayXXd series = values.row(row).cast<double>().array();
  return (((series - centre) * (100.0 / mean)) * 100.0).round() / 100.0;
}

}  // namespace

Carpet make_carpet(const MaskedBold& before,
                   const Denoised& denoised,
                   const ScanSpace& space,
                   const ScanAtlas& atlas,
                   Eigen::Index most_rows) {
  const Eigen::VectorXd means = before.values.cast<double>().rowwise().mean();
  const std::vector<Place> places = places_of(before.mask, means, space, atlas);
  const auto available = static_cast<Index>(places.size());
  const Index rows = std::min(available, most_rows);
  Carpet carpet{.tissues = {},
                .before = Eigen::MatrixXd(rows, before.values.cols()),
                .after = Eigen::MatrixXd(rows, before.values.cols())};
  for (Index i = 0; i < rows; ++i) {
    const Place& place = places[static_cast<std::size_t>((2 * i + 1) * available / (2 * rows))];
    const double mean = means[place.row];
    carpet.tissues.push_back(place.tissue);
    carpet.before.row(i) = percent(before.values, place.row, mean, mean);
    carpet.after.row(i) = percent(denoised.bold.values, place.row, 0.0, mean);
  }
  return carpet;
}

}  // namespace rewire
