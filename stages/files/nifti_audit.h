#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "stages/core/problem.h"
#include "stages/files/bold_sidecar.h"

namespace rewire {

/// What is wrong with a BOLD scan, by its header and sidecar. Reads some kilobytes at the start and
/// four bytes at the end; only a file whose end does not fit its header is read through. All
/// problems, none thrown. Errors: no NIfTI, a 3-D image or one volume, cut short, no or impossible
/// repetition time, header and sidecar that disagree about it, spacings of 0, units other than mm,
/// mirrored sform and qform, slice times that do not fit. Warnings: what has a safe reading.
std::vector<Problem> audit_bold_header(const std::filesystem::path& path,
                                       const BoldSidecar& sidecar);

/// The same, and the whole file is read and its checksums verified. read_bold() does that itself:
/// before it, audit_bold_header() is enough.
std::vector<Problem> audit_bold(const std::filesystem::path& path, const BoldSidecar& sidecar);

/// An error unless there is one row per volume.
std::vector<Problem> audit_confound_rows(std::int64_t volumes,
                                         std::int64_t rows,
                                         const std::string& where);

}  // namespace rewire
