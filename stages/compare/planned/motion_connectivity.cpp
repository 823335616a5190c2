#include <algorithm>
#include <cmath>

#include "stages/compare/planned/check_lines.h"
#include "stages/compare/planned/checks.h"
#include "stages/core/number_text.h"
#include "stages/kernels/statistics/quality_connectivity.h"

namespace rewire {

using Eigen::Index;
using Eigen::VectorXd;

std::vector<CheckLine> motion_connectivity_of_change(const TrialInputs& sample,
                                                     const PlanParams& plan) {
  constexpr const char* check = "QC-FC of change";
  const auto& families = sample.trial.families;
  const auto edges = std::find_if(
      families.begin(), families.end(), [](const auto& family) { return family.name == "edge"; });
  if (edges == families.end()) return {unknown_line(check, "there are no matrices: not checked")};
  std::vector<CheckLine> lines;
  const bool crossover = plan.trial.design == TrialDesign::crossover;
  const std::vector<std::string> followups =
      crossover ? std::vector<std::string>{"all periods"} : plan.trial.followups;
  for (const std::string& followup : followups) {
    const std::string session =
        crossover ? sample.trial.table.arms[1] + " - " + sample.trial.table.arms[0]
                  : followup + " - " + plan.trial.baseline;
    const VisitPairs pairs = pairs_of(sample, plan.trial, followup);
    std::vector<double> motion;
    VisitPairs known;
    for (std::size_t i = 0; i < pairs.after.size(); ++i) {
      const double change = sample.quality[static_cast<std::size_t>(pairs.after[i])].mean_fd_mm -
                            sample.quality[static_cast<std::size_t>(pairs.before[i])].mean_fd_mm;
      if (!std::isfinite(change)) continue;
      motion.push_back(change);
      known.before.push_back(pairs.before[i]);
      known.after.push_back(pairs.after[i]);
    }
    if (motion.size() < 4) {
      lines.push_back(unknown_line(check,
                                   "mean framewise displacement of both sessions is known of " +
                                       std::to_string(motion.size()) +
                                       " participants: not checked"));
      lines.back().session = followup;
      continue;
    }
    const ValueBlocks change{.columns = edges->values.cols(),
                             .width = columns_per_block(static_cast<Index>(motion.size())),
                             .values = [&](Index first, Index count) -> Eigen::MatrixXd {
                               const auto some = edges->values.middleCols(first, count);
                               Eigen::MatrixXd changes =
                                   some(known.after, Eigen::all) - some(known.before, Eigen::all);
                               edges->values.let_go();
                               return changes;
                             }};
    const VectorXd distance =
        sample.edge_distance_mm.size() == change.columns ? sample.edge_distance_mm : VectorXd();
    const QualityConnectivity result = quality_connectivity(
        change,
        Eigen::Map<const VectorXd>(motion.data(), static_cast<Index>(motion.size())),
        distance,
        {.permutations = std::min<std::int64_t>(plan.inference.permutations, 1000),
         .seed = static_cast<std::uint64_t>(plan.inference.seed)});
    CheckLine line = check_line(check, "median |r| with the change of motion");
    line.session = session;
    line.n = static_cast<int>(motion.size());
    line.value = result.median_absolute_r;
    line.p = result.p;
    line.note = "by chance " + format_fixed(result.null_median_absolute_r, 3) +
                " (95th percentile " + format_fixed(result.null_high, 3) + "); " +
                format_fixed(100.0 * result.share_p_below_05, 1) + " % of edges with p < 0.05";
    lines.push_back(line);
    line = check_line(check, "Spearman's r with the edges' distance");
    line.session = session;
    line.n = static_cast<int>(result.edges);
    line.value = result.distance_dependence;
    if (std::isnan(line.value)) line.note = "distances between regions are not known";
    lines.push_back(line);
  }
  return lines;
}

}  // namespace rewire
