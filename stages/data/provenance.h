#pragma once

#include <string>
#include <utility>
#include <vector>

namespace rewire {

/// Where a stored result comes from; written into the sidecar of every output.
struct Provenance {
  std::string program_version{};
  std::string stage{};
  int stage_version = 0;
  std::string key{};  ///< digest of stage, version, parameters and the content of all inputs
  std::vector<std::pair<std::string, std::string>> parameters{};  ///< canonical name and value
  std::vector<std::string> sources{};  ///< BIDS URIs of the source files, "bids::sub-01/..."
};

}  // namespace rewire
