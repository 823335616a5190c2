#include "stages/core/field_text.h"

#include <algorithm>
#include <cmath>

#include "stages/core/number_text.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

enum class Quotes { none, around };

/// Writes the alternatives of FieldValue.
struct ValueWriter {
  const std::string& automatic;
  Quotes quotes;

  std::string operator()(std::monostate) const { return (*this)(automatic); }
  std::string operator()(double value) const { return format_number(value); }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(const std::string& value) const {
    return quotes == Quotes::around ? quoted_text(value) : value;
  }
  template <class T>
  std::string operator()(const std::vector<T>& values) const {
    std::string list;
    for (const T& value : values) {
      if (!list.empty()) list += quotes == Quotes::around ? ", " : ",";
      list += (*this)(value);
    }
    return quotes == Quotes::around ? "[" + list + "]" : list;
  }
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  if (trimmed(text).empty()) return parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    parts.emplace_back(trimmed(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return parts;
}

std::optional<FieldValue> parse_numbers(std::string_view text) {
  std::vector<double> numbers;
  for (const std::string& part : split_list(text)) {
    const std::optional<double> number = parse_number(part);
    if (!number) return std::nullopt;
    numbers.push_back(*number);
  }
  return numbers;
}

/// Whole numbers without an exponent.
std::string bound_text(double bound) {
  const bool is_whole = std::abs(bound) < 1e15 && bound == std::floor(bound);
  return is_whole ? std::to_string(static_cast<std::int64_t>(bound)) : format_number(bound);
}

std::string range_text(const Range& range) {
  const bool low = std::isfinite(range.low);
  const bool high = std::isfinite(range.high);
  if (low && high) return " from " + bound_text(range.low) + " to " + bound_text(range.high);
  if (low) return " of " + bound_text(range.low) + " or more";
  if (high) return " of " + bound_text(range.high) + " or less";
  return "";
}

std::string noun(const FieldInfo& field) {
  switch (field.kind) {
    case FieldKind::number:
      return "a number";
    case FieldKind::integer:
      return "an integer";
    case FieldKind::text:
      return "a text";
    case FieldKind::choice:
      return "one of: " + enumerate(field.choices, field.choices.size());
    case FieldKind::numbers:
      return "a list of numbers";
    case FieldKind::texts:
      return "a list of texts";
  }
  return "";
}

}  // namespace

std::string quoted_text(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += {'\\', c};
    } else if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else if (code < 0x20 || code == 0x7f) {
      result += "\\u00";
      result += {digits[code >> 4U], digits[code & 15U]};
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string value_text(const FieldInfo& field) {
  return std::visit(ValueWriter{field.automatic, Quotes::around}, field.value);
}

std::string plain_value_text(const FieldInfo& field) {
  return std::visit(ValueWriter{field.automatic, Quotes::none}, field.value);
}

std::optional<FieldValue> parse_value(const FieldInfo& field, std::string_view text) {
  if (!field.automatic.empty() && text == field.automatic) return FieldValue();
  switch (field.kind) {
    case FieldKind::number:
      if (const auto number = parse_number(trimmed(text))) return *number;
      return std::nullopt;
    case FieldKind::integer:
      if (const auto integer = parse_integer(trimmed(text))) return *integer;
      return std::nullopt;
    case FieldKind::text:
    case FieldKind::choice:
      return std::string(text);
    case FieldKind::numbers:
      return parse_numbers(text);
    case FieldKind::texts:
      return split_list(text);
  }
  return std::nullopt;
}

std::string expectation(const FieldInfo& field) {
  std::string text = noun(field) + range_text(field.range);
  if (field.unit != Unit::none) text += " " + std::string(symbol(field.unit));
  if (!field.automatic.empty()) text += ", or " + field.automatic;
  return text;
}

std::string option_name(std::string_view field_name) {
  std::string option = "--" + std::string(field_name);
  std::replace(option.begin(), option.end(), '_', '-');
  return option;
}

}  // namespace rewire
