#include "stages/core/fields.h"

namespace rewire {

void FieldVisitor::rule(bool /*holds*/,
                        std::string_view /*found*/,
                        std::string_view /*expected*/,
                        std::string_view /*remedy*/) {}

std::string_view symbol(Unit unit) {
  switch (unit) {
    case Unit::none:
      return "";
    case Unit::hertz:
      return "Hz";
    case Unit::seconds:
      return "s";
    case Unit::millimetres:
      return "mm";
    case Unit::radians:
      return "rad";
    case Unit::degrees:
      return "deg";
    case Unit::volumes:
      return "volumes";
    case Unit::percent:
      return "%";
  }
  return "";
}

}  // namespace rewire
