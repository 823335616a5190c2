#include "pipeline/bids/trial_arms.h"

#include <algorithm>
#include <cctype>

#include "pipeline/bids/trial_table.h"
#include "stages/core/nearest_name.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

bool holds_values(const Dataset& dataset, const std::string& column) {
  return std::any_of(dataset.participants.begin(),
                     dataset.participants.end(),
                     [&](const Participant& p) { return p.values.contains(column); });
}

std::vector<std::string>::iterator find_reference(std::vector<std::string>& arms) {
  for (const char* name :
       {"placebo", "pbo", "plc", "control", "ctrl", "sham", "saline", "vehicle"}) {
    const auto found = std::find_if(arms.begin(), arms.end(), [&](const std::string& arm) {
      return lower(arm).starts_with(name);
    });
    if (found != arms.end()) return found;
  }
  return arms.begin();
}

}  // namespace

std::string arm_column(const Dataset& dataset,
                       const std::string& wanted,
                       std::vector<Problem>& problems) {
  const std::string where = (dataset.root / "participants.tsv").string();
  const std::vector<std::string>& columns = dataset.participant_columns;
  if (!wanted.empty()) {
    if (std::find(columns.begin(), columns.end(), wanted) != columns.end()) return wanted;
    const std::optional<std::string> nearest = nearest_name(wanted, columns);
    problems.push_back({.found = "no column '" + wanted + "'",
                        .expected = "the arm's column, one of: " + enumerate(columns, 8),
                        .where = where,
                        .remedy = nearest ? "did you mean '" + *nearest + "'?" : "add the column"});
    return {};
  }
  std::vector<std::string> found;
  std::vector<std::string> empty;
  for (const std::string& column : columns) {
    const std::string name = lower(column);
    if (name != "arm" && name != "group" && name != "treatment") continue;
    (holds_values(dataset, column) ? found : empty).push_back(column);
  }
  if (found.size() == 1) return found.front();
  std::string what = "no column of arms";
  if (!found.empty()) what = "several columns of arms: " + enumerate(found);
  if (found.empty() && !empty.empty()) what = "no value in the column " + enumerate(empty);
  problems.push_back({.found = what,
                      .expected = "one of arm, group, treatment with the participants' arms",
                      .where = where,
                      .remedy = "fill the column, or name another one as the arm column"});
  return {};
}

std::vector<std::string> order_arms(std::vector<std::string> arms,
                                    const std::string& reference,
                                    const std::string& where,
                                    std::vector<Problem>& problems) {
  std::sort(arms.begin(), arms.end(), [](const std::string& a, const std::string& b) {
    return natural_less(a, b);
  });
  if (arms.empty()) return arms;
  auto first = find_reference(arms);
  if (!reference.empty()) {
    const auto found = std::find(arms.begin(), arms.end(), reference);
    if (found != arms.end()) {
      first = found;
    } else {
      const std::optional<std::string> nearest = nearest_name(reference, arms);
      problems.push_back(
          {.found = "the reference arm '" + reference + "', which no participant has",
           .expected = "one of: " + enumerate(arms, 8),
           .where = where,
           .remedy = nearest ? "did you mean '" + *nearest + "'?" : "correct the name"});
    }
  }
  std::rotate(arms.begin(), first, first + 1);
  return arms;
}

}  // namespace rewire
