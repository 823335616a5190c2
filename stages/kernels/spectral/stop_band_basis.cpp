#include "stages/kernels/spectral/stop_band_basis.h"

#include <cmath>
#include <numbers>

namespace rewire {
namespace {

constexpr double edge_tolerance = 1e-9;

}  // namespace

bool lies_inside(const PassBand& band, double frequency_hz) {
  return (!band.low_hz || frequency_hz >= *band.low_hz * (1.0 - edge_tolerance)) &&
         (!band.high_hz || frequency_hz <= *band.high_hz * (1.0 + edge_tolerance));
}

StopBandBasis stop_band_basis(Eigen::Index volumes,
                              double repetition_time_s,
                              const PassBand& band) {
  StopBandBasis basis;
  std::vector<Eigen::Index> cycles;
  for (Eigen::Index k = 1; k <= volumes / 2; ++k) {
    const double frequency =
        static_cast<double>(k) / (static_cast<double>(volumes) * repetition_time_s);
    if (lies_inside(band, frequency)) {
      ++basis.kept_frequencies;
      continue;
    }
    cycles.push_back(k);
    basis.frequencies_hz.push_back(frequency);
    basis.column_frequencies_hz.push_back(frequency);
    if (2 * k != volumes) basis.column_frequencies_hz.push_back(frequency);
  }
  basis.columns.resize(volumes, static_cast<Eigen::Index>(basis.column_frequencies_hz.size()));
  Eigen::Index column = 0;
  for (const Eigen::Index k : cycles) {
    const bool nyquist = 2 * k == volumes;
    for (Eigen::Index t = 0; t < volumes; ++t) {
      // The phase is reduced in integers, so that it is exact in long runs.
      const double turns = static_cast<double>((k * t) % volumes) / static_cast<double>(volumes);
      const double phase = 2.0 * std::numbers::pi * turns;
      basis.columns(t, column) = std::cos(phase);
      if (!nyquist) basis.columns(t, column + 1) = std::sin(phase);
    }
    column += nyquist ? 1 : 2;
  }
  return basis;
}

}  // namespace rewire
