#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace rewire {

/// The whole file. InputError when it is missing, a directory or cannot be read.
std::vector<std::byte> read_bytes(const std::filesystem::path& path);
std::string read_text(const std::filesystem::path& path);

/// The first `count` bytes, fewer when the file is shorter.
std::vector<std::byte> read_first_bytes(const std::filesystem::path& path, std::size_t count);

}  // namespace rewire
