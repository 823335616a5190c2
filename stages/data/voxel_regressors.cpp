#include "stages/data/voxel_regressors.h"

#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"
#include "stages/data/names.h"

namespace rewire {

std::vector<Problem> validate(const VoxelRegressors& regressors, const std::string& where) {
  Requirements requirements(where, "make the images of voxel-wise regressors again");
  require_distinct_names(requirements, regressors.names, "voxel-wise regressor");
  requirements.require(regressors.names.size() == regressors.values.size(),
                       std::to_string(regressors.values.size()) + " voxel-wise regressors",
                       "one for each of " + std::to_string(regressors.names.size()) + " names");
  for (std::size_t i = 0; i < regressors.values.size() && i < regressors.names.size(); ++i) {
    const Eigen::MatrixXf& values = regressors.values[i];
    const Eigen::MatrixXf& first = regressors.values.front();
    requirements.require(values.rows() == first.rows() && values.cols() == first.cols(),
                         regressors.names[i] + " of another shape",
                         "one shape for all voxel-wise regressors");
    requirements.require(values.allFinite(),
                         "values of " + regressors.names[i] + " that are not finite",
                         "finite values inside the mask");
  }
  return requirements.take();
}

void add_content(Digester& digester, const VoxelRegressors& regressors) {
  add_content(digester, regressors.names);
  for (const Eigen::MatrixXf& values : regressors.values) add_content(digester, values);
}

}  // namespace rewire
