#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "stages/core/digest.h"

namespace rewire {

/// `add_content(digester, value)` feeds everything that a value says, and nothing else, into a
/// digest: equal values give equal digests on every machine of one byte order. Each data struct has
/// its own overload beside it; these are the ones for plain types.
template <std::integral T>
void add_content(Digester& digester, T value) {
  digester.integer(static_cast<std::int64_t>(value));
}

template <std::floating_point T>
void add_content(Digester& digester, T value) {
  digester.number(static_cast<double>(value));
}

template <class T>
requires std::is_enum_v<T>
void add_content(Digester& digester, T value) {
  digester.integer(static_cast<std::int64_t>(value));
}

inline void add_content(Digester& digester, std::string_view value) { digester.text(value); }

inline void add_content(Digester& digester, const Digest& value) { digester.digest(value); }

template <class T>
void add_content(Digester& digester, const std::optional<T>& value) {
  add_content(digester, value.has_value());
  if (value) add_content(digester, *value);
}

template <class T>
void add_content(Digester& digester, const std::vector<T>& values) {
  if constexpr (std::is_arithmetic_v<T>) {
    digester.values(std::span<const T>(values));
  } else {
    digester.integer(static_cast<std::int64_t>(values.size()));
    for (const T& value : values) add_content(digester, value);
  }
}

template <class Key, class T>
void add_content(Digester& digester, const std::map<Key, T>& values) {
  digester.integer(static_cast<std::int64_t>(values.size()));
  for (const auto& [key, value] : values) {
    add_content(digester, key);
    add_content(digester, value);
  }
}

}  // namespace rewire
