#include "pipeline/record_files.h"

#include <system_error>

#include "stages/files/atomic_file.h"
#include "stages/files/file_bytes.h"

namespace rewire {
namespace {

std::filesystem::path failure_file(const std::filesystem::path& output, const ScanKey& key) {
  return output / ".rewire" / "failures" / (to_text(key) + ".txt");
}

std::filesystem::path dataset_file(const std::filesystem::path& output) {
  return output / ".rewire" / "dataset.txt";
}

std::string without_line_ends(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace

std::filesystem::path record_file(const std::filesystem::path& output, const std::string& name) {
  return output / ".rewire" / "records" / (name + ".json");
}

std::filesystem::path part_directory(const std::filesystem::path& output, const std::string& name) {
  return output / ".rewire" / (name + ".parts");
}

std::filesystem::path lock_file(const std::filesystem::path& output, const std::string& name) {
  return output / ".rewire" / "locks" / (name + ".lock");
}

std::string anatomy_record_name(const ScanFiles& scan) {
  if (!scan.t1w) {
    return scan.key.participant() + (scan.session_bold.size() > 1 ? "_common_no-T1w" : "_no-T1w");
  }
  if (scan.session_t1w.size() > 1) return scan.key.participant() + "_midpoint-T1w";
  const std::string session = scan.t1w->session.empty() ? "" : "_" + scan.t1w->session;
  return scan.key.participant() + session + "_T1w";
}

void forget_records(const std::filesystem::path& output, const std::string& name) {
  std::error_code ignored;
  std::filesystem::remove(record_file(output, name), ignored);
}

void note_dataset(const std::filesystem::path& output, const std::filesystem::path& root) {
  const std::filesystem::path absolute = std::filesystem::absolute(root).lexically_normal();
  if (noted_dataset(output) != absolute) write_text(dataset_file(output), absolute.string() + "\n");
}

std::optional<std::filesystem::path> noted_dataset(const std::filesystem::path& output) {
  const std::filesystem::path file = dataset_file(output);
  if (!std::filesystem::exists(file)) return std::nullopt;
  return without_line_ends(read_text(file));
}

void note_failure(const std::filesystem::path& output,
                  const ScanKey& key,
                  const std::string& error) {
  if (!error.empty()) {
    write_text(failure_file(output, key), error + "\n");
    return;
  }
  std::error_code ignored;
  std::filesystem::remove(failure_file(output, key), ignored);
}

std::optional<std::string> noted_failure(const std::filesystem::path& output, const ScanKey& key) {
  const std::filesystem::path file = failure_file(output, key);
  if (!std::filesystem::exists(file)) return std::nullopt;
  return without_line_ends(read_text(file));
}

}  // namespace rewire
