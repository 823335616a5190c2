#include "stages/preprocess/confound_columns.h"

#include <array>
#include <limits>

namespace rewire {
namespace {

constexpr std::array<const char*, 6> motion_names{
    "trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"};

Eigen::VectorXd backward_difference(const Eigen::VectorXd& series) {
  Eigen::VectorXd difference(series.size());
  if (series.size() == 0) return difference;
  difference[0] = std::numeric_limits<double>::quiet_NaN();
  const Eigen::Index n = series.size() - 1;
  difference.tail(n) = series.tail(n) - series.head(n);
  return difference;
}

std::string numbered(const std::string& name, Eigen::Index number) {
  return name + (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

void add_expanded(const std::string& name,
                  const Eigen::Ref<const Eigen::VectorXd>& series,
                  Confounds& confounds) {
  const Eigen::VectorXd derivative = backward_difference(series);
  confounds.add(name, series);
  confounds.add(name + "_derivative1", derivative);
  confounds.add(name + "_power2", series.cwiseAbs2());
  confounds.add(name + "_derivative1_power2", derivative.cwiseAbs2());
}

void add_motion(const Motion& motion, Confounds& confounds) {
  for (std::size_t i = 0; i < motion_names.size(); ++i) {
    add_expanded(motion_names[i], motion.parameters.col(static_cast<Eigen::Index>(i)), confounds);
  }
}

void add_indicators(const std::string& name,
                    const std::vector<Eigen::Index>& volumes,
                    Eigen::Index count,
                    Confounds& confounds) {
  Eigen::Index number = 0;
  for (const Eigen::Index volume : volumes) {
    confounds.add(numbered(name, number++), Eigen::VectorXd::Unit(count, volume));
  }
}

void add_numbered(const std::string& name,
                  const Eigen::Ref<const Eigen::MatrixXd>& values,
                  Confounds& confounds) {
  for (Eigen::Index i = 0; i < values.cols(); ++i) {
    confounds.add(numbered(name, i), values.col(i));
  }
}

}  // namespace rewire
