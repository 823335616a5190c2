#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "stages/data/denoised.h"
#include "stages/data/provenance.h"

namespace rewire {

/// What later steps must know of a cleaned scan.
struct CleanedScan {
  std::vector<std::uint8_t> kept;  ///< per volume
  double degrees_of_freedom = 0.0;
  double nuisance_degrees_of_freedom = 0.0;  ///< nuisance_beyond_filter()
};

/// From the sidecar of a cleaned scan; nothing when it is not there or not one of ours.
std::optional<CleanedScan> read_cleaned_scan(const std::filesystem::path& sidecar);

/// JSON: the repetition time, the strategy, which confounds were regressed out, whether the global
/// signal was, which were dropped and why, the frequencies removed, the volumes kept and why others
/// were not, and what became of the degrees of freedom.
void write_cleaning(const std::filesystem::path& path,
                    const CleaningReport& report,
                    double repetition_time_s,
                    const Provenance& provenance);

/// The sidecar of an image that was made from the cleaned scan of sidecar `from` without a change
/// in time: all that it says, with another provenance. Without a sidecar the repetition time alone.
void carry_cleaning(const std::filesystem::path& path,
                    const std::filesystem::path& from,
                    double repetition_time_s,
                    const Provenance& provenance);

}  // namespace rewire
