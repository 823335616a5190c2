#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "stages/data/masked_bold.h"
#include "stages/data/region_series.h"

namespace rewire {

/// What became of the degrees of freedom of one series. Every source is charged the rank that it
/// adds to those before it: before - censoring - detrend - nuisance - filter = after.
struct DegreesOfFreedom {
  std::int64_t before = 0;     ///< volumes of the scan
  std::int64_t censoring = 0;  ///< volumes left out
  std::int64_t detrend = 0;    ///< the mean and the polynomials
  std::int64_t nuisance = 0;   ///< confound columns
  std::int64_t filter = 0;     ///< stop-band sines and cosines
  std::int64_t after = 0;      ///< left for estimates
};

/// "240 volumes - censoring 0 - detrend 2 - nuisance 26 - filter 150 = 62".
std::string to_text(const DegreesOfFreedom& degrees_of_freedom);

/// Why volumes were left out; each is charged to the first reason in this order.
struct CensoringCounts {
  std::int64_t before_this_step = 0;  ///< left out already when the step began
  std::int64_t steady_state = 0;      ///< flagged as before the steady state
  std::int64_t framewise_displacement = 0;
  std::int64_t standardised_dvars = 0;
  std::int64_t neighbours = 0;      ///< beside one that exceeded a limit
  std::int64_t short_segments = 0;  ///< in a stretch that is too short
};

/// A regressor that took no part, and why.
struct DroppedColumn {
  std::string name;
  std::string reason;
};

/// What one projection did.
struct CleaningReport {
  std::vector<std::uint8_t> kept;  ///< per volume: 1, or 0 where it was censored
  DegreesOfFreedom degrees_of_freedom;
  std::vector<std::string> nuisance_columns;  ///< confounds that were regressed out
  std::vector<DroppedColumn> dropped;  ///< constant, or a combination of the columns before them
  std::vector<double> removed_frequencies_hz;  ///< ascending
  std::vector<Problem> warnings;
  std::string strategy{};       ///< name of the strategy that chose confounds and censoring
  CensoringCounts censoring{};  ///< adds up to degrees_of_freedom.censoring
};

/// How many more degrees of freedom would be left if no confound had been regressed out: those
/// that nuisance columns took, without what the filter takes of them too.
double nuisance_beyond_filter(const CleaningReport& report);

/// A scan after denoising. Every voxel's mean over the kept volumes is 0; a censored volume is 0
/// throughout.
struct Denoised {
  MaskedBold bold;
  CleaningReport report;
};

/// Region series after the same projection.
struct DenoisedSeries {
  RegionSeries series;
  CleaningReport report;
};

std::vector<Problem> validate(const CleaningReport& report, const std::string& where);
std::vector<Problem> validate(const Denoised& denoised, const std::string& where);
std::vector<Problem> validate(const DenoisedSeries& denoised, const std::string& where);

void add_content(Digester& digester, const CleaningReport& report);
void add_content(Digester& digester, const Denoised& denoised);
void add_content(Digester& digester, const DenoisedSeries& denoised);

}  // namespace rewire
