#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "pipeline/bids/entities.h"
#include "pipeline/engine/graph.h"
#include "stages/data/confounds.h"
#include "stages/data/connectome.h"
#include "stages/data/denoised.h"
#include "stages/data/distortion.h"
#include "stages/data/graph_metrics.h"
#include "stages/data/local_activity.h"
#include "stages/data/motion_estimate.h"
#include "stages/data/multilayer_communities.h"
#include "stages/data/realigned.h"
#include "stages/data/region_series.h"
#include "stages/data/scan_atlas.h"
#include "stages/data/scan_pictures.h"
#include "stages/data/scan_quality.h"
#include "stages/data/scan_space.h"
#include "stages/files/session_hdf5.h"
#include "stages/preprocess/scan_in_template.h"

namespace rewire {

/// How the results of one scan are kept: BIDS derivatives under XCP-D's names. What is read back
/// (confounds, series, connectome, metrics) reads back bit for bit.
class ScanStorage {
 public:
  /// Below `output`, by the scan's BIDS name; 4-D images end in `image_extension`.
  ScanStorage(const std::filesystem::path& output,
              const ScanKey& key,
              std::string atlas,
              std::string image_extension = ".nii.gz");
  /// Every name starts with `prefix` (a path), for scans outside a BIDS dataset.
  ScanStorage(const std::filesystem::path& prefix, std::string atlas);

  engine::Storage<MotionEstimate> motion() const;        ///< parameters, one transform per volume
  engine::Storage<Distortion> distortion() const;        ///< shift per voxel, or why there is none
  engine::Storage<Realigned> realigned() const;          ///< mean volume
  engine::Storage<Realigned> preprocessed_bold() const;  ///< the realigned 4-D scan
  engine::Storage<Realigned> realigned_scan() const;     ///< mean volume and 4-D scan
  /// The 4-D scan in template space, with its brain
  engine::Storage<TemplateScan> template_scan(const std::string& space) const;
  engine::Storage<ScanSpace> space() const;  ///< masks, transforms
  engine::Storage<Confounds> confounds() const;
  engine::Storage<ScanAtlas> scan_atlas() const;  ///< labels on the scan's grid
  engine::Storage<Denoised> cleaning() const;     ///< what the projection removed; not the 4-D scan
  engine::Storage<Denoised> cleaned_scan(const std::string& desc) const;  ///< the 4-D scan, too
  engine::Storage<DenoisedSeries> cleaning_of_series() const;  ///< the same file, of regions
  engine::Storage<RegionSeries> series() const;                ///< series, coverage, tSNR
  /// Table, and one row per measure in XCP-D's layout
  engine::Storage<LocalActivity> local_activity() const;
  /// The maps of these names, raw and standardised
  engine::Storage<ActivityMaps> activity_maps(const std::vector<std::string>& names) const;
  engine::Storage<ScanQuality> quality() const;  ///< one row of numbers; the carpet
  engine::Storage<ScanPictures> pictures() const;
  engine::Storage<Connectome> connectome(ConnectivityKind kind) const;
  engine::Storage<GraphMetrics> metrics() const;
  engine::Storage<MultilayerCommunities> multilayer() const;  ///< table and allegiance matrix
  engine::Storage<SessionResults> session_results() const;    ///< everything in one HDF5 file

 private:
  /// The path of "<prefix>_<rest>".
  std::filesystem::path file(const std::string& rest) const;

  std::string prefix_;
  std::string atlas_;
  std::string image_extension_ = ".nii.gz";
};

}  // namespace rewire
