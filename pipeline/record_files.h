#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "pipeline/bids/dataset.h"

namespace rewire {

/// Where the run's own memory lies: `output`/.rewire/.
std::filesystem::path record_file(const std::filesystem::path& output, const std::string& name);
std::filesystem::path lock_file(const std::filesystem::path& output, const std::string& name);
/// Where parts of a computation that was stopped wait for its next start.
std::filesystem::path part_directory(const std::filesystem::path& output, const std::string& name);

/// The record of the anatomy that a scan uses: "sub-01_ses-pre_T1w", "sub-01_midpoint-T1w" when
/// several sessions have one, "sub-01_common_no-T1w" for scans of several sessions without any,
/// "sub-01_no-T1w".
std::string anatomy_record_name(const ScanFiles& scan);

/// Makes the next run compute everything of `name` again.
void forget_records(const std::filesystem::path& output, const std::string& name);

/// Remembers where the scans come from, for those who ask later with the output directory alone.
void note_dataset(const std::filesystem::path& output, const std::filesystem::path& root);
std::optional<std::filesystem::path> noted_dataset(const std::filesystem::path& output);

/// Remembers why a scan failed, for the trial's flow table; an empty error forgets it.
void note_failure(const std::filesystem::path& output,
                  const ScanKey& key,
                  const std::string& error);
std::optional<std::string> noted_failure(const std::filesystem::path& output, const ScanKey& key);

}  // namespace rewire
