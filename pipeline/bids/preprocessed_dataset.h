#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/bids/dataset.h"
#include "pipeline/bids/filter.h"

namespace rewire {

/// Whether the directory's dataset_description.json says that it holds derivatives.
bool holds_derivatives(const std::filesystem::path& root);

/// The template spaces of the preprocessed scans of a directory, "" for the scans' own, each once.
std::vector<std::string> preprocessed_spaces(const std::filesystem::path& root);

/// A derivatives directory (fMRIPrep's) as a dataset: its scans in `space`, each with what was
/// made beside it. A scan without confounds cannot be analysed. Participants and sessions tables
/// are the directory's own or, where it lies in raw/derivatives/<name>, the raw dataset's. Throws
/// InputError when `root` cannot be read.
Dataset index_preprocessed(const std::filesystem::path& root,
                           const std::string& space,
                           const Filter& filter);

/// What does not fit together, from headers and tables alone: volumes against confound rows, the
/// mask's grid against the scan's.
std::vector<Problem> check_preprocessed(const PreprocessedScan& scan);

}  // namespace rewire
