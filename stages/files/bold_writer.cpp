#include <optional>
#include <string>
#include <vector>

#include "stages/core/error.h"
#include "stages/files/atomic_file.h"
#include "stages/files/bold_stream.h"
#include "stages/files/gzip_sink.h"
#include "stages/files/nifti_voxels.h"

namespace rewire {

struct BoldWriter::State {
  State(const std::filesystem::path& path, const NiftiHeader& header) : file(path) {
    if (path.extension() == ".gz") {
      gzip.emplace([this](std::span<const std::byte> bytes) { file.write(bytes); });
    }
    volume_voxels = header.voxel_count();
    left = header.volume_count();
    put(header_bytes(header));
  }

  void put(std::span<const std::byte> bytes) {
    if (gzip) {
      gzip->write(bytes);
    } else {
      file.write(bytes);
    }
  }

  AtomicFile file;
  std::optional<GzipSink> gzip;
  std::size_t volume_voxels = 0;
  std::int64_t left = 0;
};

BoldWriter::BoldWriter(const std::filesystem::path& path,
                       const Grid& grid,
                       Eigen::Index volumes,
                       double repetition_time_s)
    : state_(std::make_unique<State>(path, bold_header(grid, volumes, repetition_time_s))) {}

BoldWriter::~BoldWriter() = default;

void BoldWriter::write(std::span<const float> volume) {
  if (volume.size() != state_->volume_voxels || state_->left == 0) {
    throw InternalError({.found = std::to_string(volume.size()) + " voxels",
                         .expected = std::to_string(state_->volume_voxels) + " in each of " +
                                     std::to_string(state_->left) + " more volumes",
                         .where = "BoldWriter",
                         .remedy = ""});
  }
  --state_->left;
  state_->put(std::as_bytes(volume));
}

void BoldWriter::commit() {
  if (state_->left != 0) {
    throw InternalError({.found = std::to_string(state_->left) + " volumes that were not written",
                         .expected = "all of them",
                         .where = "BoldWriter",
                         .remedy = ""});
  }
  if (state_->gzip) state_->gzip->finish();
  state_->file.commit();
}

void write_masked_bold(const std::filesystem::path& path, const MaskedBold& bold) {
  const std::vector<std::size_t> voxels = bold.mask.indices();
  BoldWriter writer(path, bold.mask.grid, bold.values.cols(), bold.repetition_time_s);
  std::vector<float> volume(bold.mask.grid.voxel_count(), 0.0F);
  for (Eigen::Index t = 0; t < bold.values.cols(); ++t) {
    const float* column = bold.values.col(t).data();
    for (std::size_t v = 0; v < voxels.size(); ++v) volume[voxels[v]] = column[v];
    writer.write(volume);
  }
  writer.commit();
}

}  // namespace rewire
