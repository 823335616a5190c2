#include "stages/kernels/registration/mask_agreement.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace rewire {

MaskAgreement mask_agreement(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  double in_a = 0.0;
  double in_b = 0.0;
  double in_both = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    in_a += a[i] != 0 ? 1.0 : 0.0;
    in_b += b[i] != 0 ? 1.0 : 0.0;
    in_both += a[i] != 0 && b[i] != 0 ? 1.0 : 0.0;
  }
  const auto all = static_cast<double>(a.size());
  // 0 / 0 is the NaN that is promised.
  return {.dice = 2.0 * in_both / (in_a + in_b),
          .correlation =
              (all * in_both - in_a * in_b) / std::sqrt(in_a * (all - in_a) * in_b * (all - in_b)),
          .overlap = in_both / std::min(in_a, in_b)};
}

}  // namespace rewire
