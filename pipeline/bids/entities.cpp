#include "pipeline/bids/entities.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace rewire {
namespace {

constexpr std::array<std::string_view, 38> entity_order{
    "sub",   "ses",  "sample", "task", "tracksys", "acq",       "nuc",   "voi",
    "ce",    "trc",  "stain",  "dir",  "rec",      "run",       "mod",   "echo",
    "flip",  "inv",  "mt",     "part", "proc",     "recording", "space", "cohort",
    "atlas", "seg",  "res",    "den",  "hemi",     "label",     "split", "from",
    "to",    "mode", "stat",   "meas", "measure",  "chunk"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t rank(std::string_view entity) {
  if (entity == "desc") return entity_order.size() + 1;
  const auto found = std::find(entity_order.begin(), entity_order.end(), entity);
  return static_cast<std::size_t>(found - entity_order.begin());
}

std::vector<std::string_view> parts_of(std::string_view stem) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = stem.find('_');
    parts.push_back(stem.substr(0, end));
    if (end == std::string_view::npos) return parts;
    stem.remove_prefix(end + 1);
  }
}

/// Reads one "entity-label" into `name`; what is wrong with it, or "".
std::string add_entity(BidsName& name, std::string_view part) {
  const std::string quoted = "'" + std::string(part) + "'";
  const std::size_t dash = part.find('-');
  if (dash == std::string_view::npos) return "a part without a dash: " + quoted;
  const std::string_view entity = part.substr(0, dash);
  const std::string_view label = part.substr(dash + 1);
  if (!is_bids_label(entity)) return "no entity before the dash: " + quoted;
  if (label.empty()) return "an empty label: " + quoted;
  if (!is_bids_label(label)) return "a label of more than letters and digits: " + quoted;
  if (!name.label(entity).empty()) return "an entity twice: " + quoted;
  name.entities.emplace_back(entity, label);
  return {};
}

/// Takes the digits at the start of `text` off it, without leading zeros.
std::string_view take_number(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

/// -1, 0, 1; numbers by value.
int compare_naturally(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const std::string_view number_a = take_number(a);
      const std::string_view number_b = take_number(b);
      if (number_a.size() != number_b.size()) return number_a.size() < number_b.size() ? -1 : 1;
      if (const int order = number_a.compare(number_b); order != 0) return order < 0 ? -1 : 1;
    } else {
      if (a.front() != b.front()) return a.front() < b.front() ? -1 : 1;
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  return static_cast<int>(!a.empty()) - static_cast<int>(!b.empty());
}

auto labels_of(const ScanKey& key) {
  return std::array<std::pair<std::string_view, std::string_view>, 10>{{{"sub", key.sub},
                                                                        {"ses", key.ses},
                                                                        {"task", key.task},
                                                                        {"acq", key.acq},
                                                                        {"ce", key.ce},
                                                                        {"dir", key.dir},
                                                                        {"rec", key.rec},
                                                                        {"run", key.run},
                                                                        {"echo", key.echo},
                                                                        {"part", key.part}}};
}

std::string joined(const ScanKey& key, char separator) {
  std::string text;
  for (const auto& [entity, label] : labels_of(key)) {
    if (label.empty()) continue;
    if (!text.empty()) text += separator;
    text += entity;
    text += '-';
    text += label;
  }
  return text;
}

}  // namespace

std::string_view BidsName::label(std::string_view entity) const {
  for (const auto& [name, label] : entities) {
    if (name == entity) return label;
  }
  return {};
}

void BidsName::set(std::string_view entity, std::string_view label) {
  const auto found = std::find_if(
      entities.begin(), entities.end(), [&](const auto& pair) { return pair.first == entity; });
  if (label.empty()) {
    if (found != entities.end()) entities.erase(found);
  } else if (found != entities.end()) {
    found->second = label;
  } else {
    entities.emplace_back(entity, label);
  }
}

bool is_bids_label(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+';
  });
}

bool is_known_entity(std::string_view entity) { return rank(entity) != entity_order.size(); }

std::vector<std::string> known_entities() {
  std::vector<std::string> names(entity_order.begin(), entity_order.end());
  names.emplace_back("desc");
  return names;
}

std::optional<BidsName> parse_bids_name(std::string_view file_name, Problem* problem) {
  BidsName name;
  const std::size_t dot = file_name.find('.');
  if (dot != std::string_view::npos) name.extension = file_name.substr(dot);
  std::vector<std::string_view> parts = parts_of(file_name.substr(0, dot));
  std::string wrong;
  if (is_bids_label(parts.back())) {
    name.suffix = parts.back();
    parts.pop_back();
  } else {
    wrong = "no suffix behind the last '_'";
  }
  for (std::size_t i = 0; i < parts.size() && wrong.empty(); ++i) {
    wrong = add_entity(name, parts[i]);
  }
  if (wrong.empty()) return name;
  if (problem != nullptr) {
    *problem = {.found = wrong + " in '" + std::string(file_name) + "'",
                .expected = "a BIDS name such as sub-01_task-rest_bold.nii.gz",
                .where = std::string(file_name),
                .remedy = "rename the file, or name it in .bidsignore"};
  }
  return std::nullopt;
}

std::string compose_bids_name(const BidsName& name) {
  std::vector<std::pair<std::string, std::string>> entities = name.entities;
  std::stable_sort(entities.begin(), entities.end(), [](const auto& a, const auto& b) {
    return rank(a.first) < rank(b.first);
  });
  std::string text;
  for (const auto& [entity, label] : entities) {
    text += entity;
    text += '-';
    text += label;
    text += '_';
  }
  return text + name.suffix + name.extension;
}

ScanKey scan_key(const BidsName& name) {
  const auto label = [&](std::string_view entity) { return std::string(name.label(entity)); };
  return {.sub = label("sub"),
          .ses = label("ses"),
          .task = label("task"),
          .acq = label("acq"),
          .ce = label("ce"),
          .dir = label("dir"),
          .rec = label("rec"),
          .run = label("run"),
          .echo = label("echo"),
          .part = label("part")};
}

std::string to_text(const ScanKey& key) { return joined(key, '_'); }

std::string describe(const ScanKey& key) { return joined(key, ' '); }

bool same_label(std::string_view a, std::string_view b) {
  return a == b || (!a.empty() && !b.empty() && std::all_of(a.begin(), a.end(), is_digit) &&
                    std::all_of(b.begin(), b.end(), is_digit) && compare_naturally(a, b) == 0);
}

bool natural_less(std::string_view a, std::string_view b) {
  const int order = compare_naturally(a, b);
  return order != 0 ? order < 0 : a < b;
}

bool natural_less(const ScanKey& a, const ScanKey& b) {
  const auto labels_a = labels_of(a);
  const auto labels_b = labels_of(b);
  for (std::size_t i = 0; i < labels_a.size(); ++i) {
    if (labels_a[i].second == labels_b[i].second) continue;
    return natural_less(labels_a[i].second, labels_b[i].second);
  }
  return false;
}

}  // namespace rewire
