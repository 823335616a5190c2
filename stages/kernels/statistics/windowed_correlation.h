#pragma once

#include <Eigen/Core>

namespace rewire {

/// How the volumes of a window count.
enum class WindowShape {
  rectangle,
  convolved,  ///< a rectangle convolved with a Gaussian, cut to its own length (Allen et al. 2014)
  hamming,
};

/// Weights of `length` volumes, symmetric, the largest 1; `taper_volumes` is the Gaussian's
/// standard deviation.
Eigen::VectorXd window_weights(WindowShape shape, Eigen::Index length, double taper_volumes);

/// Pearson's r between the columns of `samples` (samples x series) with weights w of the samples:
/// sum w (x - mean)(y - mean) / sqrt(...), the means weighted likewise. NaN rows and columns for
/// series that are constant where w > 0; a diagonal of 1 for the others.
Eigen::MatrixXd weighted_correlation(const Eigen::Ref<const Eigen::MatrixXd>& samples,
                                     const Eigen::Ref<const Eigen::VectorXd>& weights);

/// The excursions of each column from its median (Zalesky et al. 2014,
/// doi:10.1073/pnas.1400181111): the sum over stretches on one side of the median of length^0.9
/// times the largest distance from it.
Eigen::ArrayXd excursions(const Eigen::Ref<const Eigen::MatrixXd>& series);

}  // namespace rewire
