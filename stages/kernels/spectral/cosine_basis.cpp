#include "stages/kernels/spectral/cosine_basis.h"

#include <cmath>
#include <numbers>

namespace rewire {

StopBandBasis cosine_stop_band(Eigen::Index volumes,
                               double repetition_time_s,
                               const PassBand& band) {
  StopBandBasis basis;
  std::vector<Eigen::Index> outside;
  for (Eigen::Index k = 1; k < volumes; ++k) {
    const double frequency =
        static_cast<double>(k) / (2.0 * static_cast<double>(volumes) * repetition_time_s);
    if (lies_inside(band, frequency)) {
      ++basis.kept_frequencies;
      continue;
    }
    outside.push_back(k);
    basis.frequencies_hz.push_back(frequency);
  }
  basis.column_frequencies_hz = basis.frequencies_hz;
  basis.columns.resize(volumes, static_cast<Eigen::Index>(outside.size()));
  for (std::size_t column = 0; column < outside.size(); ++column) {
    for (Eigen::Index t = 0; t < volumes; ++t) {
      // The phase is reduced in integers, so that it is exact in long runs.
      const Eigen::Index quarter_steps = (outside[column] * (2 * t + 1)) % (4 * volumes);
      basis.columns(t, static_cast<Eigen::Index>(column)) =
          std::cos(std::numbers::pi * static_cast<double>(quarter_steps) /
                   (2.0 * static_cast<double>(volumes)));
    }
  }
  return basis;
}

}  // namespace rewire
