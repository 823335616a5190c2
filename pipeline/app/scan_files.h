#pragma once

#include <filesystem>
#include <string>

#include "stages/data/bold_run.h"
#include "stages/data/masked_bold.h"
#include "stages/data/scan_atlas.h"

namespace rewire::app {

/// Reads a scan with the JSON sidecar of its name, where there is one. Throws InputError with what
/// the header audit calls an error; the rest is logged.
BoldRun read_scan(const std::filesystem::path& bold);

/// The voxels of a scan inside `mask`; without one (empty), those whose series is not constant.
/// Throws InputError when the mask has another grid or lies beside the head, and when nothing
/// varies.
MaskedBold read_masked_bold(const std::filesystem::path& bold, const std::filesystem::path& mask);

/// An atlas that is on the scan's grid already: every region is expected with the voxels that it
/// has.
ScanAtlas whole_atlas(Atlas atlas);

}  // namespace rewire::app
