#pragma once

#include <Eigen/Core>

namespace rewire {

/// Per series: its connectivity with all others (global brain connectivity, Cole et al. 2010,
/// doi:10.1016/j.neuroimage.2009.11.001; in ketamine trials Abdallah et al. 2017,
/// doi:10.1038/npp.2016.186). Every number is over the other series that are not 0 throughout.
struct GlobalConnectivity {
  Eigen::VectorXf mean;
  Eigen::VectorXf positive;  ///< mean with negative values counted as 0
  Eigen::VectorXf negative;  ///< mean with positive values counted as 0
  Eigen::VectorXf degree;    ///< how many exceed the threshold
};

/// What is averaged.
enum class GlobalMeasure { r, fisher_z };

/// Scales the columns of `series` (samples x series) to mean 0 and unit length, in place; constant
/// ones and those with values that are not finite become 0.
void make_unit_columns(Eigen::MatrixXf& series);

/// Mean r of every unit column with all others, from the sum of all: no pair is looked at.
Eigen::VectorXf mean_correlation(const Eigen::Ref<const Eigen::MatrixXf>& unit);

/// All four, of r or of artanh(r) (|r| held below 1 - 1e-6), pair by pair in blocks: the memory of
/// two blocks per thread, the same bytes for any number of threads. Series that are 0 get NaN. The
/// threshold is 0 or more.
GlobalConnectivity global_connectivity(const Eigen::Ref<const Eigen::MatrixXf>& unit,
                                       GlobalMeasure measure,
                                       float degree_threshold);

}  // namespace rewire
