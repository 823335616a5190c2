#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rewire {

/// The shortest decimal text that reads back as the same double, whatever the locale;
/// NaN is "n/a" (BIDS), infinities are "inf" and "-inf".
std::string format_number(double value);
std::string format_number(float value);
/// `value` with `decimals` digits behind the point, for people.
std::string format_fixed(double value, int decimals);

/// The whole of `text` as a number ("n/a", "nan" and an empty text are not numbers).
std::optional<double> parse_number(std::string_view text);
std::optional<std::int64_t> parse_integer(std::string_view text);

}  // namespace rewire
