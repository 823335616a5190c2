#include <algorithm>

#include "pipeline/padded.h"
#include "pipeline/participant_run.h"
#include "stages/core/number_text.h"

namespace rewire {
namespace {

std::string outcome_word(ScanOutcome outcome) {
  switch (outcome) {
    case ScanOutcome::done:
      return "done";
    case ScanOutcome::reused:
      return "reused";
    case ScanOutcome::failed:
      return "FAILED";
  }
  return "";
}

std::string row(const ScanResult& result, std::size_t width) {
  double seconds = 0.0;
  std::size_t warnings = 0;
  for (const engine::StepReport& step : result.steps) {
    seconds += step.seconds;
    warnings += step.warnings.size();
  }
  std::string text = padded(describe(result.key), width) + "  " +
                     padded(outcome_word(result.outcome), 7) + "  " +
                     padded(format_fixed(seconds, 1) + " s", 9);
  if (warnings > 0) text += std::to_string(warnings) + " warnings";
  return text;
}

}  // namespace

std::string summary_table(const std::vector<ScanResult>& results) {
  std::size_t width = 4;
  for (const ScanResult& result : results) width = std::max(width, describe(result.key).size());
  std::string text = padded("scan", width) + "  outcome  time\n";
  std::size_t failed = 0;
  for (const ScanResult& result : results) {
    text += row(result, width) + "\n";
    if (result.outcome == ScanOutcome::failed) ++failed;
  }
  text += std::to_string(results.size() - failed) + " of " + std::to_string(results.size()) +
          " scans analysed";
  if (failed > 0) text += ", " + std::to_string(failed) + " failed:";
  text += "\n";
  for (const ScanResult& result : results) {
    if (result.outcome == ScanOutcome::failed) text += "  " + result.error + "\n";
  }
  return text;
}

}  // namespace rewire
