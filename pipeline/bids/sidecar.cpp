#include "pipeline/bids/sidecar.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/data/repetition_time.h"
#include "stages/files/json.h"

namespace rewire {
namespace {

nlohmann::json read_object(const std::filesystem::path& path) {
  nlohmann::json json = read_json(path);
  if (json.is_object()) return json;
  throw InputError(Problem{.found = "JSON that is no object",
                           .expected = "an object of keys and values",
                           .where = path.string(),
                           .remedy = "mend the JSON sidecar"});
}

}  // namespace

const nlohmann::json* SidecarCache::read(const std::filesystem::path& path,
                                         std::vector<Problem>& problems) {
  const std::string name = path.string();
  if (outer_ != nullptr) {
    const auto known = outer_->files_.find(name);
    if (known != outer_->files_.end()) return known->second.get();
  }
  const auto [file, is_new] = files_.try_emplace(name);
  if (is_new) {
    try {
      file->second = std::make_shared<const nlohmann::json>(read_object(path));
    } catch (const InputError& error) {
      append(problems, error.problems());
    }
  }
  return file->second.get();
}

nlohmann::json merge_sidecars(std::span<const std::filesystem::path> sidecars,
                              SidecarCache& cache,
                              const std::string& where,
                              std::vector<Problem>& problems) {
  nlohmann::json merged = nlohmann::json::object();
  for (const std::filesystem::path& path : sidecars) {
    const std::size_t known = problems.size();
    const nlohmann::json* sidecar = cache.read(path, problems);
    if (sidecar != nullptr) {
      merged.update(*sidecar);
    } else if (problems.size() == known) {
      problems.push_back({.found = "the unreadable sidecar " + path.string(),
                          .expected = "JSON sidecars that can be read",
                          .where = where,
                          .remedy = "mend the JSON sidecar"});
    }
  }
  return merged;
}

std::vector<Problem> check_bold_sidecar(const BoldSidecar& sidecar, const std::string& where) {
  Requirements requirements(where, "give the value in seconds in the scan's JSON sidecar");
  if (!sidecar.repetition_time_s) {
    requirements.require(
        false, "no RepetitionTime", "RepetitionTime in a JSON sidecar of the scan");
    return requirements.take();
  }
  const double repetition_time_s = *sidecar.repetition_time_s;
  require_repetition_time(requirements, repetition_time_s);
  const auto wrong = std::find_if_not(
      sidecar.slice_times_s.begin(), sidecar.slice_times_s.end(), [&](double time_s) {
        return time_s >= 0.0 && time_s <= repetition_time_s * (1.0 + 1e-6);
      });
  if (wrong != sidecar.slice_times_s.end()) {
    requirements.prefer(false,
                        "a slice time of " + format_number(*wrong) + " s",
                        "0 to the repetition time, " + format_number(repetition_time_s) + " s");
  }
  return requirements.take();
}

BoldSidecar read_bold_sidecar(std::span<const std::filesystem::path> sidecars,
                              SidecarCache& cache,
                              const std::string& where,
                              std::vector<Problem>& problems) {
  std::vector<Problem> unreadable;
  const nlohmann::json merged = merge_sidecars(sidecars, cache, where, unreadable);
  if (!unreadable.empty()) {
    append(problems, std::move(unreadable));
    return {};
  }
  BoldSidecar sidecar;
  try {
    sidecar = parse_bold_sidecar(merged, where);
  } catch (const InputError& error) {
    append(problems, error.problems());
    return {};
  }
  const std::vector<Problem> wrong = check_bold_sidecar(sidecar, where);
  if (has_errors(wrong)) sidecar.repetition_time_s.reset();
  append(problems, wrong);
  return sidecar;
}

BoldSidecar read_bold_sidecar(std::span<const std::filesystem::path> sidecars) {
  SidecarCache cache;
  std::vector<Problem> problems;
  const std::string where = sidecars.empty() ? "a scan without sidecars" : sidecars.back().string();
  BoldSidecar sidecar = read_bold_sidecar(sidecars, cache, where, problems);
  throw_if_errors(problems);
  return sidecar;
}

}  // namespace rewire
