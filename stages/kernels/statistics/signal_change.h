#pragma once

#include <Eigen/Core>
#include <span>

namespace rewire {

/// Per volume of `values` (voxels x volumes), the root mean square over voxels of the change since
/// the volume before (DVARS of Power et al. 2012, in the values' unit); NaN for the first. In
/// double, in blocks of voxels that are added up in order.
Eigen::VectorXd volume_change(const Eigen::Ref<const Eigen::MatrixXf>& values);

/// The mean correlation over all pairs of rows of `values` (voxels x volumes), each with itself
/// among them, over the kept volumes: the squared length of the mean of the series after each was
/// centred and scaled to unit length (Saad et al. 2013, doi:10.1089/brain.2013.0156). Constant rows
/// are left out; NaN when there are no others.
double global_correlation(const Eigen::Ref<const Eigen::MatrixXf>& values,
                          std::span<const Eigen::Index> kept);

}  // namespace rewire
