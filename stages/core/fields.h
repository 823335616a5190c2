#pragma once

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rewire {

enum class Unit { none, hertz, seconds, millimetres, radians, degrees, volumes, percent };

/// "Hz", "s", "mm", "rad", "deg", "volumes", "%"; empty for none.
std::string_view symbol(Unit unit);

/// Both ends belong to the range.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

/// One parameter table is one function `void fields(FieldVisitor&, Params&)` beside the parameter
/// struct; the struct's member initialisers are the defaults. Whatever is done with parameters
/// (options, TOML, validation, cache key, schema, reference) is one visitor over that table. Names
/// are snake_case; the sentence ends with a full stop.
class FieldVisitor {
 public:
  virtual ~FieldVisitor() = default;

  virtual void number(
      std::string_view name, double& value, Unit unit, Range range, std::string_view sentence) = 0;
  virtual void integer(std::string_view name,
                       std::int64_t& value,
                       Unit unit,
                       Range range,
                       std::string_view sentence) = 0;
  /// An absent value is written `automatic` ("auto", "none" ...).
  virtual void optional_number(std::string_view name,
                               std::optional<double>& value,
                               std::string_view automatic,
                               Unit unit,
                               Range range,
                               std::string_view sentence) = 0;
  virtual void optional_integer(std::string_view name,
                                std::optional<std::int64_t>& value,
                                std::string_view automatic,
                                Unit unit,
                                Range range,
                                std::string_view sentence) = 0;
  virtual void text(std::string_view name, std::string& value, std::string_view sentence) = 0;
  /// The range holds for every element.
  virtual void numbers(std::string_view name,
                       std::vector<double>& value,
                       Unit unit,
                       Range range,
                       std::string_view sentence) = 0;
  virtual void texts(std::string_view name,
                     std::vector<std::string>& value,
                     std::string_view sentence) = 0;

  /// What must hold of parameters beyond their ranges, whatever the data are (one below another):
  /// told before anything is read. Texts as in Problem; most visitors pass over it.
  virtual void rule(bool holds,
                    std::string_view found,
                    std::string_view expected,
                    std::string_view remedy);

  /// `names` in the order of the enumerators, which count from 0.
  template <class Enum>
  void choice(std::string_view name,
              Enum& value,
              std::initializer_list<std::string_view> names,
              std::string_view sentence) {
    auto index = static_cast<std::size_t>(value);
    choice_index(name, index, std::vector<std::string_view>(names), sentence);
    value = static_cast<Enum>(index);
  }

 protected:
  virtual void choice_index(std::string_view name,
                            std::size_t& index,
                            const std::vector<std::string_view>& names,
                            std::string_view sentence) = 0;
};

}  // namespace rewire
