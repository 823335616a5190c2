#pragma once

#include <Eigen/Core>
#include <span>

#include "stages/core/content.h"

namespace rewire {

/// Shape and coefficients in storage order.
template <class Scalar, int Rows, int Columns, int Options>
void add_content(Digester& digester, const Eigen::Matrix<Scalar, Rows, Columns, Options>& matrix) {
  digester.integer(matrix.rows()).integer(matrix.cols());
  digester.values(std::span<const Scalar>(matrix.data(), static_cast<std::size_t>(matrix.size())));
}

}  // namespace rewire
