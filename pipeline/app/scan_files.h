#pragma once

#include <filesystem>
#include <string>

#include "pipeline/app/stage_run.h"
#include "stages/data/bold_run.h"
#include "stages/data/field_measurement.h"
#include "stages/data/masked_bold.h"
#include "stages/data/region_series.h"
#include "stages/data/scan_atlas.h"
#include "stages/parcellate/parcellate.h"

namespace rewire::app {

/// A label image on a scan's grid and the table of its regions.
struct LabelFiles {
  std::string image;
  std::string table;
};

/// Reads a scan with the JSON sidecar of its name, where there is one. Throws InputError with what
/// the header audit calls an error; the rest is logged.
BoldRun read_scan(const std::filesystem::path& bold);

/// What was measured of the field for the scan: the kind is told from the images' BIDS names, the
/// rest from the JSON sidecars of their names. ConfigError when the names make no field map.
FieldMeasurement read_field_map(const std::filesystem::path& bold,
                                const std::vector<std::string>& images,
                                const std::filesystem::path& magnitude);

/// The voxels of a scan inside `mask`; without one (empty), those whose series is not constant, for
/// which the file is read twice. The 4-D image is never in memory. Throws InputError when the mask
/// has another grid or lies beside the head, and when nothing varies.
MaskedBold read_masked_bold(const std::filesystem::path& bold, const std::filesystem::path& mask);

/// The mean series of the regions of a label image on the scan's grid, in one pass over the file
/// and the memory of a few volumes. Without a mask (empty) all voxels with signal count.
StageResult<RegionSeries> parcellate_file(const std::filesystem::path& bold,
                                          const std::filesystem::path& mask,
                                          const LabelFiles& labels,
                                          const ParcellateParams& params);

/// An atlas that is on the scan's grid already: every region is expected with the voxels that it
/// has.
ScanAtlas whole_atlas(Atlas atlas);

}  // namespace rewire::app
