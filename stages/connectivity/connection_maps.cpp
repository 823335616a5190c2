#include "stages/connectivity/connection_maps.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stages/core/error.h"
#include "stages/core/requirements.h"
#include "stages/kernels/linalg/global_connectivity.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float highest = 1.0F - 1e-6F;

bool belongs(const Region& region, const std::string& seed) {
  if (region.name == seed) return true;
  const bool tagged = region.structure != Structure::other && to_text(region.structure) == seed;
  return tagged || (region.prefrontal_area != PrefrontalArea::none &&
                    to_text(region.prefrontal_area) == seed);
}

/// Rows of the scan's voxels that lie in the seed's regions.
std::vector<Index> seed_voxels(const Denoised& scan,
                               const ScanAtlas& atlas,
                               const std::string& seed) {
  std::vector<std::int32_t> labels;
  for (const Region& region : atlas.atlas.regions) {
    if (belongs(region, seed)) labels.push_back(region.label);
  }
  std::vector<Index> rows;
  const std::vector<std::size_t> inside = scan.bold.mask.indices();
  for (std::size_t row = 0; row < inside.size(); ++row) {
    const std::int32_t label = atlas.atlas.label_map.labels[inside[row]];
    if (std::find(labels.begin(), labels.end(), label) != labels.end()) {
      rows.push_back(static_cast<Index>(row));
    }
  }
  return rows;
}

/// Kept volumes x voxels.
Eigen::MatrixXf kept_series(const Denoised& scan) {
  std::vector<Index> kept;
  for (std::size_t t = 0; t < scan.report.kept.size(); ++t) {
    if (scan.report.kept[t] != 0) kept.push_back(static_cast<Index>(t));
  }
  return scan.bold.values(Eigen::all, kept).transpose();
}

/// The mean of all unit columns, of unit length; 0 where they cancel.
Eigen::VectorXf global_signal_of(const Eigen::MatrixXf& unit) {
  const Eigen::VectorXd sum = unit.cast<double>().rowwise().sum();
  return sum.stableNormalized().cast<float>();
}

/// Takes a unit series out of every unit column.
void regress_out(const Eigen::VectorXf& direction, Eigen::MatrixXf& unit) {
  const Eigen::RowVectorXf part = direction.transpose() * unit;
  unit.noalias() -= direction * part;
  make_unit_columns(unit);
}

/// The mean of the voxels' series, as a unit column.
Eigen::MatrixXf seed_series(const Eigen::MatrixXf& series, const std::vector<Index>& voxels) {
  Eigen::VectorXd mean = series(Eigen::all, voxels).cast<double>().rowwise().mean();
  mean.array() -= mean.mean();
  Eigen::MatrixXf unit = mean.cast<float>();
  make_unit_columns(unit);
  return unit;
}

void add_seed(const Eigen::MatrixXf& mean,
              const Eigen::MatrixXf& unit,
              const std::string& seed,
              ActivityMaps& maps) {
  Eigen::VectorXf r = (unit.transpose() * mean.col(0)).cwiseMax(-1.0F).cwiseMin(1.0F);
  r = (unit.colwise().squaredNorm().transpose().array() > 0.0F).select(r, nan);
  std::string name = seed;
  std::erase_if(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; });
  maps.maps.push_back({.name = name + "r", .values = r});
  maps.maps.push_back({.name = name + "fisherz", .values = r.unaryExpr([](float value) {
                         return std::atanh(std::clamp(value, -highest, highest));
                       })});
}

}  // namespace

