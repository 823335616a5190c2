#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

namespace rewire {

/// The two regions of every edge.
struct EdgeEnds {
  int regions = 0;
  std::vector<int> from;
  std::vector<int> to;
};

/// A connected component of edges whose statistic is above a threshold.
struct EdgeComponent {
  int sign = 1;                     ///< of its edges
  std::vector<Eigen::Index> edges;  ///< ascending
  double extent = 0.0;              ///< edges
  double intensity = 0.0;           ///< sum over edges of |t| - threshold
};

/// Components of the edges with sign * t >= threshold (Zalesky, Fornito & Bullmore 2010,
/// doi:10.1016/j.neuroimage.2010.06.041), by their first edge.
std::vector<EdgeComponent> edge_components(std::span<const double> t,
                                           const EdgeEnds& ends,
                                           double threshold,
                                           int sign);

/// Their largest extent and intensity; 0 without any.
struct LargestComponent {
  double extent = 0.0;
  double intensity = 0.0;
};
LargestComponent largest_component(std::span<const double> t,
                                   const EdgeEnds& ends,
                                   double threshold,
                                   int sign);

/// Threshold-free network-based statistics (Vinokur, Zalesky, Raffelt, Smith & Connelly 2015;
/// Baggio et al. 2018, doi:10.1002/hbm.24007): per edge the sum over heights h = step, 2 step ...
/// up to sign * t of (edges of its component at h)^extent_power h^height_power step. Powers are
/// the defaults of MRtrix3's connectomestats.
struct EnhancementParams {
  double step = 0.1;
  double extent_power = 0.4;
  double height_power = 3.0;
};

class NetworkEnhancement {
 public:
  NetworkEnhancement(EdgeEnds ends, const EnhancementParams& params);

  /// `enhanced` (one per edge) of the edges with the given sign of t; 0 for the others.
  void enhance(std::span<const double> t, int sign, std::span<double> enhanced) const;

 private:
  EdgeEnds ends_;
  EnhancementParams params_;
  std::vector<double> extent_term_;  ///< edges^extent_power
};

}  // namespace rewire
