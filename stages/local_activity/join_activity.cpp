#include "stages/local_activity/join_activity.h"

#include <algorithm>
#include <limits>

#include "stages/core/error.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

using Eigen::VectorXd;

bool same_regions(const LocalActivity& a, const LocalActivity& b) {
  return a.atlas == b.atlas &&
         std::ranges::equal(a.regions, b.regions, [](const auto& one, const auto& other) {
           return one.region.label == other.region.label && one.region.name == other.region.name;
         });
}

bool same_measures(const LocalActivity& a, const LocalActivity& b) {
  return std::ranges::equal(a.measures, b.measures, [](const auto& one, const auto& other) {
    return one.name == other.name;
  });
}

/// Zeros in the shape of a run.
LocalActivity nothing_like(const LocalActivity& run) {
  LocalActivity joined = run;
  for (RegionSignal& signal : joined.regions) {
    signal.tsnr = 0.0;
    signal.missing_reason.clear();
  }
  for (RegionActivity& measure : joined.measures) {
    measure.brain_mean = 0.0;
    measure.brain_sd = 0.0;
    for (VectorXd* values : {&measure.values, &measure.z, &measure.ratio}) values->setZero();
  }
  joined.warnings.clear();
  return joined;
}

void add_regions(const LocalActivity& run, std::size_t number, LocalActivity& joined) {
  for (std::size_t i = 0; i < run.regions.size(); ++i) {
    const RegionSignal& from = run.regions[i];
    RegionSignal& to = joined.regions[i];
    to.voxel_count = std::min(to.voxel_count, from.voxel_count);
    to.coverage = std::min(to.coverage, from.coverage);
    to.tsnr += from.tsnr;
    if (to.missing_reason.empty() && !from.missing_reason.empty()) {
      to.missing_reason = "run " + std::to_string(number) + ": " + from.missing_reason;
    }
  }
}

/// A missing region's NaN stays NaN.
void add_measures(const LocalActivity& run, double share, LocalActivity& joined) {
  for (std::size_t m = 0; m < run.measures.size(); ++m) {
    const RegionActivity& from = run.measures[m];
    RegionActivity& to = joined.measures[m];
    to.brain_mean += share * from.brain_mean;
    to.brain_sd += share * from.brain_sd;
    to.values += share * from.values;
    to.z += share * from.z;
    to.ratio += share * from.ratio;
  }
}

}  // namespace

std::vector<Problem> validate(const RunActivity& activity, const std::string& where) {
  Requirements requirements(where, "analyse the runs of a session alike");
  requirements.require(activity.kept_volumes.size() == activity.runs.size(),
                       std::to_string(activity.kept_volumes.size()) + " counts of kept volumes",
                       std::to_string(activity.runs.size()) + ", one per run");
  requirements.require(
      std::ranges::all_of(activity.kept_volumes, [](std::int64_t count) { return count > 0; }),
      "a run without a kept volume",
      "one or more");
  for (const LocalActivity& run : activity.runs) requirements.add(validate(run, where));
  return requirements.take();
}

void add_content(Digester& digester, const RunActivity& activity) {
  digester.integer(static_cast<std::int64_t>(activity.runs.size()));
  for (const LocalActivity& run : activity.runs) add_content(digester, run);
  for (const std::int64_t count : activity.kept_volumes) digester.integer(count);
}

void fields(FieldVisitor& /*visitor*/, JoinActivityParams& /*params*/) {}

std::vector<Problem> check_join_activity(const RunActivity& activity,
                                         const JoinActivityParams& /*params*/) {
  Requirements requirements("join local activity", "analyse the runs of a session alike");
  requirements.require(!activity.runs.empty(), "no run", "one or more");
  requirements.add(validate(activity, "join local activity"));
  for (std::size_t i = 1; i < activity.runs.size(); ++i) {
    const std::string name = "run " + std::to_string(i + 1);
    requirements.require(same_regions(activity.runs[i], activity.runs[0]),
                         name + " with other regions",
                         "those of the first run");
    requirements.require(same_measures(activity.runs[i], activity.runs[0]),
                         name + " with other measures",
                         "those of the first run");
  }
  return requirements.take();
}

LocalActivity join_activity(const RunActivity& activity, const JoinActivityParams& params) {
  throw_if_errors(check_join_activity(activity, params));
  LocalActivity joined = nothing_like(activity.runs.front());
  std::int64_t volumes = 0;
  for (const std::int64_t count : activity.kept_volumes) volumes += count;
  for (std::size_t i = 0; i < activity.runs.size(); ++i) {
    add_regions(activity.runs[i], i + 1, joined);
    add_measures(activity.runs[i],
                 static_cast<double>(activity.kept_volumes[i]) / static_cast<double>(volumes),
                 joined);
  }
  for (std::size_t i = 0; i < joined.regions.size(); ++i) {
    joined.regions[i].tsnr /= static_cast<double>(activity.runs.size());
    if (joined.regions[i].missing_reason.empty()) continue;
    for (RegionActivity& measure : joined.measures) {
      for (VectorXd* values : {&measure.values, &measure.z, &measure.ratio}) {
        (*values)[static_cast<Eigen::Index>(i)] = std::numeric_limits<double>::quiet_NaN();
      }
    }
  }
  return joined;
}

}  // namespace rewire
