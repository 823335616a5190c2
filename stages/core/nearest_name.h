#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rewire {

/// The number of insertions, deletions, substitutions and swaps of neighbours that make `b` of `a`
/// (Damerau–Levenshtein, no part edited twice); upper and lower case, '-' and '_' count as equal.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The first of those `valid` names that are nearest to `name`; nothing when more than half of the
/// longer one would have to change.
std::optional<std::string> nearest_name(std::string_view name,
                                        const std::vector<std::string>& valid);

}  // namespace rewire
