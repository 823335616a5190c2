#include "stages/data/bold_run.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "stages/core/parallel.h"
#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"
#include "stages/data/repetition_time.h"

namespace rewire {
namespace {

enum class VolumeState : std::uint8_t { good, not_finite, zero };

std::vector<VolumeState> inspect_volumes(const Eigen::MatrixXf& values) {
  std::vector<VolumeState> states(static_cast<std::size_t>(values.cols()), VolumeState::good);
  parallel_for(states.size(), 1, [&](std::size_t begin, std::size_t) {
    const auto volume = values.col(static_cast<Eigen::Index>(begin));
    if (!volume.allFinite()) states[begin] = VolumeState::not_finite;
    if ((volume.array() == 0.0F).all()) states[begin] = VolumeState::zero;
  });
  return states;
}

/// The volumes in `state`, counted from 0.
std::vector<std::string> numbers_of(const std::vector<VolumeState>& states, VolumeState state) {
  std::vector<std::string> numbers;
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (states[i] == state) numbers.push_back(std::to_string(i));
  }
  return numbers;
}

void require_good_volumes(Requirements& requirements, const Eigen::MatrixXf& values) {
  const std::vector<VolumeState> states = inspect_volumes(values);
  const auto not_finite = numbers_of(states, VolumeState::not_finite);
  const auto zero = numbers_of(states, VolumeState::zero);
  requirements.require(not_finite.empty(),
                       "values that are not finite in volumes " + enumerate(not_finite),
                       "finite values");
  requirements.require(zero.empty(),
                       "volumes that are zero throughout: " + enumerate(zero),
                       "signal in each volume");
}

}  // namespace

std::vector<Problem> validate(const BoldRun& bold, const std::string& where) {
  Requirements requirements(where, "convert the scan again from its source or leave it out");
  requirements.add(validate(bold.grid, where));
  requirements.require(static_cast<std::size_t>(bold.values.rows()) == bold.grid.voxel_count(),
                       std::to_string(bold.values.rows()) + " voxels",
                       std::to_string(bold.grid.voxel_count()) + " for " + describe(bold.grid));
  requirements.require(bold.volume_count() >= 2,
                       std::to_string(bold.volume_count()) + " volumes",
                       "a 4-D scan of two or more");
  require_repetition_time(requirements, bold.repetition_time_s);
  requirements.require(bold.slice_axis >= 0 && bold.slice_axis < 3,
                       "slices along axis " + std::to_string(bold.slice_axis),
                       "0, 1 or 2 for the voxel axes i, j, k");
  requirements.require(bold.dummy_volumes >= 0,
                       std::to_string(bold.dummy_volumes) + " dummy volumes taken away",
                       "0 or more");
  requirements.require(bold.non_steady_volumes >= 0 &&
                           bold.non_steady_volumes < std::max<Eigen::Index>(bold.volume_count(), 1),
                       std::to_string(bold.non_steady_volumes) + " volumes before the steady state",
                       "0 or more, and at least one steady volume");
  require_good_volumes(requirements, bold.values);
  return requirements.take();
}

void add_content(Digester& digester, const BoldRun& bold) {
  add_content(digester, bold.grid);
  add_content(digester, bold.values);
  add_content(digester, bold.repetition_time_s);
  add_content(digester, bold.slice_times_s);
  add_content(digester, bold.slice_axis);
  add_content(digester, bold.dummy_volumes);
  add_content(digester, bold.non_steady_volumes);
}

}  // namespace rewire
