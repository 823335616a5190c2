#pragma once

#include <Eigen/Core>

#include "stages/core/random.h"

namespace rewire {

/// Series with the spectra and cross-spectra of others, and nothing else of them: the phases of
/// every frequency are turned by one random angle for all series (Prichard & Theiler 1994,
/// doi:10.1103/PhysRevLett.73.951), so that correlations are the same throughout the scan.
class PhaseSurrogates {
 public:
  /// `series`: times x series, equally spaced.
  explicit PhaseSurrogates(const Eigen::Ref<const Eigen::MatrixXd>& series);

  /// Means, variances and correlations are those of the series.
  Eigen::MatrixXd draw(RandomStream random) const;

 private:
  Eigen::MatrixXd cosines_;  ///< times x frequencies
  Eigen::MatrixXd sines_;
  Eigen::MatrixXd real_;  ///< frequencies x series
  Eigen::MatrixXd imaginary_;
  Eigen::MatrixXd fixed_;  ///< mean and the Nyquist frequency, which have no phase
};

}  // namespace rewire
