#pragma once

#include <string>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/error.h"
#include "stages/core/stage.h"

// A three-step arithmetic pipeline that counts how often it computes.
namespace rewire::testing {

struct Number {
  double value = 0.0;
  std::vector<Problem> warnings;
};
struct Pair {
  Number first;
  Number second;
};

inline std::vector<Problem> validate(const Number& number, const std::string& where) {
  if (number.value == number.value) return {};
  return {{.found = "NaN", .expected = "a number", .where = where, .remedy = ""}};
}
inline std::vector<Problem> validate(const Pair& pair, const std::string& where) {
  return validate(pair.first, where);
}
inline void add_content(Digester& digester, const Number& number) { digester.number(number.value); }
inline void add_content(Digester& digester, const Pair& pair) {
  add_content(digester, pair.first);
  add_content(digester, pair.second);
}

struct ScaleParams {
  double factor = 2.0;
};
inline void fields(FieldVisitor& visitor, ScaleParams& params) {
  visitor.number("factor", params.factor, Unit::none, {-100.0, 100.0}, "What is multiplied with.");
}
struct NoParams {};
inline void fields(FieldVisitor& /*visitor*/, NoParams& /*params*/) {}

inline int computed = 0;

inline Number scale(const Number& number, const ScaleParams& params) {
  ++computed;
  return {number.value * params.factor, {{"scaled", "", "", "", Severity::warning}}};
}
inline std::vector<Problem> check_scale(const Number& number, const ScaleParams& /*params*/) {
  if (number.value >= 0.0) return {};
  return {{.found = "a negative number", .expected = "0 or more", .where = "", .remedy = ""}};
}
inline Number sign(const Number& number, const NoParams& /*params*/) {
  ++computed;
  return {number.value > 0.0 ? 1.0 : 0.0, {}};
}
inline std::vector<Problem> check_sign(const Number& /*number*/, const NoParams& /*params*/) {
  return {};
}
inline Pair join(const Number& first, const Number& second, const NoParams& /*params*/) {
  ++computed;
  return {first, second};
}
inline std::vector<Problem> check_join(const Number& /*first*/,
                                       const Number& /*second*/,
                                       const NoParams& /*params*/) {
  return {};
}

inline constexpr Stage<Number, ScaleParams, Number> scale_stage{
    "scale", 1, "Scale", &scale, &check_scale, {}};
inline constexpr Stage<Number, NoParams, Number> sign_stage{
    "sign", 1, "Sign", &sign, &check_sign, {}};
inline constexpr Stage<Pair, NoParams, Number, Number> join_stage{
    "join", 1, "Join", &join, &check_join, {}};

}  // namespace rewire::testing
