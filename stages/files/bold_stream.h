#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>

#include "stages/data/masked_bold.h"
#include "stages/files/bold_sidecar.h"
#include "stages/files/nifti_header.h"

namespace rewire {

/// A 4-D scan that is read volume by volume; never more than two volumes are in memory. The next
/// one is inflated while the caller works on this one, where two threads are allowed.
class BoldReader {
 public:
  /// InputError as read_bold() (a damaged end is found when it is reached).
  explicit BoldReader(const std::filesystem::path& path, const BoldSidecar& sidecar = {});
  ~BoldReader();
  BoldReader(const BoldReader&) = delete;
  BoldReader& operator=(const BoldReader&) = delete;

  const Grid& grid() const;
  Eigen::Index volume_count() const;
  double repetition_time_s() const;

  /// The next volume into `values` (grid().voxel_count() of them); false behind the last one.
  bool next(std::span<float> values);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The voxels of a scan inside `mask`, which must lie on its grid (InputError): as apply_mask() of
/// the whole scan, which is never in memory.
MaskedBold read_masked_bold(const std::filesystem::path& path,
                            const BoldSidecar& sidecar,
                            Mask mask);

/// The voxels whose series is not constant (a value that is not finite is no constant).
Mask varying_voxels(const std::filesystem::path& path, const BoldSidecar& sidecar);

/// Writes a 4-D scan volume by volume, as write_bold() writes a whole one; deflated when the name
/// ends in .gz. The file appears with commit(). StorageError.
class BoldWriter {
 public:
  BoldWriter(const std::filesystem::path& path,
             const Grid& grid,
             Eigen::Index volumes,
             double repetition_time_s);
  ~BoldWriter();
  BoldWriter(const BoldWriter&) = delete;
  BoldWriter& operator=(const BoldWriter&) = delete;

  void write(std::span<const float> volume);
  /// After as many volumes as were announced (InternalError otherwise).
  void commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The scan with zeros outside the mask.
void write_masked_bold(const std::filesystem::path& path, const MaskedBold& bold);

}  // namespace rewire
