#include <algorithm>
#include <array>
#include <string_view>

#include "stages/compare/compare.h"

namespace rewire {
namespace {

bool names_a_control(std::string arm) {
  std::transform(arm.begin(), arm.end(), arm.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  constexpr std::array<std::string_view, 3> words{"placebo", "control", "sham"};
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return arm.find(word) != std::string::npos;
  });
}

}  // namespace

std::string choose_reference_arm(const std::vector<std::string>& arms) {
  if (arms.empty()) return "";
  if (std::count_if(arms.begin(), arms.end(), names_a_control) == 1) {
    return *std::find_if(arms.begin(), arms.end(), names_a_control);
  }
  return *std::min_element(arms.begin(), arms.end());
}

}  // namespace rewire
