#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace rewire {

/// Whether the bytes start like a gzip file.
bool is_gzip(std::span<const std::byte> bytes);

/// The content of a gzip file of one or more members. Zero bytes behind the last member are
/// padding. InputError when the file is cut short, damaged (checksums are verified) or followed by
/// anything else, or when its content is longer than `longest` bytes. `expected_size`: a guess of
/// the content's size, 0 when there is none. `where` names the file in errors.
std::vector<std::byte> gunzip(std::span<const std::byte> compressed,
                              std::size_t expected_size,
                              std::size_t longest,
                              const std::string& where);

/// Up to `count` bytes from the start of the content; fewer when the content is shorter or the
/// compressed bytes end. InputError when the bytes are not gzip.
std::vector<std::byte> gunzip_start(std::span<const std::byte> compressed,
                                    std::size_t count,
                                    const std::string& where);

/// One gzip member with no name and no time: equal content gives equal bytes.
std::vector<std::byte> gzip(std::span<const std::byte> content);

}  // namespace rewire
