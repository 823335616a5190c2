#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

namespace rewire {

/// Frequencies that a filter keeps; both edges belong to the band. An absent edge is open.
struct PassBand {
  std::optional<double> low_hz;
  std::optional<double> high_hz;
};

/// Whether a frequency lies inside, or outside by no more than one part in 1e9.
bool lies_inside(const PassBand& band, double frequency_hz);

struct StopBandBasis {
  std::vector<double> frequencies_hz;  ///< ascending, one per frequency that is removed
  /// volumes x columns, in stop_band_basis(): cosine and sine of each frequency in that order; the
  /// cosine alone at the Nyquist frequency of an even number of volumes.
  Eigen::MatrixXd columns;
  std::vector<double> column_frequencies_hz;  ///< frequency of every column
  int kept_frequencies = 0;                   ///< frequencies of the run that lie in the band
};

/// The sines and cosines outside the band, at the frequencies that a run of `volumes` volumes
/// resolves exactly: k / (volumes * repetition_time_s) for k = 1 ... floor(volumes / 2). A
/// frequency is removed when it is below low_hz or above high_hz by more than one part in 1e9; one
/// that equals an edge is kept. Frequency 0 (the mean) is never part of it. Regressing them out of
/// a whole run equals zeroing those bins of its discrete Fourier transform; over kept volumes only
/// it stays a least-squares fit (Hallquist, Hwang & Luna 2013,
/// doi:10.1016/j.neuroimage.2013.05.116; as in AFNI's 3dTproject).
StopBandBasis stop_band_basis(Eigen::Index volumes, double repetition_time_s, const PassBand& band);

}  // namespace rewire
