#include "stages/data/region_series.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"
#include "stages/data/names.h"
#include "stages/data/repetition_time.h"

namespace rewire {
namespace {

void require_columns(Requirements& requirements, const RegionSeries& series) {
  std::vector<std::string> broken;
  std::vector<std::string> unexplained;
  std::vector<std::string> present;
  for (std::size_t i = 0; i < series.regions.size(); ++i) {
    const auto column = series.values.col(static_cast<Eigen::Index>(i)).array();
    const RegionSignal& signal = series.regions[i];
    const bool missing = column.isNaN().all();
    if (!missing && !column.isFinite().all()) broken.push_back(signal.region.name);
    if (missing && signal.missing_reason.empty()) unexplained.push_back(signal.region.name);
    if (!missing && !signal.missing_reason.empty()) present.push_back(signal.region.name);
  }
  requirements.require(broken.empty(),
                       "series with some values that are not finite: " + enumerate(broken),
                       "a series that is finite, or NaN throughout");
  requirements.require(unexplained.empty(),
                       "missing series without a reason: " + enumerate(unexplained),
                       "a reason for each missing series");
  requirements.require(
      present.empty(),
      "series with values and a reason why they are missing: " + enumerate(present),
      "a reason for missing series only");
}

}  // namespace

std::vector<Problem> validate(const std::vector<RegionSignal>& regions, const std::string& where) {
  Requirements requirements(where, "parcellate the scan again");
  requirements.require(!regions.empty(), "no regions", "at least one region");
  std::vector<std::string> names;
  std::vector<std::string> bad;
  for (const RegionSignal& signal : regions) {
    names.push_back(signal.region.name);
    if (signal.coverage < 0.0 || signal.tsnr < 0.0 || std::isinf(signal.coverage) ||
        std::isinf(signal.tsnr)) {
      bad.push_back(signal.region.name);
    }
  }
  require_distinct_names(requirements, names, "region");
  requirements.require(bad.empty(),
                       "coverage or tSNR that is negative or infinite: " + enumerate(bad),
                       "numbers of 0 or more, NaN where unknown");
  return requirements.take();
}

std::vector<Problem> validate(const RegionSeries& series, const std::string& where) {
  Requirements requirements(where, "make the series again or leave the scan out");
  requirements.add(validate(series.regions, where));
  const Eigen::Index volumes = series.values.rows();
  requirements.require(volumes >= 2, std::to_string(volumes) + " volumes", "two or more");
  requirements.require(static_cast<std::size_t>(volumes) == series.kept.size(),
                       std::to_string(series.kept.size()) + " kept-volume flags",
                       "one for each of " + std::to_string(volumes) + " volumes");
  requirements.require(
      std::all_of(
          series.kept.begin(), series.kept.end(), [](std::uint8_t flag) { return flag <= 1; }),
      "kept-volume flags above 1",
      "0 or 1");
  require_repetition_time(requirements, series.repetition_time_s);
  requirements.require(series.degrees_of_freedom >= 0.0 &&
                           std::isfinite(series.degrees_of_freedom) &&
                           series.nuisance_degrees_of_freedom >= 0.0 &&
                           std::isfinite(series.nuisance_degrees_of_freedom),
                       "degrees of freedom that are negative or not finite",
                       "0 (unknown) or more");
  const std::vector<std::int64_t>& starts = series.run_starts;
  requirements.require(
      starts.empty() || (starts.front() == 0 && starts.back() < volumes &&
                         std::adjacent_find(starts.begin(), starts.end(), std::greater_equal<>()) ==
                             starts.end()),
      "runs that do not start in order inside the series",
      "0, then ascending volume numbers");
  const bool fits = static_cast<std::size_t>(series.values.cols()) == series.regions.size();
  requirements.require(fits,
                       std::to_string(series.values.cols()) + " series",
                       "one for each of " + std::to_string(series.regions.size()) + " regions");
  if (fits && volumes > 0) require_columns(requirements, series);
  return requirements.take();
}

void add_content(Digester& digester, const RegionSignal& signal) {
  add_content(digester, signal.region);
  add_content(digester, signal.voxel_count);
  add_content(digester, signal.coverage);
  add_content(digester, signal.tsnr);
  add_content(digester, signal.missing_reason);
}

void add_content(Digester& digester, const RegionSeries& series) {
  add_content(digester, series.atlas);
  add_content(digester, series.regions);
  add_content(digester, series.values);
  add_content(digester, series.kept);
  add_content(digester, series.repetition_time_s);
  add_content(digester, series.degrees_of_freedom);
  add_content(digester, series.nuisance_degrees_of_freedom);
  add_content(digester, series.run_starts);
}

}  // namespace rewire
