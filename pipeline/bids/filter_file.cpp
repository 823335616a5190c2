#include <algorithm>
#include <nlohmann/json.hpp>

#include "pipeline/bids/filter.h"
#include "stages/core/error.h"
#include "stages/core/nearest_name.h"
#include "stages/files/file_bytes.h"
#include "stages/files/json.h"

namespace rewire {
namespace {

const std::vector<std::string>& file_kinds() {
  static const std::vector<std::string> kinds{
      "bold", "t1w", "t2w", "flair", "sbref", "fmap", "roi", "dwi", "asl", "pet", "epi"};
  return kinds;
}

/// PyBIDS' long names; the others are BIDS' own.
std::string bids_entity(const std::string& name) {
  static const std::map<std::string, std::string> long_names{{"subject", "sub"},
                                                             {"session", "ses"},
                                                             {"acquisition", "acq"},
                                                             {"ceagent", "ce"},
                                                             {"reconstruction", "rec"},
                                                             {"direction", "dir"},
                                                             {"inversion", "inv"},
                                                             {"modality", "mod"},
                                                             {"resolution", "res"},
                                                             {"description", "desc"}};
  const auto found = long_names.find(name);
  return found == long_names.end() ? name : found->second;
}

std::vector<std::string> entity_names() {
  std::vector<std::string> names = known_entities();
  names.insert(names.end(),
               {"subject",
                "session",
                "acquisition",
                "ceagent",
                "reconstruction",
                "direction",
                "datatype",
                "suffix",
                "extension"});
  return names;
}

/// Reads the file's object and collects everything that is wrong with it.
class FilterReader {
 public:
  FilterReader(Filter& filter, const std::string& where) : filter_(filter), where_(where) {}

  void read(const nlohmann::json& json) {
    if (!json.is_object()) {
      expect("something else", "an object of file kinds", R"(write {"bold": {"task": "rest"}})");
      return;
    }
    for (const auto& [kind, rules] : json.items()) read_kind(kind, rules);
  }
  std::vector<Problem> take() { return std::move(problems_); }

 private:
  void expect(const std::string& found, const std::string& expected, const std::string& remedy) {
    problems_.push_back({.found = found, .expected = expected, .where = where_, .remedy = remedy});
  }
  void expect_name(const std::string& kind,
                   const std::string& name,
                   const std::vector<std::string>& valid) {
    const std::optional<std::string> nearest = nearest_name(name, valid);
    expect("the unknown " + kind + " '" + name + "'",
           "one that BIDS has",
           nearest ? "did you mean '" + *nearest + "'?" : "correct or remove it");
  }

  void read_kind(const std::string& kind, const nlohmann::json& rules) {
    const std::vector<std::string>& kinds = file_kinds();
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
      expect_name("file kind", kind, kinds);
      return;
    }
    if (!rules.is_object()) {
      expect("'" + kind + "' of another type",
             "an object of entities",
             R"(write {"bold": {"task": "rest"}})");
      return;
    }
    for (const auto& [name, value] : rules.items()) read_rule(kind, name, value);
  }

  void read_rule(const std::string& kind, const std::string& name, const nlohmann::json& value) {
    const std::string entity = bids_entity(name);
    if (entity == "datatype") return check_datatype(kind, value);
    if (entity != "suffix" && entity != "extension" && !is_known_entity(entity)) {
      return expect_name("entity", name, entity_names());
    }
    EntityRule rule;
    const bool is_list = value.is_array();
    bool readable = true;
    if (is_list) {
      for (const nlohmann::json& element : value) readable &= add(rule, entity, element);
    } else {
      readable = add(rule, entity, value);
    }
    if (readable) {
      filter_.rules[kind][entity] = rule;
    } else {
      expect("'" + kind + "." + name + "' of another type",
             "a label, a list of labels, null or \"*\"",
             "correct the value");
    }
  }

  static bool add(EntityRule& rule, const std::string& entity, const nlohmann::json& value) {
    if (value.is_null()) {
      rule.labels.emplace_back();
    } else if (value.is_number_integer()) {
      rule.labels.push_back(value.dump());
    } else if (value.is_string()) {
      const std::string label = value.get<std::string>();
      if (label == "*" || label == "Query.ANY" || label == "Query.REQUIRED") {
        rule.present = true;
      } else if (label == "Query.NONE") {
        rule.labels.emplace_back();
      } else {
        rule.labels.push_back(strip_prefix(label, entity));
      }
    } else {
      return false;
    }
    return true;
  }

  /// Where BOLD and T1w images lie is not a matter of choice.
  void check_datatype(const std::string& kind, const nlohmann::json& value) {
    const bool wrong = (kind == "bold" && value != "func") || (kind == "t1w" && value != "anat");
    if (!wrong) return;
    expect("'" + kind + ".datatype' " + value.dump(),
           kind == "bold" ? "\"func\"" : "\"anat\"",
           "correct or remove it");
  }

  Filter& filter_;
  const std::string& where_;
  std::vector<Problem> problems_;
};

}  // namespace

void parse_filter(std::string_view json, const std::string& where, Filter& filter) {
  Filter result = filter;
  FilterReader reader(result, where);
  try {
    reader.read(parse_json(json, where));
  } catch (const InputError& error) {
    throw ConfigError(error.problems());
  }
  std::vector<Problem> problems = reader.take();
  if (!problems.empty()) throw ConfigError(std::move(problems));
  filter = std::move(result);
}

void read_filter_file(const std::filesystem::path& path, Filter& filter) {
  std::string text;
  try {
    text = read_text(path);
  } catch (const InputError& error) {
    throw ConfigError(error.problems());
  }
  parse_filter(text, path.string(), filter);
}

}  // namespace rewire
