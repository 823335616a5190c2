#include <algorithm>
#include <utility>

#include "pipeline/padded.h"
#include "pipeline/participant_run.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"

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
  if (warnings > 0) text += std::to_string(warnings) + (warnings == 1 ? " warning" : " warnings");
  return text;
}

/// One warning and the scans that have it.
struct SharedWarning {
  std::string text;
  std::vector<std::string> scans;
};

std::vector<SharedWarning> warnings_of(const std::vector<ScanResult>& results) {
  std::vector<SharedWarning> warnings;
  for (const ScanResult& result : results) {
    for (const engine::StepReport& step : result.steps) {
      for (const Problem& problem : step.warnings) {
        std::string text = step.name + ": " + to_text(problem);
        auto known = std::find_if(warnings.begin(), warnings.end(), [&](const auto& warning) {
          return warning.text == text;
        });
        if (known == warnings.end()) {
          warnings.push_back({.text = std::move(text), .scans = {}});
          known = warnings.end() - 1;
        }
        known->scans.push_back(describe(result.key));
      }
    }
  }
  return warnings;
}

/// The first ones whole; .rewire/records and the group level's page have all.
std::string warning_lines(const std::vector<ScanResult>& results) {
  constexpr std::size_t most = 30;
  const std::vector<SharedWarning> warnings = warnings_of(results);
  std::string text;
  for (std::size_t i = 0; i < std::min(most, warnings.size()); ++i) {
    text += "  warning: " + warnings[i].text + " [" + enumerate(warnings[i].scans, 3) + "]\n";
  }
  if (warnings.size() > most) {
    text += "  and " + std::to_string(warnings.size() - most) + " other warnings\n";
  }
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
  text += warning_lines(results);
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
