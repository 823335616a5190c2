#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/plan/plan_file.h"
#include "stages/data/plan_state.h"

namespace rewire {

/// One entry of a lock's log.
struct LockEvent {
  std::string event;   ///< "locked", "amended", "unblinded"
  std::string time;    ///< UTC, "2026-05-01T12:00:00Z"
  std::string digest;  ///< of the plan then
  std::string reason;
};

/// "plan.lock.json" beside "plan.toml".
std::filesystem::path lock_path(const std::filesystem::path& plan);

/// Writes the digest and the canonical text of the plan, with the time, beside it. A plan that is
/// locked already stays so: when it has changed since, `reason` is needed (ConfigError without) and
/// the change is logged as an amendment, with the digest that was. Returns what was done, for
/// people.
std::string lock_plan(const PlanFile& file, const std::string& reason);

/// From now on results name the arms; logged. ConfigError when the plan is not locked, has changed
/// since, is not coded or is unblinded already.
std::string unblind_plan(const PlanFile& file, const std::string& reason);

/// What the lock says of the plan as it is now; InputError when the lock cannot be understood.
PlanState plan_state(const PlanFile& file);

/// The log, first event first; empty without a lock.
std::vector<LockEvent> lock_log(const std::filesystem::path& plan);

}  // namespace rewire
