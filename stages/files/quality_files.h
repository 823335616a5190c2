#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "stages/data/provenance.h"
#include "stages/data/scan_quality.h"
#include "stages/files/tsv.h"

namespace rewire {

/// *_desc-linc_qc.tsv: one row, the scan's `entities` (sub, ses, task ...) in front of the numbers,
/// XCP-D's column names where it has them; the sidecar describes every column.
void write_quality(const std::filesystem::path& path,
                   const ScanQuality& quality,
                   const std::vector<std::pair<std::string, std::string>>& entities,
                   const Provenance& provenance);

/// The carpet with motion and DVARS as HDF5, schema "rewire-carpet" 1: tissue (texts), before and
/// after (rows x volumes, hundredths of a percent as whole numbers), framewise_displacement_mm,
/// dvars_before, dvars_after, kept.
void write_carpet(const std::filesystem::path& path,
                  const ScanQuality& quality,
                  const Provenance& provenance);

/// What write_carpet() wrote; `values` are not in that file and stay empty. InputError.
ScanQuality read_carpet(const std::filesystem::path& path);

/// One row per file of write_quality (ours or XCP-D's), in their order: the union of their columns
/// in order of first appearance, n/a where a file lacks one. Without a file no columns.
Table read_quality_table(const std::vector<std::filesystem::path>& files);

}  // namespace rewire
