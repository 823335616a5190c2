#pragma once

#include <Eigen/Core>

namespace rewire {

/// Ranks of every column's values from 1; equal values share their mean rank. Finite values only.
Eigen::MatrixXd mean_ranks(const Eigen::Ref<const Eigen::MatrixXd>& columns);

}  // namespace rewire
