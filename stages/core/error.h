#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "stages/core/problem.h"

namespace rewire {

/// Who must act on an error; the value is the program's exit status.
enum class ErrorKind : int {
  config = 2,     ///< the caller: options, configuration, plan
  input = 3,      ///< whoever owns the data
  numerical = 4,  ///< the data do not determine the requested numbers
  storage = 5,    ///< disk, permissions, another process
  internal = 70,  ///< us
  interrupted = 130,
};

/// An error with the chain of places that it passed through, outermost first, and every problem
/// that was found, not only the first.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, std::vector<Problem> problems);

  ErrorKind kind() const { return kind_; }
  int exit_status() const { return static_cast<int>(kind_); }
  const std::vector<Problem>& problems() const { return problems_; }
  const std::vector<std::string>& context() const { return context_; }

  /// Puts `place` in front of the context chain.
  void add_context(std::string place);

  /// "sub-03 ses-post › denoise › 41 confound rows, expected 38 (...)", one line per problem.
  std::string message() const;

 private:
  ErrorKind kind_;
  std::vector<Problem> problems_;
  std::vector<std::string> context_;
};

class ConfigError : public Error {
 public:
  explicit ConfigError(Problem problem) : Error(ErrorKind::config, {std::move(problem)}) {}
  explicit ConfigError(std::vector<Problem> problems)
      : Error(ErrorKind::config, std::move(problems)) {}
};
class InputError : public Error {
 public:
  explicit InputError(Problem problem) : Error(ErrorKind::input, {std::move(problem)}) {}
  explicit InputError(std::vector<Problem> problems)
      : Error(ErrorKind::input, std::move(problems)) {}
};
class NumericalError : public Error {
 public:
  explicit NumericalError(Problem problem) : Error(ErrorKind::numerical, {std::move(problem)}) {}
};
class StorageError : public Error {
 public:
  explicit StorageError(Problem problem) : Error(ErrorKind::storage, {std::move(problem)}) {}
};
class InternalError : public Error {
 public:
  explicit InternalError(Problem problem) : Error(ErrorKind::internal, {std::move(problem)}) {}
};
class Interrupted : public Error {
 public:
  Interrupted();
};

/// Throws InputError with those of `problems` that are errors; returns when there are none.
void throw_if_errors(const std::vector<Problem>& problems);

/// Runs `work`; an Error that leaves it has `place` put in front of its context.
template <class Work>
auto in_context(const std::string& place, Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (Error& error) {
    error.add_context(place);
    throw;
  }
}

}  // namespace rewire
