#pragma once

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "pipeline/bids/participant_files.h"

namespace rewire {

/// The files of `suffix` and `extension` that apply to `scan` by the BIDS inheritance principle:
/// they lie in a directory above the scan or beside it, and the scan has all of their entities.
/// Root first; within a directory those with more entities later.
std::vector<std::filesystem::path> inherited_files(const NamedFile& scan,
                                                   std::span<const NamedFile> root_files,
                                                   std::span<const NamedFile> participant_files,
                                                   std::string_view suffix,
                                                   std::string_view extension);

}  // namespace rewire
