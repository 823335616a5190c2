#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "pipeline/simulate/distortion.h"
#include "pipeline/simulate/scan.h"
#include "stages/files/nifti.h"

namespace rewire::simulation {

/// How images that hold whole numbers are stored.
NiftiWriting image_writing(const SimulateParams& params);

/// B0FieldIdentifier of a session ("sub-01_ses-day1").
std::string field_identifier(const std::string& session);

/// PhaseEncodingDirection, EffectiveEchoSpacing and TotalReadoutTime: from the first line to the
/// last, (lines - 1) times the echo spacing.
void add_readout(nlohmann::json& sidecar,
                 const SimulateParams& params,
                 const Grid& grid,
                 BlipDirection direction);

/// The sidecar of a BOLD scan of `session`.
void write_bold_sidecar(const std::filesystem::path& path,
                        const std::string& session,
                        const ScanGeometry& geometry,
                        const SimulateParams& params);

}  // namespace rewire::simulation
