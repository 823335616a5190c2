#pragma once

#include <Eigen/Core>
#include <vector>

namespace rewire {

/// Where the amplitude spectrum of a run with gaps is evaluated, as one orthonormal pair of columns
/// per frequency. The frequencies are those of the whole run, k / (volumes * repetition time) for
/// k = 1 ... floor(volumes / 2), whatever volumes are kept.
///
/// Per frequency, cosine and sine at the times of the kept volumes are made orthonormal; the power
/// that Lomb (1976) and Scargle (1982) define is half the squared length of a centred series'
/// projection onto them. The amplitude is that of the sine wave with the same mean square over the
/// kept volumes, sqrt(2 / kept) times the projection's length (sqrt(1 / kept) where cosine and sine
/// are one column there, as at the Nyquist frequency). With all volumes kept it is 2 |X_k| / n, and
/// |X_k| / n at the Nyquist frequency, of the discrete Fourier transform X.
struct AmplitudeBasis {
  std::vector<double> frequencies_hz;  ///< ascending
  std::vector<Eigen::Index> kept;      ///< volume numbers, one per row of the columns
  Eigen::MatrixXd first;               ///< kept x frequencies
  Eigen::MatrixXd second;              ///< a column is 0 where the first says all
  Eigen::RowVectorXd scale;            ///< from the projection's length to an amplitude
};

/// `kept` holds ascending volume numbers below `volumes`, two or more.
AmplitudeBasis amplitude_basis(Eigen::Index volumes,
                               double repetition_time_s,
                               std::vector<Eigen::Index> kept);

/// The amplitudes (frequencies x series) of series in columns (volumes x series), each about its
/// mean over the kept volumes.
Eigen::MatrixXd amplitude_spectrum(const AmplitudeBasis& basis,
                                   const Eigen::Ref<const Eigen::MatrixXd>& series);

/// A run of neighbouring frequencies of a basis.
struct FrequencyRange {
  Eigen::Index first = 0;
  Eigen::Index count = 0;
};

/// The frequencies from `low_hz` to `high_hz`, both ends included (to 1e-9 of their value).
FrequencyRange frequencies_within(const AmplitudeBasis& basis, double low_hz, double high_hz);

struct BandAmplitude {
  Eigen::VectorXf mean;   ///< of the amplitudes in the band
  Eigen::VectorXf share;  ///< their sum over that of all frequencies; NaN for a constant series
};

/// Of every row of `series` (series x volumes); products in float, in blocks of rows.
BandAmplitude band_amplitude(const AmplitudeBasis& basis,
                             const FrequencyRange& band,
                             const Eigen::Ref<const Eigen::MatrixXf>& series);

}  // namespace rewire
