#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/motion_connectivity.h"
#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/files/tsv.h"

namespace rewire::app {
namespace {

struct QcfcOptions {
  std::string derivatives;
  std::string output;
  std::string confounds;
  std::string atlas = "AAL";
  std::int64_t permutations = 1000;
  std::uint64_t seed = 1;
};

int qcfc_files(const QcfcOptions& options) {
  const MotionConnectivity found =
      motion_connectivity({.derivatives = options.derivatives,
                           .confounds = options.confounds,
                           .atlas = options.atlas,
                           .null = {.permutations = options.permutations, .seed = options.seed}});
  const QualityConnectivity& result = found.result;
  Table table;
  table.add("sessions", {std::to_string(found.sessions)});
  table.add("edges", {std::to_string(result.edges)});
  table.add("median_absolute_r", {format_number(result.median_absolute_r)});
  table.add("null_median_absolute_r", {format_number(result.null_median_absolute_r)});
  table.add("null_95th_percentile", {format_number(result.null_high)});
  table.add("p", {format_number(result.p)});
  table.add("share_p_below_05", {format_number(result.share_p_below_05)});
  table.add("distance_dependence", {format_number(result.distance_dependence)});
  table.add("mean_effective_degrees_of_freedom", {format_number(found.mean_degrees_of_freedom)});
  write_tsv(options.output, table);
  std::printf("%zu sessions: median |QC-FC| %s, under the null %s; %s %% of %td edges at p < .05\n",
              found.sessions,
              format_fixed(result.median_absolute_r, 3).c_str(),
              format_fixed(result.null_median_absolute_r, 3).c_str(),
              format_fixed(100.0 * result.share_p_below_05, 1).c_str(),
              result.edges);
  return 0;
}

}  // namespace

void add_qcfc_command(Command& program) {
  Command command = program.subcommand(
      "qcfc", "How much connectivity goes with head motion over the scans of a cohort (QC-FC)");
  auto options = std::make_shared<QcfcOptions>();
  command.add_option("derivatives_dir", options->derivatives, "Where the matrices lie").required();
  command.add_option("output", options->output, "Table (.tsv) to write").required();
  command.add_option(
      "--confounds-dir", options->confounds, "Where the confounds lie, when not beside them");
  command.add_option("--atlas", options->atlas, "Atlas of the matrices");
  command.add_option("--permutations", options->permutations, "Permutations of the null")
      .between(1, 10000000);
  command.add_option("--random-seed", options->seed, "Seed of the permutations");
  command.does([options] { return qcfc_files(*options); });
}

}  // namespace rewire::app
