#include "stages/denoise/join_runs.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

std::vector<Eigen::Index> kept_rows(const RegionSeries& run) {
  std::vector<Eigen::Index> rows;
  for (std::size_t t = 0; t < run.kept.size(); ++t) {
    if (run.kept[t] != 0) rows.push_back(static_cast<Eigen::Index>(t));
  }
  return rows;
}

bool same_regions(const RegionSeries& a, const RegionSeries& b) {
  return std::equal(a.regions.begin(),
                    a.regions.end(),
                    b.regions.begin(),
                    b.regions.end(),
                    [](const RegionSignal& one, const RegionSignal& other) {
                      return one.region.label == other.region.label &&
                             one.region.name == other.region.name;
                    });
}

/// Standardised over the kept volumes, 0 elsewhere; false when the series is constant.
bool standardise(const std::vector<Eigen::Index>& rows,
                 const Eigen::Ref<const Eigen::VectorXd>& series,
                 Eigen::Ref<Eigen::VectorXd> standardised) {
  const Eigen::VectorXd kept = series(rows);
  const double mean = kept.mean();
  const double deviation =
      std::sqrt((kept.array() - mean).square().sum() / static_cast<double>(kept.size() - 1));
  standardised.setZero();
  if (!(deviation > 1e-12 * kept.cwiseAbs().maxCoeff())) return false;
  for (const Eigen::Index row : rows) standardised[row] = (series[row] - mean) / deviation;
  return true;
}

void combine(const RegionSignal& run, std::size_t number, RegionSignal& joined) {
  joined.voxel_count = std::min(joined.voxel_count, run.voxel_count);
  joined.coverage = std::min(joined.coverage, run.coverage);
  joined.tsnr += run.tsnr;
  if (joined.missing_reason.empty() && !run.missing_reason.empty()) {
    joined.missing_reason = "run " + std::to_string(number) + ": " + run.missing_reason;
  }
}

/// Adds a run below what stands in `joined` from row `begin` on.
void add_run(const RegionSeries& run,
             std::size_t number,
             Eigen::Index begin,
             RegionSeries& joined) {
  const std::vector<Eigen::Index> rows = kept_rows(run);
  joined.run_starts.push_back(begin);
  joined.kept.insert(joined.kept.end(), run.kept.begin(), run.kept.end());
  for (Eigen::Index j = 0; j < run.values.cols(); ++j) {
    RegionSignal& signal = joined.regions[static_cast<std::size_t>(j)];
    combine(run.regions[static_cast<std::size_t>(j)], number, signal);
    if (!signal.missing_reason.empty()) continue;
    if (!standardise(
            rows, run.values.col(j), joined.values.col(j).segment(begin, run.values.rows()))) {
      signal.missing_reason = "run " + std::to_string(number) + ": series is constant";
    }
  }
}

}  // namespace

std::vector<Problem> check_runs(std::span<const RegionSeries> runs) {
  Requirements requirements("join runs", "analyse the runs of a session alike");
  requirements.require(!runs.empty(), "no run", "one or more");
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::string name = "run " + std::to_string(i + 1);
    requirements.require(runs[i].atlas == runs[0].atlas && same_regions(runs[i], runs[0]),
                         name + " with other regions",
                         "those of the first run");
    requirements.require(
        runs[i].repetition_time_s == runs[0].repetition_time_s,
        name + " with a repetition time of " + format_number(runs[i].repetition_time_s) + " s",
        format_number(runs[0].repetition_time_s) + " s as the first run");
    requirements.require(kept_rows(runs[i]).size() >= 2,
                         name + " with fewer than two kept volumes",
                         "two or more to standardise by");
  }
  return requirements.take();
}

RegionSeries join_runs(std::span<const RegionSeries> runs) {
  throw_if_errors(check_runs(runs));
  RegionSeries joined;
  joined.atlas = runs[0].atlas;
  joined.regions = runs[0].regions;
  joined.repetition_time_s = runs[0].repetition_time_s;
  Eigen::Index volumes = 0;
  bool known = true;
  for (const RegionSeries& run : runs) {
    volumes += run.values.rows();
    joined.degrees_of_freedom += run.degrees_of_freedom;
    joined.nuisance_degrees_of_freedom += run.nuisance_degrees_of_freedom;
    known = known && run.degrees_of_freedom > 0.0;
  }
  if (!known) joined.degrees_of_freedom = joined.nuisance_degrees_of_freedom = 0.0;
  for (RegionSignal& signal : joined.regions) {
    signal.tsnr = 0.0;
    signal.missing_reason.clear();
  }
  joined.values.resize(volumes, runs[0].values.cols());
  Eigen::Index begin = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    add_run(runs[i], i + 1, begin, joined);
    begin += runs[i].values.rows();
  }
  for (std::size_t j = 0; j < joined.regions.size(); ++j) {
    joined.regions[j].tsnr /= static_cast<double>(runs.size());
    if (joined.regions[j].missing_reason.empty()) continue;
    joined.values.col(static_cast<Eigen::Index>(j))
        .setConstant(std::numeric_limits<double>::quiet_NaN());
  }
  return joined;
}

std::vector<Problem> validate(const RunSeries& series, const std::string& where) {
  std::vector<Problem> problems;
  for (const RegionSeries& run : series.runs) append(problems, validate(run, where));
  return problems;
}

void add_content(Digester& digester, const RunSeries& series) {
  digester.integer(static_cast<std::int64_t>(series.runs.size()));
  for (const RegionSeries& run : series.runs) add_content(digester, run);
}

RegionSeries join_session(const RunSeries& series, const JoinRunsParams& /*params*/) {
  return join_runs(series.runs);
}

std::vector<Problem> check_session(const RunSeries& series, const JoinRunsParams& /*params*/) {
  return check_runs(series.runs);
}

}  // namespace rewire
