#pragma once

#include <Eigen/Core>
#include <vector>

namespace rewire {

/// A design split by a contrast: orthonormal bases of the model without it and of the contrast.
struct ContrastBasis {
  bool estimable = false;
  Eigen::MatrixXd nuisance;  ///< rows x rank; the first `constant` are constant in blocks
  Eigen::Index constant = 0;
  Eigen::MatrixXd tested;  ///< rows x contrasts; a single one has the contrast's sign
  Eigen::Index rank = 0;   ///< of the design
};

/// `contrasts` is regressors x contrasts; `blocks` (per row) are those in which shuffles exchange
/// rows: what is constant in them is put first in the basis, since no shuffle changes it. Empty:
/// shuffles change everything, and nothing counts as constant.
ContrastBasis contrast_basis(const Eigen::Ref<const Eigen::MatrixXd>& design,
                             const Eigen::Ref<const Eigen::MatrixXd>& contrasts,
                             const std::vector<int>& blocks);

}  // namespace rewire
