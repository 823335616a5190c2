#include "stages/files/bold_sidecar.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "stages/core/error.h"
#include "stages/files/json.h"

namespace rewire {
namespace {

/// Collects every key whose value is of the wrong kind.
class SidecarReader {
 public:
  SidecarReader(const nlohmann::json& json, const std::string& where) : json_(json), where_(where) {
    if (!json.is_object()) expect("the sidecar", "an object of keys and values");
  }

  void number(const char* key, std::optional<double>& value) {
    const nlohmann::json* found = find(key);
    if (found == nullptr) return;
    if (!found->is_number()) return expect(key, "a number");
    value = found->get<double>();
  }
  void numbers(const char* key, std::vector<double>& values) {
    const nlohmann::json* found = find(key);
    if (found == nullptr) return;
    if (!found->is_array()) return expect(key, "a list of numbers");
    for (const nlohmann::json& element : *found) {
      if (!element.is_number()) return expect(key, "a list of numbers");
      values.push_back(element.get<double>());
    }
  }
  void text(const char* key, std::string& value) {
    const nlohmann::json* found = find(key);
    if (found == nullptr) return;
    if (!found->is_string()) return expect(key, "a text");
    value = found->get<std::string>();
  }
  /// An axis "i", "j", "k", with "-" for descending index.
  void slice_direction(const char* key, BoldSidecar& sidecar) {
    std::string direction;
    text(key, direction);
    if (direction.empty()) return;
    const std::size_t axis = std::string_view("ijk").find(direction.front());
    const bool descending = direction.size() == 2 && direction.back() == '-';
    if (axis == std::string_view::npos || (direction.size() > 1 && !descending)) {
      return expect(key, "i, j, k, i-, j- or k-");
    }
    sidecar.slice_axis = static_cast<int>(axis);
    if (descending) std::reverse(sidecar.slice_times_s.begin(), sidecar.slice_times_s.end());
  }
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  const nlohmann::json* find(const char* key) const {
    if (!json_.is_object()) return nullptr;
    const auto found = json_.find(key);
    return found == json_.end() || found->is_null() ? nullptr : &*found;
  }
  void expect(const std::string& key, const std::string& expected) {
    problems_.push_back({.found = key + " of another kind",
                         .expected = expected,
                         .where = where_,
                         .remedy = "mend the JSON sidecar"});
  }

  const nlohmann::json& json_;
  const std::string& where_;
  std::vector<Problem> problems_;
};

}  // namespace

BoldSidecar parse_bold_sidecar(const nlohmann::json& json, const std::string& where) {
  BoldSidecar sidecar;
  SidecarReader reader(json, where);
  reader.number("RepetitionTime", sidecar.repetition_time_s);
  reader.numbers("SliceTiming", sidecar.slice_times_s);
  reader.slice_direction("SliceEncodingDirection", sidecar);
  reader.number("EchoTime", sidecar.echo_time_s);
  reader.text("PhaseEncodingDirection", sidecar.phase_encoding_direction);
  reader.text("TaskName", sidecar.task_name);
  std::optional<double> removed;
  reader.number("NumberOfVolumesDiscardedByUser", removed);
  throw_if_errors(reader.problems());
  constexpr double most_volumes = 1e6;
  if (removed && *removed >= 0 && *removed < most_volumes) {
    sidecar.dummy_volumes_removed = static_cast<int>(*removed);
  }
  return sidecar;
}

BoldSidecar read_bold_sidecar(const std::filesystem::path& path) {
  return parse_bold_sidecar(read_json(path), path.string());
}

}  // namespace rewire