void fields(FieldVisitor& visitor, ConnectionMapParams& params) {
  visitor.texts("seeds",
                params.seeds,
                "Regions by name, structures (amygdala, hippocampus, prefrontal) or prefrontal "
                "sub-areas (sgACC, vmPFC, dmPFC, dlPFC, vlPFC, OFC) that maps are made of.");
  visitor.choice("global",
                 params.global,
                 {"none", "mean_r", "fisher_z"},
                 "Global brain connectivity of every voxel: not at all, as mean r, or as mean "
                 "Fisher z over every pair with its positive and negative parts and the degree.");
  visitor.choice("global_signal",
                 params.global_signal,
                 {"keep", "regress"},
                 "Whether the mean of all voxels' standardised series is regressed out first.");
  visitor.number("degree_threshold",
                 params.degree_threshold,
                 Unit::none,
                 {0.0, 1.0},
                 "Correlations above it count for the degree.");
}

std::vector<Problem> check_connection_maps(const Denoised& scan,
                                           const ScanAtlas& atlas,
                                           const ConnectionMapParams& params) {
  Requirements requirements("connection maps", "name regions of the atlas, or leave the seed out");
  const Eigen::Index voxels = scan.bold.values.rows();
  requirements.require(same_grid(scan.bold.mask.grid, atlas.atlas.label_map.grid),
                       "labels on another grid than the scan",
                       "a label image on the scan's grid");
  requirements.require(voxels > 0, "no voxel", "a scan with voxels");
  requirements.require(std::count(scan.report.kept.begin(), scan.report.kept.end(), 1) >= 3,
                       "fewer than three kept volumes",
                       "three or more");
  requirements.require(scan.report.kept.size() == static_cast<std::size_t>(scan.bold.values.cols()),
                       std::to_string(scan.report.kept.size()) + " kept-volume flags",
                       std::to_string(scan.bold.values.cols()) + ", one per volume");
  if (!same_grid(scan.bold.mask.grid, atlas.atlas.label_map.grid)) return requirements.take();
  for (const std::string& seed : params.seeds) {
    const bool known = std::any_of(atlas.atlas.regions.begin(),
                                   atlas.atlas.regions.end(),
                                   [&](const Region& region) { return belongs(region, seed); });
    requirements.prefer(known,
                        "seed " + seed + ", which the atlas " + atlas.atlas.name + " has not",
                        "a region, a structure or a prefrontal sub-area; it has no map");
    if (known) {
      requirements.prefer(!seed_voxels(scan, atlas, seed).empty(),
                          "seed " + seed + " without a voxel inside the mask",
                          "voxels of the scan; it has no map");
    }
  }
  return requirements.take();
}

ActivityMaps connection_maps(const Denoised& scan,
                             const ScanAtlas& atlas,
                             const ConnectionMapParams& params) {
  throw_if_errors(check_connection_maps(scan, atlas, params));
  ActivityMaps maps;
  maps.mask = scan.bold.mask;
  const Eigen::MatrixXf series = kept_series(scan);
  Eigen::MatrixXf unit = series;
  make_unit_columns(unit);
  Eigen::VectorXf global_signal = Eigen::VectorXf::Zero(unit.rows());
  if (params.global_signal == GlobalSignal::regress) {
    global_signal = global_signal_of(unit);
    regress_out(global_signal, unit);
  }
  for (const std::string& seed : params.seeds) {
    const std::vector<Index> voxels = seed_voxels(scan, atlas, seed);
    if (voxels.empty()) continue;
    Eigen::MatrixXf mean = seed_series(series, voxels);
    regress_out(global_signal, mean);
    add_seed(mean, unit, seed, maps);
  }
  if (params.global == GlobalForm::mean_r) {
    maps.maps.push_back({.name = "gbc", .values = mean_correlation(unit)});
  }
  if (params.global == GlobalForm::fisher_z) {
    GlobalConnectivity found = global_connectivity(
        unit, GlobalMeasure::fisher_z, static_cast<float>(params.degree_threshold));
    maps.maps.push_back({.name = "gbc", .values = std::move(found.mean)});
    maps.maps.push_back({.name = "gbcpositive", .values = std::move(found.positive)});
    maps.maps.push_back({.name = "gbcnegative", .values = std::move(found.negative)});
    maps.maps.push_back({.name = "degree", .values = std::move(found.degree)});
  }
  return maps;
}

}  // namespace rewire
