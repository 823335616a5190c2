#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace rewire {

/// A 128-bit XXH3 digest; names content, not a secret.
struct Digest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const Digest&) const = default;
};

/// 32 lower-case hexadecimal digits.
std::string to_text(const Digest& digest);
std::optional<Digest> parse_digest(std::string_view text);

/// Feeds values one after the other into a digest. Texts and spans go in with their length, so that
/// ("ab", "c") and ("a", "bc") differ.
class Digester {
 public:
  Digester();
  ~Digester();
  Digester(const Digester&) = delete;
  Digester& operator=(const Digester&) = delete;

  Digester& bytes(std::span<const std::byte> data);
  Digester& text(std::string_view text);
  Digester& integer(std::int64_t value);
  Digester& number(double value);
  Digester& digest(const Digest& digest);
  /// Every NaN counts as the same value, whatever its sign and payload.
  template <class T>
  Digester& values(std::span<const T> data) {
    integer(static_cast<std::int64_t>(data.size()));
    if constexpr (std::is_floating_point_v<T>) {
      return numbers(data);
    } else {
      return bytes(std::as_bytes(data));
    }
  }

  Digest finish() const;

 private:
  Digester& numbers(std::span<const float> data);
  Digester& numbers(std::span<const double> data);

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rewire
