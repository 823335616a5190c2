#include "pipeline/engine/part_files.h"

#include <cstring>
#include <string>
#include <system_error>

#include "stages/core/error.h"
#include "stages/core/log.h"
#include "stages/files/atomic_file.h"
#include "stages/files/file_bytes.h"

namespace rewire::engine {

PartFiles::PartFiles(std::filesystem::path directory,
                     const std::string& program_version,
                     std::string_view stage,
                     int stage_version)
    : directory_(std::move(directory)),
      maker_(program_version + "\n" + std::string(stage) + "\n" + std::to_string(stage_version)) {}

Digest PartFiles::seal_of(const Digest& key, std::span<const double> numbers) const {
  return Digester().text(maker_).digest(key).bytes(std::as_bytes(numbers)).finish();
}

std::filesystem::path PartFiles::file_of(const Digest& key) const {
  return directory_ / (to_text(key) + ".part");
}

std::optional<std::vector<double>> PartFiles::find(const Digest& key) {
  const std::filesystem::path file = file_of(key);
  if (!std::filesystem::is_regular_file(file)) return std::nullopt;
  try {
    const std::vector<std::byte> bytes = read_bytes(file);
    if (bytes.size() < sizeof(Digest)) return std::nullopt;
    Digest seal;
    std::memcpy(&seal, bytes.data(), sizeof seal);
    std::vector<double> numbers((bytes.size() - sizeof seal) / sizeof(double));
    std::memcpy(numbers.data(), bytes.data() + sizeof seal, numbers.size() * sizeof(double));
    if (seal != seal_of(key, numbers)) return std::nullopt;
    if (!told_) log::info("parts of a comparison that was stopped are taken up again");
    told_ = true;
    return numbers;
  } catch (const Error&) {
    return std::nullopt;
  }
}

void PartFiles::keep(const Digest& key, std::span<const double> numbers) {
  if (full_) return;
  try {
    const Digest seal = seal_of(key, numbers);
    AtomicFile file(file_of(key));
    file.write(std::as_bytes(std::span(&seal, 1)));
    file.write(std::as_bytes(numbers));
    file.commit();
  } catch (const StorageError& error) {
    full_ = true;
    log::warning("parts are not kept for a later start: " + error.message());
  }
}

void PartFiles::forget() {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

}  // namespace rewire::engine
