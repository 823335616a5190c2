#include "stages/load/steady_state.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "stages/core/parallel.h"

namespace rewire {
namespace {

/// Drifts are straight over this many volumes.
constexpr Eigen::Index most_compared = 60;
/// Drifts that bend reach 1 %; grey matter and fluid together start 5 % high even at TR 5 s.
constexpr double least_excess = 0.03;
constexpr double share_left = 0.01;
constexpr double first_deviations = 5.0;
constexpr double later_deviations = 3.5;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

/// How far a course lies above its later part, and how much that part scatters.
struct Excess {
  Eigen::VectorXd above;
  double deviation = 0.0;
};

/// `begin`: first volume of the later part, which lasts to the end of `course`.
Excess excess_over(const Eigen::VectorXd& course, Eigen::Index begin) {
  std::vector<double> slopes;
  for (Eigen::Index i = begin; i < course.size(); ++i) {
    for (Eigen::Index j = i + 1; j < course.size(); ++j) {
      slopes.push_back((course[j] - course[i]) / static_cast<double>(j - i));
    }
  }
  const double slope = median(std::move(slopes));
  Excess excess;
  excess.above = course - slope * Eigen::VectorXd::LinSpaced(
                                      course.size(), 0.0, static_cast<double>(course.size() - 1));
  const auto later = excess.above.tail(course.size() - begin);
  excess.above.array() -= median({later.begin(), later.end()});
  constexpr double normal_deviation =
      1.4826;  // of a normal distribution with unit median deviation
  const Eigen::VectorXd size = excess.above.tail(course.size() - begin).cwiseAbs();
  excess.deviation = normal_deviation * median({size.begin(), size.end()});
  return excess;
}

/// Mean of the volumes from `begin` on.
Eigen::VectorXf mean_volume(const Eigen::Ref<const Eigen::MatrixXf>& values, Eigen::Index begin) {
  Eigen::VectorXf mean(values.rows());
  constexpr std::size_t block = 1 << 14;
  parallel_for(
      static_cast<std::size_t>(values.rows()), block, [&](std::size_t from, std::size_t to) {
        const auto first = static_cast<Eigen::Index>(from);
        const auto rows = static_cast<Eigen::Index>(to - from);
        Eigen::VectorXd sum = Eigen::VectorXd::Zero(rows);
        for (Eigen::Index t = begin; t < values.cols(); ++t) {
          sum += values.col(t).segment(first, rows).cast<double>();
        }
        mean.segment(first, rows) =
            (sum / static_cast<double>(values.cols() - begin)).cast<float>();
      });
  return mean;
}

/// Products of each volume with `pattern`, over the pattern's squared length.
Eigen::VectorXd scores(const Eigen::Ref<const Eigen::MatrixXf>& values,
                       const Eigen::VectorXf& pattern) {
  const double length = pattern.cast<double>().squaredNorm();
  Eigen::VectorXd result(values.cols());
  parallel_for(static_cast<std::size_t>(values.cols()), 1, [&](std::size_t t, std::size_t) {
    const auto volume = static_cast<Eigen::Index>(t);
    result[volume] =
        length > 0.0 ? values.col(volume).cast<double>().dot(pattern.cast<double>()) / length : 0.0;
  });
  return result;
}

/// Volumes until a geometric decay, known from its first two volumes, has a hundredth left.
double volumes_of_decay(const Excess& excess) {
  if (excess.above[1] < later_deviations * excess.deviation) return 1.0;
  const double ratio = excess.above[1] / excess.above[0];
  if (ratio >= 1.0) return std::numeric_limits<double>::infinity();
  return std::max(1.0, std::ceil(std::log(share_left) / std::log(ratio)));
}

}  // namespace

std::optional<SteadyState> find_steady_state(const Eigen::Ref<const Eigen::MatrixXf>& values) {
  if (values.cols() < fewest_for_steady_state) return std::nullopt;
  const auto start = values.leftCols(std::min(values.cols(), most_non_steady + most_compared));
  const Eigen::VectorXf mean = mean_volume(start, most_non_steady);
  const Excess global = excess_over(scores(start, mean), most_non_steady);
  SteadyState state{
      .first_steady = 0, .first_excess = global.above[0], .signal_deviation = global.deviation};
  if (global.above[0] < std::max(least_excess, first_deviations * global.deviation)) return state;

  // What volume 0 shows that brightness alone does not: fluid recovers last, and the global signal
  // hardly tells.
  const auto brightness = static_cast<float>(1.0 + global.above[0]);
  const Excess contrast =
      excess_over(scores(start, start.col(0) - brightness * mean), most_non_steady);
  const double count = std::max(volumes_of_decay(global), volumes_of_decay(contrast));
  if (count > static_cast<double>(most_non_steady)) return std::nullopt;
  state.first_steady = static_cast<Eigen::Index>(count);
  return state;
}

}  // namespace rewire
