#include "pipeline/bids/filter.h"

#include <algorithm>

namespace rewire {
namespace {

bool lists(const std::vector<std::string>& labels,
           std::string_view prefix,
           std::string_view wanted) {
  if (labels.empty()) return true;
  const std::string label = strip_prefix(wanted, prefix);
  return std::any_of(labels.begin(), labels.end(), [&](const std::string& listed) {
    return strip_prefix(listed, prefix) == label;
  });
}

bool obeys(const EntityRule& rule, std::string_view label) {
  if (rule.present) return !label.empty();
  if (rule.labels.empty()) return label.empty();
  return std::any_of(rule.labels.begin(), rule.labels.end(), [&](const std::string& wanted) {
    return same_label(wanted, label);
  });
}

std::string_view value_of(const BidsName& name, std::string_view entity) {
  if (entity == "suffix") return name.suffix;
  if (entity == "extension") return name.extension;
  return name.label(entity);
}

}  // namespace

std::string strip_prefix(std::string_view label, std::string_view prefix) {
  if (label.size() > prefix.size() && label.starts_with(prefix) && label[prefix.size()] == '-') {
    label.remove_prefix(prefix.size() + 1);
  }
  return std::string(label);
}

bool wants_participant(const Filter& filter, std::string_view label) {
  return lists(filter.participants, "sub", label);
}

bool wants_session(const Filter& filter, std::string_view label) {
  return lists(filter.sessions, "ses", label);
}

bool wants_file(const Filter& filter, std::string_view kind, const BidsName& name) {
  if (!wants_participant(filter, name.label("sub"))) return false;
  if (kind == "bold" && (!wants_session(filter, name.label("ses")) ||
                         !lists(filter.tasks, "task", name.label("task")))) {
    return false;
  }
  const auto rules = filter.rules.find(std::string(kind));
  if (rules == filter.rules.end()) return true;
  return std::all_of(rules->second.begin(), rules->second.end(), [&](const auto& rule) {
    return obeys(rule.second, value_of(name, rule.first));
  });
}

}  // namespace rewire
