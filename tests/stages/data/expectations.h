#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/problem.h"

namespace rewire::testing {

template <class T>
using Change = std::function<void(T&)>;

template <class T>
Digest digest_of(const T& value) {
  Digester digester;
  add_content(digester, value);
  return digester.finish();
}

template <class T>
void expect_valid(const T& value) {
  for (const Problem& problem : validate(value, "example")) ADD_FAILURE() << to_text(problem);
}

/// validate() finds an error that says `found` and names the place.
template <class T>
void expect_refused(T value, const Change<T>& change, const std::string& found) {
  change(value);
  const std::vector<Problem> problems = validate(value, "example");
  EXPECT_TRUE(std::any_of(problems.begin(),
                          problems.end(),
                          [&](const Problem& problem) {
                            return problem.severity == Severity::error &&
                                   problem.where.starts_with("example") &&
                                   problem.found.find(found) != std::string::npos &&
                                   !problem.expected.empty();
                          }))
      << "nothing says: " << found
      << (problems.empty() ? "" : "; but: " + to_text(problems.front()));
}

/// A copy has the same digest, and each change another one than the value and all other changes.
template <class T>
void expect_distinguished(const T& value, const std::vector<Change<T>>& changes) {
  EXPECT_EQ(digest_of(T(value)), digest_of(value));
  std::vector<Digest> digests{digest_of(value)};
  for (const Change<T>& change : changes) {
    T changed = value;
    change(changed);
    const Digest digest = digest_of(changed);
    EXPECT_EQ(std::count(digests.begin(), digests.end(), digest), 0)
        << "change " << digests.size() << " has the digest of another value";
    digests.push_back(digest);
  }
}

}  // namespace rewire::testing
