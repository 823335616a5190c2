#include <algorithm>
#include <future>
#include <string>
#include <utility>
#include <vector>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/files/bold_stream.h"
#include "stages/files/byte_source.h"
#include "stages/files/nifti_voxels.h"

namespace rewire {

struct BoldReader::State {
  State(const std::filesystem::path& path, const BoldSidecar& sidecar)
      : header(read_bold_header(path)), grid(grid_of(header)), source(path) {
    repetition_s = sidecar.repetition_time_s.value_or(rewire::repetition_time_s(header));
    std::vector<std::byte> before(static_cast<std::size_t>(header.vox_offset));
    source.read(before);
    current.resize(header.voxel_count() * byte_count(header.type));
    ahead.resize(current.size());
    fetch();
  }

  /// Starts to read the volume after those that were read.
  void fetch() {
    if (fetched == header.volume_count()) return;
    ++fetched;
    const bool last = fetched == header.volume_count();
    const auto policy = thread_count() > 1 ? std::launch::async : std::launch::deferred;
    reading = std::async(policy, [this, last] {
      source.read(ahead);
      if (last) source.finish();
    });
  }

  NiftiHeader header;
  Grid grid;
  double repetition_s = 0.0;
  ByteSource source;
  std::vector<std::byte> current;
  std::vector<std::byte> ahead;
  Eigen::Index fetched = 0;
  Eigen::Index delivered = 0;
  std::future<void> reading;  // last: its end is waited for before what it writes to goes
};

BoldReader::BoldReader(const std::filesystem::path& path, const BoldSidecar& sidecar)
    : state_(std::make_unique<State>(path, sidecar)) {}

BoldReader::~BoldReader() = default;

const Grid& BoldReader::grid() const { return state_->grid; }
Eigen::Index BoldReader::volume_count() const { return state_->header.volume_count(); }
double BoldReader::repetition_time_s() const { return state_->repetition_s; }

bool BoldReader::next(std::span<float> values) {
  State& state = *state_;
  if (state.delivered == volume_count()) return false;
  ++state.delivered;
  state.reading.get();
  std::swap(state.current, state.ahead);
  state.fetch();
  decode(state.header, state.current, values);
  return true;
}

MaskedBold read_masked_bold(const std::filesystem::path& path,
                            const BoldSidecar& sidecar,
                            Mask mask) {
  BoldReader reader(path, sidecar);
  if (!same_grid(reader.grid(), mask.grid)) {
    const bool elsewhere = describe(mask.grid) == describe(reader.grid());
    throw InputError({.found = "a mask of " + describe(mask.grid) +
                               (elsewhere ? " that lies elsewhere in the world" : ""),
                      .expected = "the scan's grid of " + describe(reader.grid()),
                      .where = path.string(),
                      .remedy = "resample the mask to the scan"});
  }
  const std::vector<std::size_t> voxels = mask.indices();
  MaskedBold bold{
      .mask = std::move(mask),
      .values = Eigen::MatrixXf(static_cast<Eigen::Index>(voxels.size()), reader.volume_count()),
      .repetition_time_s = reader.repetition_time_s()};
  std::vector<float> volume(bold.mask.grid.voxel_count());
  for (Eigen::Index t = 0; reader.next(volume); ++t) {
    float* column = bold.values.col(t).data();
    for (std::size_t v = 0; v < voxels.size(); ++v) column[v] = volume[voxels[v]];
  }
  return bold;
}

Mask varying_voxels(const std::filesystem::path& path, const BoldSidecar& sidecar) {
  BoldReader reader(path, sidecar);
  Mask mask{.grid = reader.grid(), .inside = {}};
  mask.inside.assign(mask.grid.voxel_count(), 0);
  std::vector<float> first(mask.inside.size());
  std::vector<float> volume(mask.inside.size());
  reader.next(first);
  while (reader.next(volume)) {
    for (std::size_t v = 0; v < volume.size(); ++v) {
      if (volume[v] != first[v]) mask.inside[v] = 1;
    }
  }
  return mask;
}

}  // namespace rewire
