#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace rewire {

/// Where the program's own data (atlases/, configs/) lie: $REWIRE_DATA_DIR when set; else
/// <prefix>/share/rewire beside the executable (<prefix>/bin/rewire); else the source tree that the
/// program was built from. Throws ConfigError when none of them has an atlases directory.
std::filesystem::path data_directory();

/// `text` with a leading "${NAME}" replaced by that environment variable (absent: no result paths)
/// and a leading "~" by $HOME. Several directories in the variable (split at ':') give several
/// paths.
std::vector<std::filesystem::path> expand_path(const std::string& text);

}  // namespace rewire
