#include "pipeline/bids/session_order.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <set>

#include "stages/core/nearest_name.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

bool is_one_of(const std::string& name, const std::vector<std::string>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// 0: is called baseline; 1: other names of a first visit; 2: visits; 3: follow-ups.
int rank(const std::string& session) {
  const std::string label = lower(strip_prefix(session, "ses"));
  if (is_one_of(label, {"baseline", "base", "bl"})) return 0;
  if (is_one_of(label,
                {"pre", "pretreatment", "predose", "t0", "day0", "d0", "v0", "week0", "w0"})) {
    return 1;
  }
  if (is_one_of(label, {"screening", "screen", "scr"})) return 1;
  return label.starts_with("follow") || label.starts_with("fu") ? 3 : 2;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/// Session -> median day; empty unless every session has one.
std::map<std::string, double> days_of_sessions(const Dataset& dataset,
                                               const std::set<std::string>& sessions) {
  const std::string column = days_column(dataset);
  std::map<std::string, std::vector<double>> values;
  for (const Session& session : dataset.sessions) {
    const auto cell = session.values.find(column);
    if (cell == session.values.end()) continue;
    const std::optional<double> day = parse_number(cell->second);
    if (day && std::isfinite(*day)) values[session.id].push_back(*day);
  }
  if (values.size() != sessions.size()) return {};
  std::map<std::string, double> days;
  for (const auto& [session, numbers] : values) days[session] = median(numbers);
  return days;
}

/// Session -> day that its name says; empty unless every session but first visits has one.
std::map<std::string, double> days_of_names(const std::vector<std::string>& sessions) {
  std::map<std::string, double> days;
  for (const std::string& session : sessions) {
    const std::optional<double> day = days_in_label(strip_prefix(session, "ses"));
    if (!day && rank(session) > 1) return {};
    days[session] = rank(session) <= 1 ? 0.0 : *day;
  }
  return days;
}

void put_first(std::vector<std::string>& sessions, std::vector<std::string>::iterator first) {
  std::rotate(sessions.begin(), first, first + 1);
}

}  // namespace

std::string days_column(const Dataset& dataset) {
  for (const char* column : {"days_since_dose", "days", "day", "days_since_baseline"}) {
    const bool exists = std::any_of(dataset.sessions.begin(),
                                    dataset.sessions.end(),
                                    [&](const Session& s) { return s.values.contains(column); });
    if (exists) return column;
  }
  return {};
}

std::optional<double> days_in_label(std::string_view label) {
  static const std::map<std::string, double> day_counts{
      {"h", 1.0 / 24},     {"hr", 1.0 / 24}, {"hrs", 1.0 / 24}, {"hour", 1.0 / 24},
      {"hours", 1.0 / 24}, {"d", 1.0},       {"day", 1.0},      {"days", 1.0},
      {"w", 7.0},          {"wk", 7.0},      {"wks", 7.0},      {"week", 7.0},
      {"weeks", 7.0},      {"mo", 30.0},     {"month", 30.0},   {"months", 30.0},
      {"y", 365.0},        {"yr", 365.0},    {"year", 365.0},   {"years", 365.0}};
  const std::string text = lower(label);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool number_first = !text.empty() && is_digit(text.front());
  const auto border = number_first ? std::find_if_not(text.begin(), text.end(), is_digit)
                                   : std::find_if(text.begin(), text.end(), is_digit);
  const std::string first(text.begin(), border);
  const std::string second(border, text.end());
  const std::optional<std::int64_t> count = parse_integer(number_first ? first : second);
  const auto unit = day_counts.find(number_first ? second : first);
  if (!count || unit == day_counts.end()) return std::nullopt;
  return static_cast<double>(*count) * unit->second;
}

std::vector<std::string> session_order(const Dataset& dataset,
                                       const std::string& baseline,
                                       std::vector<Problem>& problems) {
  std::set<std::string> names;
  for (const Session& session : dataset.sessions) names.insert(session.id);
  std::vector<std::string> sessions(names.begin(), names.end());
  std::map<std::string, double> days = days_of_sessions(dataset, names);
  const bool counted = !days.empty();
  if (!counted) days = days_of_names(sessions);
  std::sort(sessions.begin(), sessions.end(), [&](const std::string& a, const std::string& b) {
    if (!counted && rank(a) != rank(b)) return rank(a) < rank(b);
    if (!days.empty() && days[a] != days[b]) return days[a] < days[b];
    return natural_less(a, b);
  });
  const auto named = std::find_if(
      sessions.begin(), sessions.end(), [](const std::string& s) { return rank(s) == 0; });
  if (named != sessions.end()) put_first(sessions, named);
  if (baseline.empty()) return sessions;
  const std::string wanted = "ses-" + strip_prefix(baseline, "ses");
  const auto found = std::find(sessions.begin(), sessions.end(), wanted);
  if (found != sessions.end()) {
    put_first(sessions, found);
    return sessions;
  }
  const std::optional<std::string> nearest = nearest_name(wanted, sessions);
  problems.push_back({.found = "the baseline session '" + wanted + "', which is not there",
                      .expected = "one of: " + enumerate(sessions, 8),
                      .where = dataset.root.string(),
                      .remedy = nearest ? "did you mean '" + *nearest + "'?" : "correct the name"});
  return sessions;
}

}  // namespace rewire
