#include <cmath>
#include <vector>

#include "stages/core/error.h"
#include "stages/kernels/network/rewiring.h"

namespace rewire {
namespace {

struct Elements {
  double mean = 0.0;
  double variance = 0.0;
  double diagonal = 0.0;
};

Elements elements_of(const Eigen::Ref<const Eigen::MatrixXd>& matrix) {
  std::vector<double> values;
  Elements elements;
  int diagonal = 0;
  for (Eigen::Index j = 0; j < matrix.cols(); ++j) {
    for (Eigen::Index i = 0; i < j; ++i) {
      if (std::isfinite(matrix(i, j))) values.push_back(matrix(i, j));
    }
    if (!std::isfinite(matrix(j, j))) continue;
    elements.diagonal += matrix(j, j);
    ++diagonal;
  }
  for (const double value : values) elements.mean += value / static_cast<double>(values.size());
  for (const double value : values) {
    elements.variance +=
        (value - elements.mean) * (value - elements.mean) / static_cast<double>(values.size());
  }
  elements.diagonal = diagonal > 0 ? elements.diagonal / diagonal : 1.0;
  elements.mean = std::max(elements.mean, 0.0);
  return elements;
}

}  // namespace

Eigen::MatrixXd random_covariance(const Eigen::Ref<const Eigen::MatrixXd>& matrix,
                                  RandomStream random) {
  const Elements e = elements_of(matrix);
  if (!(e.variance > 1e-20) || !(e.diagonal > e.mean)) {
    throw InputError(Problem{"a matrix whose elements do not vary",
                             "correlations that differ",
                             "random covariance matrix",
                             "choose another null model"});
  }
  const double factors =
      std::max(2.0, std::floor((e.diagonal * e.diagonal - e.mean * e.mean) / e.variance));
  const double mean = std::sqrt(e.mean / factors);
  const double spread =
      std::sqrt(std::sqrt(std::pow(mean, 4) + e.variance / factors) - mean * mean);
  const auto columns = static_cast<Eigen::Index>(factors);
  Eigen::MatrixXd samples(matrix.rows(), columns);
  for (double& value : samples.reshaped()) value = mean + spread * random.normal();
  // Rows of unit length make it a correlation matrix.
  samples.rowwise().normalize();
  Eigen::MatrixXd result = samples * samples.transpose();
  result = result.selfadjointView<Eigen::Upper>();
  result.diagonal().setOnes();
  return result;
}

}  // namespace rewire
