#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "stages/kernels/statistics/quality_connectivity.h"

namespace rewire {

/// Which results are looked at, and how the null is drawn.
struct MotionConnectivityRun {
  std::filesystem::path derivatives;  ///< matrices (*_relmat.tsv)
  std::filesystem::path confounds;    ///< *_desc-confounds_timeseries.tsv; empty: beside them
  std::string atlas = "AAL";
  NullSettings null;
};

struct MotionConnectivity {
  QualityConnectivity result;
  std::size_t sessions = 0;
  double mean_degrees_of_freedom = 0.0;  ///< effective, of the matrices; NaN when unknown
};

/// Mean framewise displacement of every scan against each of its edges (Fisher z). A scan without
/// confounds is left out with a warning in the log. InputError with fewer than four scans, or when
/// their regions differ.
MotionConnectivity motion_connectivity(const MotionConnectivityRun& run);

}  // namespace rewire
