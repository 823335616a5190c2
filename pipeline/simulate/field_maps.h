#pragma once

#include <filesystem>
#include <string>

#include "pipeline/simulate/scan.h"
#include "pipeline/simulate/template_brain.h"

namespace rewire::simulation {

/// The fmap directory and the scan that its images are for.
struct FieldMapPlace {
  std::filesystem::path directory;  ///< .../ses-<label>/fmap
  std::string name;                 ///< "sub-01_ses-day1"
  std::string intended_for;         ///< the scan from the participant's directory
};

/// Writes what `params.field_map` asks for, with noise, on the grid of the scan and with the head
/// where it is in the scan's reference volume: phasediff (rad) with magnitude1 and magnitude2,
/// fieldmap (Hz) with magnitude, or epi with dir-AP and dir-PA (spin echo: distorted like the scan,
/// no dropout). Gradient-echo images are not distorted.
void write_field_map(const FieldMapPlace& place,
                     const TemplateBrain& brain,
                     const Shape& shape,
                     const ScanGeometry& geometry,
                     const SimulateParams& params,
                     RandomStream& random);

/// Off-resonance at every voxel of the scan's grid, where the tissue really is.
Volume true_field_hz(const Shape& shape,
                     const ScanGeometry& geometry,
                     const SimulateParams& params);

}  // namespace rewire::simulation
