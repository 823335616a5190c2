#include "stages/core/number_text.h"

#include <gtest/gtest.h>

#include <bit>
#include <clocale>
#include <cmath>
#include <limits>
#include <locale>

#include "stages/core/random.h"

namespace rewire {
namespace {

struct CommaDecimal : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

/// While it lives, C++ streams, and the C library where a German locale is installed, use commas.
class CommaLocale {
 public:
  CommaLocale() : before_(std::locale::global(std::locale(std::locale(), new CommaDecimal))) {
    std::setlocale(LC_NUMERIC, "de_DE.UTF-8");
  }
  ~CommaLocale() {
    std::locale::global(before_);
    std::setlocale(LC_NUMERIC, "C");
  }

 private:
  std::locale before_;
};

TEST(NumberText, is_the_same_under_a_comma_locale) {
  const CommaLocale locale;
  EXPECT_EQ(format_number(1234567.25), "1234567.25");
  EXPECT_EQ(format_fixed(1234.5678, 2), "1234.57");
  EXPECT_EQ(parse_number("1234.5"), 1234.5);
  EXPECT_FALSE(parse_number("1234,5"));
}

TEST(NumberText, reads_back_to_the_same_bits) {
  RandomStream random(1, 0);
  for (int i = 0; i < 10000; ++i) {
    const std::uint64_t bits = (std::uint64_t{random()} << 32U) | random();
    const auto value = std::bit_cast<double>(bits);
    if (!std::isfinite(value)) continue;
    ASSERT_EQ(parse_number(format_number(value)), value) << bits;
  }
}

TEST(NumberText, writes_special_values) {
  EXPECT_EQ(format_number(std::nan("")), "n/a");
  EXPECT_EQ(format_number(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(format_number(-std::numeric_limits<double>::infinity()), "-inf");
  EXPECT_EQ(format_number(0.1F), "0.1");
  EXPECT_EQ(format_fixed(std::nan(""), 2), "n/a");
  EXPECT_EQ(format_fixed(-1e300, 1).size(), 304U);
}

TEST(NumberText, refuses_what_is_not_wholly_a_number) {
  for (const char* text : {"", "n/a", "nan", "1.5x", " 1", "1 ", "1e", "0x10", "+-1", "--1"}) {
    EXPECT_FALSE(parse_number(text)) << text;
  }
  EXPECT_EQ(parse_number("+1.5"), 1.5);
  EXPECT_EQ(parse_number("1e3"), 1000.0);
  EXPECT_EQ(parse_integer("-12"), -12);
  EXPECT_FALSE(parse_integer("1.0"));
  EXPECT_FALSE(parse_integer("9223372036854775808"));
}

}  // namespace
}  // namespace rewire
