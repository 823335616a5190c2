#include "stages/kernels/registration/coarse_search.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "stages/core/parallel.h"
#include "stages/kernels/registration/joint_histogram.h"
#include "stages/kernels/registration/rigid.h"

namespace rewire {
namespace {

constexpr double point_spacing_mm = 8.0;
constexpr double finest_step_mm = 1.0;
/// Rotations and size are stepped by their displacement at this distance.
constexpr double lever_mm = 60.0;
constexpr std::size_t pattern_starts = 6;
constexpr std::array<double, 3> nods_rad{-0.3, 0.0, 0.3};

/// Rigid parameters and the logarithm of the size, about a start.
struct Pose {
  std::size_t start = 0;
  RigidParameters rigid = RigidParameters::Zero();
  double log_size = 0.0;
  double information = 0.0;
};

class Search {
 public:
  Search(const JointHistogram& histogram, const CoarseSearch& search)
      : histogram_(histogram), search_(search) {}

  Eigen::Matrix4d matrix(const Pose& pose) const {
    const Eigen::Vector3d& centre = histogram_.centre();
    Eigen::Matrix4d sizing = Eigen::Matrix4d::Identity();
    const double factor = std::exp(pose.log_size);
    sizing.topLeftCorner<3, 3>() *= factor;
    sizing.topRightCorner<3, 1>() = centre * (1.0 - factor);
    return search_.starts[pose.start] * rigid_matrix(pose.rigid, centre) * sizing;
  }

  void score(std::vector<Pose>& poses) const {
    parallel_for(poses.size(), 8, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        poses[i].information = histogram_.mutual_information(matrix(poses[i]));
      }
    });
  }

  std::vector<Pose> grid() const {
    std::vector<Pose> poses;
    const Eigen::Array3d extent = (search_.reach_mm / search_.step_mm).array().floor();
    for (std::size_t start = 0; start < search_.starts.size(); ++start) {
      for (const double nod : nods_rad) {
        for (double z = -extent[2]; z <= extent[2]; z += 1.0) {
          for (double y = -extent[1]; y <= extent[1]; y += 1.0) {
            for (double x = -extent[0]; x <= extent[0]; x += 1.0) {
              Pose pose{.start = start};
              pose.rigid.head<3>() = search_.step_mm * Eigen::Vector3d(x, y, z);
              pose.rigid[3] = nod;
              poses.push_back(pose);
            }
          }
        }
      }
    }
    return poses;
  }

  /// Steps along one parameter at a time to whatever is better; halves the step when nothing is.
  void climb(Pose& pose) const {
    for (double step_mm = 0.5 * search_.step_mm; step_mm >= finest_step_mm; step_mm *= 0.5) {
      for (int round = 0; round < 20 && climb_once(pose, step_mm); ++round) {
      }
    }
  }

 private:
  bool climb_once(Pose& pose, double step_mm) const {
    bool improved = false;
    const int parameters = search_.sizing == Sizing::free ? 7 : 6;
    for (int parameter = 0; parameter < parameters; ++parameter) {
      for (const double sign : {1.0, -1.0}) {
        Pose other = pose;
        if (parameter < 3) {
          other.rigid[parameter] += sign * step_mm;
        } else if (parameter < 6) {
          other.rigid[parameter] += sign * step_mm / lever_mm;
        } else {
          other.log_size = std::clamp(pose.log_size + sign * step_mm / lever_mm, -0.29, 0.26);
        }
        other.information = histogram_.mutual_information(matrix(other));
        if (other.information > pose.information) {
          pose = other;
          improved = true;
          break;
        }
      }
    }
    return improved;
  }

  const JointHistogram& histogram_;
  const CoarseSearch& search_;
};

}  // namespace

Eigen::Matrix4d search_alignment(const ImageView& fixed,
                                 std::span<const std::uint8_t> fixed_mask,
                                 const ImageView& moving,
                                 const CoarseSearch& search) {
  const JointHistogram histogram(fixed, fixed_mask, moving, point_spacing_mm);
  const Search over(histogram, search);
  std::vector<Pose> poses = over.grid();
  over.score(poses);
  const auto better = [](const Pose& a, const Pose& b) { return a.information > b.information; };
  std::stable_sort(poses.begin(), poses.end(), better);
  poses.resize(std::min(poses.size(), pattern_starts));
  parallel_for(poses.size(), 1, [&](std::size_t begin, std::size_t) { over.climb(poses[begin]); });
  return over.matrix(*std::min_element(poses.begin(), poses.end(), better));
}

}  // namespace rewire
