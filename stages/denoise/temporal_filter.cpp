#include "stages/denoise/temporal_filter.h"

#include <utility>

#include "stages/core/number_text.h"
#include "stages/kernels/linalg/legendre_basis.h"
#include "stages/kernels/spectral/cosine_basis.h"
#include "stages/kernels/spectral/gap_interpolation.h"
#include "stages/kernels/spectral/second_order_sections.h"

namespace rewire {
namespace {

int polynomial_order(Eigen::Index volumes, double repetition_time_s, const DenoiseParams& params) {
  if (params.detrend_order) return static_cast<int>(*params.detrend_order);
  if (params.low_cut_hz) return 1;
  return 1 + static_cast<int>(static_cast<double>(volumes) * repetition_time_s / 150.0);
}

std::vector<std::string> frequency_names(const char* kind, const std::vector<double>& hz) {
  std::vector<std::string> names;
  names.reserve(hz.size());
  for (const double frequency_hz : hz) {
    names.push_back(kind + format_number(frequency_hz) + "Hz");
  }
  return names;
}

EdgeExtension extension_of(FilterEdges edges) {
  switch (edges) {
    case FilterEdges::odd:
      return EdgeExtension::odd;
    case FilterEdges::even:
      return EdgeExtension::even;
    case FilterEdges::constant:
      return EdgeExtension::constant;
  }
  return EdgeExtension::odd;
}

Eigen::MatrixXd butterworth_map(Eigen::Index volumes,
                                double repetition_time_s,
                                const std::vector<Eigen::Index>& kept,
                                const PassBand& band,
                                const DenoiseParams& params) {
  const std::vector<Section> sections =
      butterworth(static_cast<int>(params.filter_order), band, 1.0 / repetition_time_s);
  const Eigen::Index extension = params.filter_extension_volumes
                                     ? *params.filter_extension_volumes
                                     : std::min(default_extension(sections), volumes - 1);
  const bool whole = static_cast<Eigen::Index>(kept.size()) == volumes;
  const Eigen::MatrixXd filled =
      whole ? Eigen::MatrixXd(Eigen::MatrixXd::Identity(volumes, volumes))
            : gap_interpolation(volumes, repetition_time_s, kept, band.high_hz);
  return filter_zero_phase(sections, filled, extension_of(params.filter_edges), extension)(
      kept, Eigen::all);
}

}  // namespace

NamedColumns drift_columns(Eigen::Index volumes,
                           double repetition_time_s,
                           const DenoiseParams& params) {
  NamedColumns drift;
  if (params.detrend == DetrendKind::polynomial) {
    const int order = polynomial_order(volumes, repetition_time_s, params);
    drift.columns = legendre_basis(volumes, order);
    for (int n = 0; n <= order; ++n) drift.names.push_back("legendre_" + std::to_string(n));
    return drift;
  }
  const StopBandBasis slow = cosine_stop_band(
      volumes, repetition_time_s, {.low_hz = 1.0 / params.detrend_period_s, .high_hz = {}});
  drift.columns.resize(volumes, slow.columns.cols() + 1);
  drift.columns << Eigen::VectorXd::Ones(volumes), slow.columns;
  drift.names = frequency_names("drift_", slow.column_frequencies_hz);
  drift.names.insert(drift.names.begin(), "constant");
  return drift;
}

TemporalFilter make_temporal_filter(Eigen::Index volumes,
                                    double repetition_time_s,
                                    const std::vector<Eigen::Index>& kept,
                                    const DenoiseParams& params) {
  TemporalFilter filter;
  const PassBand band{params.low_cut_hz, params.high_cut_hz};
  if (params.filter == FilterKind::butterworth) {
    if (band.low_hz || band.high_hz) {
      filter.map = butterworth_map(volumes, repetition_time_s, kept, band, params);
    }
    filter.stop_band.columns.resize(volumes, 0);
    return filter;
  }
  StopBandBasis basis = params.filter == FilterKind::projection
                            ? stop_band_basis(volumes, repetition_time_s, band)
                            : cosine_stop_band(volumes, repetition_time_s, band);
  filter.stop_band.columns = std::move(basis.columns);
  filter.stop_band.names = frequency_names("filter_", basis.column_frequencies_hz);
  filter.frequencies_hz = std::move(basis.frequencies_hz);
  return filter;
}

}  // namespace rewire
