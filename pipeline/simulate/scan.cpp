#include "pipeline/simulate/scan.h"

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>

#include "pipeline/simulate/exposure.h"
#include "pipeline/simulate/magnetisation.h"
#include "pipeline/simulate/reach.h"
#include "pipeline/simulate/region_signals.h"
#include "pipeline/simulate/rigid.h"
#include "pipeline/simulate/streams.h"

namespace rewire::simulation {
namespace {

/// Share of the pulsation of CSF that reaches other tissue.
constexpr float pulsation_elsewhere = 0.08F;

/// Everything that stays the same during a scan.
class Scanner {
 public:
  Scanner(const HeadMap& map,
          const ScanGeometry& geometry,
          const HeadMotion& head,
          const Eigen::MatrixXd& signals,
          const Physiology& physiology,
          const Coil& coil,
          const SimulateParams& params)
      : map_(map),
        geometry_(geometry),
        head_(head),
        signals_(signals),
        physiology_(physiology),
        coil_(coil),
        params_(params),
        group_times_s_(group_times_s(geometry)) {
    reach_ = voxels_in_reach(
        map, geometry.grid, map_from_voxel(Eigen::RowVectorXd::Zero(6)), farthest_mm());
  }

  /// False where no motion of a head brings tissue.
  const std::vector<std::uint8_t>& reach() const { return reach_; }

  /// Writes the magnitude without noise of volume t to `out`.
  void expose(Eigen::Index t, float* out) {
    const Eigen::Matrix4d map_from_voxel = this->map_from_voxel(head_.motion.parameters.row(t));
    for (std::size_t group = 0; group < group_times_s_.size(); ++group) {
      light_up(t, group);
      for (int k = 0; k < geometry_.grid.dims[2]; ++k) {
        const double time_s = geometry_.slice_times_s[static_cast<std::size_t>(k)];
        if (time_s == group_times_s_[group]) expose_slice(t, k, map_from_voxel, out);
      }
    }
  }

 private:
  Eigen::Matrix4d map_from_voxel(const Eigen::RowVectorXd& motion) const {
    return map_.grid.world_from_voxel.inverse() * geometry_.t1w_from_bold *
           rigid_about(grid_centre(geometry_.grid), motion.transpose()) *
           geometry_.grid.world_from_voxel;
  }

  /// No place in the head moves farther than this from the reference: radius 150 mm.
  double farthest_mm() const {
    const Eigen::MatrixXd& motion = head_.motion.parameters;
    double farthest = 0.0;
    for (Eigen::Index t = 0; t < motion.rows(); ++t) {
      farthest =
          std::max(farthest, motion.row(t).head(3).norm() + 150.0 * motion.row(t).tail(3).norm());
    }
    return farthest;
  }

  /// Sets `now_` to the head at the excitation of a group of slices.
  void light_up(Eigen::Index t, std::size_t group) {
    const auto volume = static_cast<std::size_t>(t);
    const double time_s =
        static_cast<double>(t) * params_.repetition_time_s + group_times_s_[group];
    const Eigen::RowVectorXf region =
        (0.01 * params_.signal_percent * signals_at(signals_, time_s, params_.repetition_time_s))
            .cast<float>();
    const auto beat =
        static_cast<float>(physiology_.pulsation[volume * group_times_s_.size() + group]);
    const auto even = static_cast<float>(1.0 + physiology_.global[volume]);
    const std::int64_t pulse = discarded_volumes(params_) + t;
    const auto tissue = static_cast<float>(saturation(params_, pulse, grey_t1_s));
    const auto fluid = static_cast<float>(saturation(params_, pulse, fluid_t1_s));
    if (now_.empty() || tissue != tissue_now_) {
      now_.resize(map_.intensity.size());
      std::transform(map_.intensity.begin(), map_.intensity.end(), now_.begin(), [&](float value) {
        return tissue * value;
      });
      tissue_now_ = tissue;
    }
    for (const HeadMap::BrainVoxel& voxel : map_.brain) {
      float share = even + beat * (voxel.fluid + pulsation_elsewhere);
      if (voxel.label != 0) share += voxel.region * region[voxel.label - 1];
      const float steadiness = tissue + voxel.fluid * (fluid - tissue);
      now_[voxel.index] = map_.intensity[voxel.index] * share * steadiness;
    }
  }

