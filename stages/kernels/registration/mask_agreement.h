#pragma once

#include <cstdint>
#include <span>

namespace rewire {

/// How much two masks of the same voxels share.
struct MaskAgreement {
  double dice = 0.0;         ///< 2 |a and b| / (|a| + |b|); NaN when both are empty
  double correlation = 0.0;  ///< Pearson's, of 0 and 1; NaN when a mask is empty or everything
  double overlap = 0.0;      ///< |a and b| / min(|a|, |b|); NaN when one is empty
};

MaskAgreement mask_agreement(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b);

}  // namespace rewire
