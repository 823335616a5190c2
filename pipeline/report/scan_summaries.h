#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/problem.h"
#include "stages/data/scan_quality.h"
#include "stages/files/tsv.h"

namespace rewire {

/// A carpet small enough for a page, row by row: 0 to 255 stand for -carpet_range to +carpet_range
/// percent of a voxel's mean.
struct CarpetThumbnail {
  std::string scan;                   ///< "sub-01_ses-baseline_task-rest"
  std::vector<CarpetTissue> tissues;  ///< one per row
  std::int64_t columns = 0;  ///< each the mean of as many volumes, the last of what is left
  std::vector<std::uint8_t> before;
  std::vector<std::uint8_t> after;
  /// Per column: largest framewise displacement, NaN where it is not known.
  std::vector<double> framewise_displacement_mm;
  std::vector<std::uint8_t> kept;  ///< per column: 1, or 0 where a volume was censored
};

constexpr double carpet_range = 2.0;

/// At most so many rows and columns.
struct ThumbnailSize {
  std::int64_t rows = 60;
  std::int64_t columns = 200;
};

/// Rows are picked evenly, volumes averaged.
CarpetThumbnail carpet_thumbnail(const std::string& scan,
                                 const ScanQuality& quality,
                                 const ThumbnailSize& size);

/// Pictures that show whether a scan was brought to its place.
struct ScanPicture {
  std::string scan;
  std::string file;  ///< below the output directory
  std::string svg;   ///< the file's text; empty: named only
};

/// What the report shows of the scans behind a comparison; any part may be empty.
struct ScanSummaries {
  /// One row per scan: its entities, then the columns of *_linc_qc.tsv.
  Table quality;
  /// measure, region, structure, arm, session, n, mean, sd, mean_z, sd_z, mean_ratio, sd_ratio.
  Table activity;
  std::vector<CarpetThumbnail> carpets;
  /// scan, step, found, expected, where, remedy: what was odd when the scans were analysed.
  Table warnings;
  /// participant_id, session_id, then the volume of each region and structure; not on the page.
  Table volumes;
  std::vector<ScanPicture> pictures;
};

std::vector<Problem> validate(const ScanSummaries& summaries, const std::string& where);
void add_content(Digester& digester, const ScanSummaries& summaries);

/// The files of the parts in a group directory.
struct SummaryFiles {
  std::filesystem::path quality;
  std::filesystem::path activity;
  std::filesystem::path carpets;
  std::filesystem::path warnings;
  std::filesystem::path volumes;
  std::filesystem::path pictures;
};
SummaryFiles summary_files(const std::filesystem::path& group);
/// An empty part has no file; one of earlier is removed.
void write_scan_summaries(const std::filesystem::path& group, const ScanSummaries& summaries);
/// What is there of them; InputError when it is damaged. Pictures that are gone are left out.
ScanSummaries read_scan_summaries(const std::filesystem::path& group);

}  // namespace rewire
