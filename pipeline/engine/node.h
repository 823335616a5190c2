#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/problem.h"
#include "stages/data/provenance.h"

namespace rewire::engine {

using Value = std::shared_ptr<const void>;
using Values = std::span<const Value>;

/// The derivative files that hold a node's value.
struct ErasedStorage {
  std::vector<std::filesystem::path> files;
  std::function<void(const void* value, const Provenance&)> write;
  std::function<Value()> read;  ///< empty: the files are a product that nothing reads back
};

/// A step of the graph with its types forgotten; Graph makes them, run_graph() runs them.
struct Node {
  std::string name;   ///< unique in the graph
  std::string stage;  ///< empty for a source
  int stage_version = 0;
  std::vector<std::pair<std::string, std::string>> parameters;
  std::vector<std::size_t> inputs;
  /// Digest of everything that decides the value besides the inputs.
  Digest identity;
  std::function<Value(Values)> run;
  std::function<std::vector<Problem>(Values)> check;
  std::function<std::vector<Problem>(const void*, const std::string& where)> validate;
  std::function<Digest(const void*)> content;
  std::function<std::vector<Problem>(const void*)> warnings;
  std::optional<ErasedStorage> storage;
  bool is_kept = false;  ///< the value stays in memory behind its last use
};

}  // namespace rewire::engine
