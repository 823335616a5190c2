#include "pipeline/plan/plan_lock.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <map>
#include <nlohmann/json.hpp>

#include "stages/core/canonical.h"
#include "stages/core/error.h"
#include "stages/core/requirements.h"
#include "stages/files/json.h"

namespace rewire {
namespace {

using Json = nlohmann::json;

struct Lock {
  std::string digest;
  std::string plan;  ///< canonical text
  std::vector<LockEvent> log;
};

std::string now_utc() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), length};
}

/// The lock of a plan; nothing when it has none. Its text must have the digest that it says.
std::optional<Lock> read_lock(const std::filesystem::path& plan) {
  const std::filesystem::path path = lock_path(plan);
  if (!std::filesystem::exists(path)) return std::nullopt;
  const Json json = read_json(path);
  Lock lock;
  try {
    lock.digest = json.at("Digest").get<std::string>();
    lock.plan = json.at("Plan").get<std::string>();
    for (const Json& event : json.at("Log")) {
      lock.log.push_back({event.at("Event").get<std::string>(),
                          event.at("Time").get<std::string>(),
                          event.at("Digest").get<std::string>(),
                          event.value("Reason", "")});
    }
  } catch (const Json::exception& error) {
    throw InputError({.found = std::string("a lock that cannot be understood: ") + error.what(),
                      .expected = "what rewire plan lock writes",
                      .where = path.string(),
                      .remedy = "restore it from a copy"});
  }
  if (lock.log.empty() || to_text(Digester().text(lock.plan).finish()) != lock.digest) {
    throw InputError({.found = "a lock whose text does not have its digest",
                      .expected = "what rewire plan lock wrote",
                      .where = path.string(),
                      .remedy = "it was edited; restore it from a copy"});
  }
  return lock;
}

void write_lock(const std::filesystem::path& plan, const Lock& lock) {
  Json json{{"Digest", lock.digest}, {"Plan", lock.plan}, {"Log", Json::array()}};
  for (const LockEvent& event : lock.log) {
    json["Log"].push_back({{"Event", event.event},
                           {"Time", event.time},
                           {"Digest", event.digest},
                           {"Reason", event.reason}});
  }
  write_json(lock_path(plan), json);
}

std::map<std::string, std::string> lines_of(const std::string& canonical) {
  std::map<std::string, std::string> lines;
  for (std::size_t start = 0; start < canonical.size();) {
    const std::size_t end = canonical.find('\n', start);
    const std::string line = canonical.substr(start, end - start);
    const std::size_t equals = line.find('=');
    lines[line.substr(0, equals)] = equals == std::string::npos ? "" : line.substr(equals + 1);
    start = end == std::string::npos ? canonical.size() : end + 1;
  }
  return lines;
}

/// "alpha was 0.05, is 0.1; ..."
std::string differences(const std::string& then, const std::string& now) {
  const auto before = lines_of(then);
  std::string text;
  for (const auto& [name, value] : lines_of(now)) {
    const auto found = before.find(name);
    const std::string old = found == before.end() ? "not there" : found->second;
    if (old == value) continue;
    text.append(text.empty() ? "" : "; ").append(name).append(" was ").append(old);
    text.append(", is ").append(value);
  }
  return text.empty() ? "parameters that no longer exist" : text;
}

/// The event that made the plan what the lock holds.
const LockEvent& last_change(const Lock& lock) {
  const auto found = std::find_if(lock.log.rbegin(), lock.log.rend(), [](const LockEvent& event) {
    return event.event != "unblinded";
  });
  return found == lock.log.rend() ? lock.log.front() : *found;
}

const LockEvent* unblinding(const Lock& lock) {
  const auto found = std::find_if(lock.log.begin(), lock.log.end(), [](const LockEvent& event) {
    return event.event == "unblinded";
  });
  return found == lock.log.end() ? nullptr : &*found;
}

}  // namespace

std::filesystem::path lock_path(const std::filesystem::path& plan) {
  std::filesystem::path path = plan;
  return path.replace_extension(".lock.json");
}

std::string lock_plan(const PlanFile& file, const std::string& reason) {
  const std::string digest = to_text(plan_digest(file.plan));
  const std::string text = canonical_text(file.plan);
  std::optional<Lock> lock = read_lock(file.path);
  if (!lock) {
    write_lock(file.path, {digest, text, {{"locked", now_utc(), digest, reason}}});
    return "locked: digest " + digest;
  }
  if (lock->digest == digest) {
    return "locked since " + last_change(*lock).time + " and unchanged: digest " + digest;
  }
  if (reason.empty()) {
    throw ConfigError(
        {.found = "a plan that has changed since it was locked: " + differences(lock->plan, text),
         .expected = "a reason for the amendment",
         .where = lock_path(file.path).string(),
         .remedy = "take the change back, or lock with --reason \"...\""});
  }
  const std::string before = lock->digest;
  lock->log.push_back(
      {"amended", now_utc(), digest, reason + " (" + differences(lock->plan, text) + ")"});
  lock->digest = digest;
  lock->plan = text;
  write_lock(file.path, *lock);
  return "amended: digest " + digest + ", was " + before;
}

std::string unblind_plan(const PlanFile& file, const std::string& reason) {
  const std::string where = lock_path(file.path).string();
  std::optional<Lock> lock = read_lock(file.path);
  std::string found;
  if (!lock) {
    found = "a plan that is not locked";
  } else if (lock->digest != to_text(plan_digest(file.plan))) {
    found = "a plan that has changed since it was locked";
  } else if (file.plan.trial.blinding != Blinding::coded) {
    found = "a plan whose arms are not coded";
  } else if (const LockEvent* done = unblinding(*lock)) {
    found = "a plan that was unblinded at " + done->time;
  }
  if (!found.empty()) {
    throw ConfigError({.found = found,
                       .expected = "a locked plan with blinding = \"coded\"",
                       .where = where,
                       .remedy = "lock the plan first; arms are unblinded once"});
  }
  lock->log.push_back({"unblinded", now_utc(), lock->digest, reason});
  write_lock(file.path, *lock);
  return "unblinded at " + lock->log.back().time;
}

PlanState plan_state(const PlanFile& file) {
  const std::optional<Lock> lock = read_lock(file.path);
  const std::string digest = to_text(plan_digest(file.plan));
  PlanState state;
  if (!lock) {
    state.text = "NOT LOCKED: nothing shows that this plan was made before the data were seen";
    return state;
  }
  state.is_unblinded = unblinding(*lock) != nullptr;
  if (lock->digest != digest) {
    state.text = "CHANGED since it was locked at " + last_change(*lock).time + " as " +
                 lock->digest + ": " + differences(lock->plan, canonical_text(file.plan));
    return state;
  }
  state.is_kept = true;
  state.text = "locked at " + lock->log.front().time;
  for (const LockEvent& event : lock->log) {
    if (event.event == "amended") {
      state.text += "; AMENDED at " + event.time + ": " + event.reason;
    } else if (event.event == "unblinded") {
      state.text += "; unblinded at " + event.time;
    }
  }
  state.text += "; unchanged since";
  return state;
}

std::vector<LockEvent> lock_log(const std::filesystem::path& plan) {
  const std::optional<Lock> lock = read_lock(plan);
  return lock ? lock->log : std::vector<LockEvent>{};
}

}  // namespace rewire
