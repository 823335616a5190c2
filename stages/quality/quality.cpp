#include "stages/quality/quality.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/core/requirements.h"
#include "stages/data/region_sets.h"
#include "stages/kernels/statistics/signal_change.h"
#include "stages/quality/carpet.h"
#include "stages/quality/head_displacement.h"

namespace rewire {
namespace {

using Eigen::Index;

std::vector<double> numbers_among(const Eigen::VectorXd& values) {
  std::vector<double> numbers;
  for (const double value : values) {
    if (std::isfinite(value)) numbers.push_back(value);
  }
  return numbers;
}

double mean_of(const Eigen::VectorXd& values) {
  const std::vector<double> numbers = numbers_among(values);
  if (numbers.empty()) return nan;
  double sum = 0.0;
  for (const double value : numbers) sum += value;
  return sum / static_cast<double>(numbers.size());
}

double max_of(const Eigen::VectorXd& values) {
  const std::vector<double> numbers = numbers_among(values);
  return numbers.empty() ? nan : *std::max_element(numbers.begin(), numbers.end());
}

double median_of(std::vector<double> values) {
  if (values.empty()) return nan;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : 0.5 * (values[middle - 1] + values[middle]);
}

/// About its mean; 0 throughout when it only varies by rounding.
Eigen::VectorXd centred(const Eigen::VectorXd& values) {
  Eigen::VectorXd deviations = values.array() - values.mean();
  const double rounding = 1e-12 * values.cwiseAbs().maxCoeff();
  if (deviations.cwiseAbs().maxCoeff() > rounding) return deviations;
  return Eigen::VectorXd::Zero(values.size());
}

/// Pearson's r over the volumes where both are numbers; NaN with fewer than three, or when one does
/// not vary.
double correlation(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
  std::vector<Index> both;
  for (Index t = 0; t < a.size(); ++t) {
    if (std::isfinite(a[t]) && std::isfinite(b[t])) both.push_back(t);
  }
  if (both.size() < 3) return nan;
  const Eigen::VectorXd x = centred(a(both));
  const Eigen::VectorXd y = centred(b(both));
  const double lengths = x.norm() * y.norm();
  return lengths > 0.0 ? std::clamp(x.dot(y) / lengths, -1.0, 1.0) : nan;
}

/// `values` where the volume is kept, NaN elsewhere.
Eigen::VectorXd where_kept(Eigen::VectorXd values, const std::vector<std::uint8_t>& kept) {
  for (std::size_t t = 0; t < kept.size(); ++t) {
    if (kept[t] == 0) values[static_cast<Index>(t)] = nan;
  }
  return values;
}

/// `values` where the volume and the one before are kept, NaN elsewhere.
Eigen::VectorXd where_pair_kept(Eigen::VectorXd values, const std::vector<std::uint8_t>& kept) {
  for (std::size_t t = 0; t < kept.size(); ++t) {
    if (t == 0 || kept[t] == 0 || kept[t - 1] == 0) values[static_cast<Index>(t)] = nan;
  }
  return values;
}

/// From the scan's unit to one in which the median of the voxels' means is 1000.
double scale_of(const MaskedBold& before) {
  const Eigen::VectorXd means = before.values.cast<double>().rowwise().mean();
  const double median = median_of({means.begin(), means.end()});
  return median > 0.0 ? 1000.0 / median : nan;
}

double coverage(const RegionSeries& series,
                const ScanAtlas& atlas,
                const std::vector<Index>& members) {
  double covered = 0.0;
  double expected = 0.0;
  for (const Index member : members) {
    const auto i = static_cast<std::size_t>(member);
    covered += series.regions[i].coverage * atlas.expected_voxels[i];
    expected += atlas.expected_voxels[i];
  }
  return expected > 0.0 ? covered / expected : nan;
}

double tsnr(const RegionSeries& series, const std::vector<Index>& members) {
  std::vector<double> values;
  for (const Index member : members) {
    const double value = series.regions[static_cast<std::size_t>(member)].tsnr;
    if (std::isfinite(value)) values.push_back(value);
  }
  return median_of(values);
}

void add_motion(ScanQuality& quality, const Confounds& confounds) {
  const Eigen::VectorXd& displacement = quality.framewise_displacement_mm;
  const Eigen::VectorXd rms = where_kept(relative_rms_mm(confounds), quality.kept);
  auto& values = quality.values;
  values.push_back({"mean_fd", mean_of(displacement), "Mean framewise displacement in mm."});
  values.push_back({"max_fd", max_of(displacement), "Largest framewise displacement in mm."});
  values.push_back({"mean_fd_post_censoring",
                    mean_of(where_kept(displacement, quality.kept)),
                    "Mean framewise displacement of the kept volumes in mm."});
  values.push_back({"mean_relative_rms",
                    mean_of(rms),
                    "Mean root mean square displacement since the volume before, over a sphere of "
                    "80 mm, of the kept volumes in mm."});
  values.push_back({"max_relative_rms", max_of(rms), "The largest of these displacements in mm."});
}

void add_signal(ScanQuality& quality, const MaskedBold& before, const Denoised& denoised) {
  std::vector<Index> kept;
  for (std::size_t t = 0; t < quality.kept.size(); ++t) {
    if (quality.kept[t] != 0) kept.push_back(static_cast<Index>(t));
  }
  auto& values = quality.values;
  values.push_back({"mean_dvars_initial",
                    mean_of(quality.dvars_before),
                    "Mean DVARS before denoising, where the median voxel's mean is 1000."});
  values.push_back(
      {"mean_dvars_final",
       mean_of(quality.dvars_after),
       "Mean DVARS after denoising in the same unit, over neighbouring kept volumes."});
  values.push_back({"fd_dvars_correlation_initial",
                    correlation(quality.framewise_displacement_mm, quality.dvars_before),
                    "Pearson correlation of framewise displacement and DVARS before denoising."});
  values.push_back({"fd_dvars_correlation_final",
                    correlation(quality.framewise_displacement_mm, quality.dvars_after),
                    "The same after denoising, over neighbouring kept volumes."});
  values.push_back({"gcor_initial",
                    global_correlation(before.values, kept),
                    "Mean correlation of all pairs of voxels before denoising."});
  values.push_back({"gcor_final",
                    global_correlation(denoised.bold.values, kept),
                    "Mean correlation of all pairs of voxels after denoising."});
}

void add_overlap(ScanQuality& quality, const std::string& with, const MaskOverlap& masks) {
  const std::string brain = with == "coreg" ? "the anatomical one." : "the template's.";
  auto& values = quality.values;
  values.push_back(
      {with + "_dice", masks.dice, "Overlap (Dice) of the scan's own brain mask and " + brain});
  values.push_back({with + "_correlation",
                    masks.correlation,
                    "Pearson correlation of the scan's own brain mask and " + brain});
  values.push_back({with + "_overlap",
                    masks.overlap,
                    "Share of the smaller of both that lies in the other: the scan's own brain "
                    "mask and " +
                        brain});
}

/// How far the anatomy was squeezed and stretched to be the template's.
void add_warp(ScanQuality& quality, const Warp& warp) {
  const bool known = !warp.is_identity();
  auto& values = quality.values;
  values.push_back({"warp_jacobian_min",
                    known ? warp.brain_jacobian_least : nan,
                    "Smallest size in the brain relative to the template, beyond the affine."});
  values.push_back({"warp_jacobian_max",
                    known ? warp.brain_jacobian_largest : nan,
                    "Largest size in the brain relative to the template, beyond the affine."});
  values.push_back({"warp_strained_share",
                    known ? warp.brain_strained_share : nan,
                    "Share of the brain where that is below a half or above two."});
}

void add_volumes(ScanQuality& quality, const MaskedBold& before, const Denoised& denoised) {
  const auto volumes = static_cast<double>(quality.kept.size());
  const auto kept =
      static_cast<double>(std::count(quality.kept.begin(), quality.kept.end(), std::uint8_t{1}));
  auto& values = quality.values;
  values.push_back({"num_dummy_volumes",
                    static_cast<double>(before.dummy_volumes),
                    "Volumes before the steady state that were taken away; counted nowhere else."});
  values.push_back({"num_censored_volumes", volumes - kept, "Volumes that were censored."});
  values.push_back({"num_retained_volumes", kept, "Volumes that were kept."});
  values.push_back({"minutes_retained",
                    kept * denoised.bold.repetition_time_s / 60.0,
                    "Time that was kept, in minutes."});
  values.push_back({"degrees_of_freedom",
                    static_cast<double>(denoised.report.degrees_of_freedom.after),
                    "Degrees of freedom left after censoring, detrending, nuisance regression and "
                    "filter."});
}

void add_regions(ScanQuality& quality, const RegionSeries& series, const ScanAtlas& atlas) {
  auto& values = quality.values;
  std::vector<Index> all(series.regions.size());
  std::iota(all.begin(), all.end(), Index{0});
  values.push_back(
      {"tsnr", tsnr(series, all), "Median temporal signal-to-noise ratio of regions."});
  values.push_back({"coverage", coverage(series, atlas, all), "Share of the atlas with signal."});
  for (const RegionSet& set : structure_sets(series.regions)) {
    values.push_back({"tsnr_" + set.name,
                      tsnr(series, set.members),
                      "Median temporal signal-to-noise ratio of its regions: " + set.name + "."});
    values.push_back({"coverage_" + set.name,
                      coverage(series, atlas, set.members),
                      "Share of its voxels with signal: " + set.name + "."});
  }
}

}  // namespace

void fields(FieldVisitor& visitor, QualityParams& params) {
  visitor.integer("carpet_rows",
                  params.carpet_rows,
                  Unit::none,
                  {1, 100000},
                  "Voxels in the carpet of signal against time.");
}

std::vector<Problem> check_quality(const MaskedBold& before,
                                   const Denoised& denoised,
                                   const Confounds& confounds,
                                   const ScanSpace& space,
                                   const BrainOverlap& overlap,
                                   const RegionSeries& series,
                                   const ScanAtlas& atlas,
                                   const QualityParams& /*params*/) {
  Requirements requirements("quality", "make all inputs from one scan and one atlas");
  const Index volumes = before.values.cols();
  requirements.require(before.values.rows() > 0, "no voxel in the mask", "at least one");
  requirements.require(
      denoised.bold.values.rows() == before.values.rows() &&
          denoised.bold.values.cols() == volumes &&
          denoised.report.kept.size() == static_cast<std::size_t>(volumes),
      "a denoised scan of another shape",
      std::to_string(before.values.rows()) + " voxels and " + std::to_string(volumes) + " volumes");
  requirements.require(confounds.values.rows() == volumes,
                       std::to_string(confounds.values.rows()) + " confound rows",
                       std::to_string(volumes) + ", one per volume");
  const std::size_t voxels = before.mask.grid.voxel_count();
  requirements.require(same_grid(space.grid(), before.mask.grid) &&
                           space.csf.inside.size() == voxels &&
                           space.white_matter.inside.size() == voxels &&
                           same_grid(atlas.atlas.label_map.grid, before.mask.grid) &&
                           atlas.atlas.label_map.labels.size() == voxels,
                       "masks or labels on another grid",
                       describe(before.mask.grid));
  requirements.require(series.regions.size() == atlas.expected_voxels.size(),
                       std::to_string(series.regions.size()) + " regions",
                       std::to_string(atlas.expected_voxels.size()) + ", as in the atlas");
  requirements.add(validate(overlap, "quality"));
  return requirements.take();
}

ScanQuality scan_quality(const MaskedBold& before,
                         const Denoised& denoised,
                         const Confounds& confounds,
                         const ScanSpace& space,
                         const BrainOverlap& overlap,
                         const RegionSeries& series,
                         const ScanAtlas& atlas,
                         const QualityParams& params) {
  throw_if_errors(
      check_quality(before, denoised, confounds, space, overlap, series, atlas, params));
  const double scale = scale_of(before);
  const std::vector<std::uint8_t>& kept = denoised.report.kept;
  ScanQuality quality{
      .values = {},
      .framewise_displacement_mm = column_or_nan(confounds, "framewise_displacement"),
      .dvars_before = scale * volume_change(before.values),
      .dvars_after = where_pair_kept(scale * volume_change(denoised.bold.values), kept),
      .kept = kept,
      .carpet = make_carpet(before, denoised, space, atlas, params.carpet_rows),
      .warnings = {}};
  add_motion(quality, confounds);
  add_signal(quality, before, denoised);
  add_volumes(quality, before, denoised);
  add_overlap(quality, "coreg", overlap.anatomy);
  add_overlap(quality, "norm", overlap.brain_template);
  add_warp(quality, space.warp);
  add_regions(quality, series, atlas);
  return quality;
}

}  // namespace rewire
