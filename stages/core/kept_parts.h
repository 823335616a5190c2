#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "stages/core/digest.h"

namespace rewire {

/// Where finished parts of long computations are kept, so that a run that was stopped goes on where
/// it was.
class PartStore {
 public:
  PartStore() = default;
  PartStore(const PartStore&) = delete;
  PartStore& operator=(const PartStore&) = delete;
  virtual ~PartStore() = default;

  virtual std::optional<std::vector<double>> find(const Digest& key) = 0;
  virtual void keep(const Digest& key, std::span<const double> numbers) = 0;
};

/// While it lives, kept_part keeps in `store` what took longer than `worth_keeping`; one at a time.
class PartStoreUse {
 public:
  explicit PartStoreUse(PartStore& store,
                        std::chrono::milliseconds worth_keeping = std::chrono::milliseconds(100));
  ~PartStoreUse();
  PartStoreUse(const PartStoreUse&) = delete;
  PartStoreUse& operator=(const PartStoreUse&) = delete;
};

/// The numbers of one part: those that are kept under its key, else what `compute` gives. `key`
/// must tell everything that the numbers depend on; it is asked for only where there is a store. To
/// be called by one thread at a time.
std::vector<double> kept_part(const std::function<Digest()>& key,
                              const std::function<std::vector<double>()>& compute);

}  // namespace rewire