  void expose_slice(Eigen::Index t,
                    int k,
                    const Eigen::Matrix4d& map_from_voxel,
                    float* out) const {
    const Grid& grid = geometry_.grid;
    const double change = slice_factor(t, k);
    const auto volume = static_cast<std::size_t>(t);
    for (int j = 0; j < grid.dims[1]; ++j) {
      const double y = 2.0 * j / (grid.dims[1] - 1) - 1.0;
      const double level =
          change * (1.0 + physiology_.drift[volume] + y * physiology_.uneven_drift[volume]);
      for (int i = 0; i < grid.dims[0]; ++i) {
        const std::size_t index = grid.index(i, j, k);
        out[index] = 0.0F;
        if (reach_[index] == 0) continue;
        const float seen = expose_voxel(now_, map_.grid, map_from_voxel, i, j, k);
        out[index] = static_cast<float>(seen * level * receive(i, j, k));
      }
    }
  }

  double receive(int i, int j, int k) const {
    const Grid& grid = geometry_.grid;
    const Eigen::Vector3d place(2.0 * i / (grid.dims[0] - 1) - 1,
                                2.0 * j / (grid.dims[1] - 1) - 1,
                                2.0 * k / (grid.dims[2] - 1) - 1);
    return std::exp(params_.receive_bias * coil_.receive_slope.dot(place));
  }

  /// Spins that a jump moved between slices lose part of their history; the next volume still
  /// shows a quarter of it.
  double slice_factor(Eigen::Index t, int k) const {
    const auto volume = static_cast<std::size_t>(t);
    const double before = t > 0 ? head_.jumps_mm[volume - 1] : 0.0;
    const double size_mm = head_.jumps_mm[volume] + 0.25 * before;
    return 1.0 - std::min(0.06, 0.03 * size_mm) * coil_.spike_share[static_cast<std::size_t>(k)];
  }

  const HeadMap& map_;
  const ScanGeometry& geometry_;
  const HeadMotion& head_;
  const Eigen::MatrixXd& signals_;
  const Physiology& physiology_;
  const Coil& coil_;
  const SimulateParams& params_;
  std::vector<double> group_times_s_;
  std::vector<float> now_;
  float tissue_now_ = 0.0F;  ///< the saturation of all that is not brain in now_
  std::vector<std::uint8_t> reach_;
};

}  // namespace

std::vector<double> group_times_s(const ScanGeometry& geometry) {
  std::vector<double> times = geometry.slice_times_s;
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

Coil draw_coil(const ScanGeometry& geometry, RandomStream& random) {
  Coil coil;
  for (int axis = 0; axis < 3; ++axis) {
    coil.receive_slope[axis] = random.normal() / std::sqrt(3.0);
  }
  for (int k = 0; k < geometry.grid.dims[2]; ++k) coil.spike_share.push_back(random.uniform());
  return coil;
}

BoldRun make_bold(const HeadMap& map,
                  const ScanGeometry& geometry,
                  const HeadMotion& head,
                  const Eigen::MatrixXd& signals,
                  const Physiology& physiology,
                  const Coil& coil,
                  const SimulateParams& params,
                  std::size_t participant,
                  std::size_t session) {
  RandomStream noise = stream(params.seed, Draw::noise, participant, session);
  Scanner scanner(map, geometry, head, signals, physiology, coil, params);
  const auto voxels = static_cast<Eigen::Index>(geometry.grid.voxel_count());
  BoldRun bold{.grid = geometry.grid,
               .values = Eigen::MatrixXf(voxels, params.volumes),
               .repetition_time_s = params.repetition_time_s,
               .slice_times_s = geometry.slice_times_s};
  const double thermal = 10.0 * params.thermal_noise_percent;
  const double memory = params.physiological_autocorrelation;
  const double fresh = 0.01 * params.physiological_noise_percent * std::sqrt(1.0 - memory * memory);
  Eigen::VectorXf slow(voxels);
  for (Eigen::Index v = 0; v < voxels; ++v) {
    slow[v] = static_cast<float>(0.01 * params.physiological_noise_percent * noise.normal());
  }
  for (Eigen::Index t = 0; t < params.volumes; ++t) {
    scanner.expose(t, bold.values.col(t).data());
    for (Eigen::Index v = 0; v < voxels; ++v) {
      const double real = bold.values(v, t) * (1.0 + slow[v]) + thermal * noise.normal();
      double magnitude = real;
      // Far above the noise the imaginary part changes the magnitude by less than 0.05 noise.
      if (real < 10.0 * thermal) {
        const double imaginary = thermal * noise.normal();
        magnitude = std::sqrt(real * real + imaginary * imaginary);
      }
      // Magnitude images are whole numbers.
      bold.values(v, t) = static_cast<float>(std::floor(magnitude + 0.5));
      if (scanner.reach()[static_cast<std::size_t>(v)] == 0) continue;
      slow[v] = static_cast<float>(memory * slow[v] + fresh * noise.normal());
    }
  }
  return bold;
}

}  // namespace rewire::simulation
