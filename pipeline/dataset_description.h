#pragma once

#include <filesystem>
#include <string>

namespace rewire {

/// Writes `output`/dataset_description.json (BIDS derivative, GeneratedBy) unless it holds the same
/// already. Throws StorageError when the directory cannot be written, InputError when it is a raw
/// dataset's.
void write_dataset_description(const std::filesystem::path& output,
                               const std::string& program_version);

}  // namespace rewire
