#include "pipeline/engine/records.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "stages/core/error.h"
#include "stages/core/log.h"
#include "stages/files/atomic_file.h"

namespace rewire::engine {
namespace {

using Json = nlohmann::json;
constexpr int layout_version = 2;

Json to_json(const StepRecord& record) {
  Json warnings = Json::array();
  for (const Problem& problem : record.warnings) {
    warnings.push_back({{"found", problem.found},
                        {"expected", problem.expected},
                        {"where", problem.where},
                        {"remedy", problem.remedy}});
  }
  return {{"key", to_text(record.key)},
          {"content", to_text(record.content)},
          {"files", record.files},
          {"settings", record.settings},
          {"warnings", std::move(warnings)},
          {"seconds", record.seconds},
          {"peak_memory_mb", record.peak_memory_mb}};
}

Digest digest_at(const Json& json, const char* key) {
  const std::optional<Digest> digest = parse_digest(json.at(key).get<std::string>());
  if (!digest) throw Json::other_error::create(501, "not a digest", &json);
  return *digest;
}

StepRecord step_from(const Json& json) {
  StepRecord record{.key = digest_at(json, "key"),
                    .content = digest_at(json, "content"),
                    .files = json.at("files").get<std::vector<std::string>>(),
                    .settings = json.at("settings").get<std::vector<std::string>>(),
                    .warnings = {},
                    .seconds = json.at("seconds").get<double>(),
                    .peak_memory_mb = json.at("peak_memory_mb").get<double>()};
  for (const Json& problem : json.at("warnings")) {
    record.warnings.push_back({.found = problem.at("found").get<std::string>(),
                               .expected = problem.at("expected").get<std::string>(),
                               .where = problem.at("where").get<std::string>(),
                               .remedy = problem.at("remedy").get<std::string>(),
                               .severity = Severity::warning});
  }
  return record;
}

/// Size and modification time; no value when the file cannot be looked at.
std::optional<FileRecord> stat_file(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return std::nullopt;
  return FileRecord{.size_bytes = static_cast<std::uint64_t>(status.st_size),
                    .modified_ns = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 +
                                   std::int64_t{status.st_mtim.tv_nsec},
                    .content = {}};
}

bool same_state(const FileRecord& known, const FileRecord& now) {
  return known.size_bytes == now.size_bytes && known.modified_ns == now.modified_ns;
}

std::filesystem::path absolute_path(const std::filesystem::path& path) {
  return std::filesystem::absolute(path).lexically_normal();
}

}  // namespace

Records::Records(std::filesystem::path file, const std::filesystem::path& root)
    : file_(std::move(file)), root_(root.empty() ? root : absolute_path(root)) {
  std::ifstream stream(file_);
  if (!stream) return;
  try {
    const Json json = Json::parse(stream);
    if (json.at("layout_version").get<int>() != layout_version) return;
    complete_ = json.at("complete").get<bool>();
    for (const auto& [name, step] : json.at("steps").items()) steps_[name] = step_from(step);
    for (const auto& [path, file_json] : json.at("files").items()) {
      files_[path] = {.size_bytes = file_json.at("size_bytes").get<std::uint64_t>(),
                      .modified_ns = file_json.at("modified_ns").get<std::int64_t>(),
                      .content = digest_at(file_json, "content")};
    }
  } catch (const Json::exception&) {
    log::warning("the record " + file_.string() + " cannot be understood; computing afresh");
    complete_ = false;
    steps_.clear();
    files_.clear();
  }
}

std::string Records::name_of(const std::filesystem::path& file) const {
  const std::filesystem::path whole = absolute_path(file);
  if (root_.empty()) return whole.string();
  const std::filesystem::path inside = whole.lexically_relative(root_);
  return inside.empty() || *inside.begin() == ".." ? whole.string() : inside.string();
}

std::optional<StepRecord> Records::find(const std::string& step) const {
  const auto found = steps_.find(step);
  return found == steps_.end() ? std::nullopt : std::optional(found->second);
}

void Records::put(const std::string& step, StepRecord record) {
  for (std::string& file : record.files) {
    file_content(file);
    file = name_of(file);
  }
  steps_[step] = std::move(record);
  complete_ = false;
  save();
}

void Records::finish(const std::set<std::string>& steps) {
  const std::size_t others =
      std::erase_if(steps_, [&](const auto& step) { return !steps.contains(step.first); });
  if (complete_ && others == 0) return;
  complete_ = true;
  save();
}

bool Records::intact(const StepRecord& record) {
  for (const std::string& name : record.files) {
    const std::filesystem::path file = path_of(name);
    const auto known = files_.find(name);
    if (known == files_.end() || !stat_file(file)) return false;
    const Digest recorded = known->second.content;
    if (file_content(file) != recorded) return false;
  }
  return true;
}

bool Records::includes(const StepRecord& record,
                       const std::vector<std::filesystem::path>& files) const {
  return std::all_of(files.begin(), files.end(), [&](const std::filesystem::path& file) {
    return std::find(record.files.begin(), record.files.end(), name_of(file)) != record.files.end();
  });
}

Digest Records::file_content(const std::filesystem::path& file) {
  const std::string name = name_of(file);
  std::optional<FileRecord> now = stat_file(file);
  const auto known = files_.find(name);
  if (now && known != files_.end() && same_state(known->second, *now)) return known->second.content;
  const Digest content = digest_of_file(file);
  if (now) {
    now->content = content;
    files_[name] = *now;
  }
  return content;
}

bool Records::unchanged(const std::filesystem::path& file) const {
  const auto known = files_.find(name_of(file));
  const std::optional<FileRecord> now = stat_file(file);
  return known != files_.end() && now && same_state(known->second, *now);
}

std::vector<std::filesystem::path> Records::result_files() const {
  std::vector<std::filesystem::path> files;
  for (const auto& [name, step] : steps_) {
    for (const std::string& file : step.files) files.push_back(path_of(file));
  }
  return files;
}

std::vector<std::pair<std::string, Problem>> Records::warnings() const {
  std::vector<std::pair<std::string, Problem>> all;
  for (const auto& [name, step] : steps_) {
    for (const Problem& problem : step.warnings) all.emplace_back(name, problem);
  }
  return all;
}

std::vector<std::string> Records::settings() const {
  std::vector<std::string> all;
  for (const auto& [name, step] : steps_) {
    all.insert(all.end(), step.settings.begin(), step.settings.end());
  }
  std::sort(all.begin(), all.end());
  return all;
}

void Records::save() const {
  Json json{{"layout_version", layout_version},
            {"complete", complete_},
            {"steps", Json::object()},
            {"files", Json::object()}};
  for (const auto& [name, step] : steps_) json["steps"][name] = to_json(step);
  for (const auto& [path, file] : files_) {
    json["files"][path] = {{"size_bytes", file.size_bytes},
                           {"modified_ns", file.modified_ns},
                           {"content", to_text(file.content)}};
  }
  write_text(file_, json.dump(1) + "\n");
}

Digest digest_of_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  Digester digester;
  std::array<char, 1 << 16> block{};
  while (stream) {
    stream.read(block.data(), block.size());
    const auto count = static_cast<std::size_t>(stream.gcount());
    digester.bytes(std::as_bytes(std::span(block).first(count)));
  }
  if (!stream.eof()) {
    throw InputError({.found = std::string("a file that cannot be read: ") + std::strerror(errno),
                      .expected = "a readable file",
                      .where = file.string(),
                      .remedy = "check that it exists and its permissions"});
  }
  return digester.finish();
}

}  // namespace rewire::engine
