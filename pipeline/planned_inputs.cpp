#include "pipeline/planned_inputs.h"

#include <algorithm>
#include <cmath>

#include "pipeline/region_distances.h"
#include "pipeline/trial_sources.h"
#include "stages/core/content.h"
#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

enum class Fold { mean, sum };

/// A column of a session's quality tables, one per scan; NaN without it.
double folded(const std::vector<Table>& tables, const std::string& column, Fold fold) {
  double sum = 0.0;
  int count = 0;
  for (const Table& table : tables) {
    const auto found = table.find(column);
    if (!found) continue;
    for (const double value : to_numbers(table.columns[*found], column, "quality")) {
      if (!std::isfinite(value)) continue;
      sum += value;
      ++count;
    }
  }
  if (count == 0) return nan;
  return fold == Fold::sum ? sum : sum / count;
}

/// Mean over amygdala, hippocampus and prefrontal cortex.
double of_structures(const std::vector<Table>& tables, const std::string& measure) {
  double sum = 0.0;
  int count = 0;
  for (const char* structure : {"_amygdala", "_hippocampus", "_prefrontal"}) {
    const double value = folded(tables, measure + structure, Fold::mean);
    if (!std::isfinite(value)) continue;
    sum += value;
    ++count;
  }
  return count > 0 ? sum / count : nan;
}

VisitQuality read_quality(const RowFiles& files) {
  VisitQuality quality = unknown_quality();
  std::vector<Table> tables;
  for (const DerivativeFile& file : files.quality) tables.push_back(read_tsv(file.path));
  quality.mean_fd_mm = folded(tables, "mean_fd", Fold::mean);
  quality.minutes = folded(tables, "minutes_retained", Fold::sum);
  quality.coverage = of_structures(tables, "coverage");
  quality.tsnr = of_structures(tables, "tsnr");
  quality.registration = folded(tables, "coreg_dice", Fold::mean);
  quality.degrees_of_freedom = folded(tables, "degrees_of_freedom", Fold::sum);
  return quality;
}

/// Of each kind only the first file, so that the names in it are known.
TrialSources first_only(TrialSources sources) {
  const auto keep_first = [&](std::optional<DerivativeFile> RowFiles::*kind) {
    bool seen = false;
    for (RowFiles& files : sources.files) {
      if (seen) (files.*kind).reset();
      seen = seen || (files.*kind).has_value();
    }
  };
  keep_first(&RowFiles::matrix);
  keep_first(&RowFiles::metrics);
  keep_first(&RowFiles::activity);
  keep_first(&RowFiles::multilayer);
  keep_first(&RowFiles::volumes);
  return sources;
}

/// The same endpoints from other derivatives directories, "name=directory".
void add_alternatives(const PlanFile& file,
                      const PlannedSources& sources,
                      const PipelineParams& params,
                      TrialInputs& inputs,
                      std::vector<Problem>& problems) {
  for (const std::string& entry : file.data.alternatives) {
    const std::size_t equals = entry.find('=');
    if (equals == std::string::npos || equals == 0) {
      problems.push_back({"'" + entry + "'",
                          "name=directory",
                          "plan [data] alternatives",
                          "put a name before it"});
      continue;
    }
    const std::filesystem::path directory = sources.dataset / entry.substr(equals + 1);
    const TrialSources found = find_trial_sources(
        index_dataset(sources.dataset), directory, params, ArmlessParticipants::keep);
    append(problems, found.problems);
    if (has_errors(found.problems)) continue;
    try {
      inputs.alternatives.push_back(
          {entry.substr(0, equals), read_trial(found, sources.spool).families});
    } catch (const Error& error) {
      append(problems, error.problems());
    }
  }
}

TrialFiles of_derivatives(const PlanFile& file,
                          const PlannedSources& sources,
                          const PipelineParams& params,
                          ReadExtent extent,
                          std::vector<Problem>& problems) {
  TrialFiles trial;
  const bool crossover = file.plan.trial.design == TrialDesign::crossover;
  PipelineParams planned = params;
  planned.run.arm_column = crossover ? file.plan.trial.sequence_column : file.plan.trial.arm_column;
  TrialSources found = find_trial_sources(
      index_dataset(sources.dataset), sources.derivatives, planned, ArmlessParticipants::keep);
  append(problems, found.problems);
  if (has_errors(found.problems)) {
    trial.inputs.trial.table = std::move(found.table);
    return trial;
  }
  const TrialSources read = extent == ReadExtent::names ? first_only(found) : found;
  try {
    trial.inputs.trial = read_trial(read, sources.spool);
    for (const RowFiles& files : found.files) trial.inputs.quality.push_back(read_quality(files));
    if (extent == ReadExtent::all) {
      trial.inputs.edge_distance_mm =
          edge_distances_mm(trial.inputs.trial.families, params.run.atlas);
    }
  } catch (const Error& error) {
    append(problems, error.problems());
  }
  if (extent == ReadExtent::all) {
    add_alternatives(file, sources, planned, trial.inputs, problems);
  }
  Digester digester;
  if (extent == ReadExtent::all) add_content(digester, trial.inputs);
  trial.content = digester.finish();
  return trial;
}

}  // namespace

TrialFiles read_planned_inputs(const PlanFile& file,
                               const PlannedSources& sources,
                               const PipelineParams& params,
                               ReadExtent extent,
                               std::vector<Problem>& problems) {
  if (!file.data.files.empty() || !file.data.tables.empty()) {
    TrialFiles trial = read_trial_files(file, sources.dataset, extent, sources.spool, problems);
    if (file.data.atlas != "none" && extent == ReadExtent::all) {
      trial.inputs.edge_distance_mm =
          edge_distances_mm(trial.inputs.trial.families, file.data.atlas);
    }
    return trial;
  }
  return of_derivatives(file, sources, params, extent, problems);
}

}  // namespace rewire
