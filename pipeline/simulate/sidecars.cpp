#include "pipeline/simulate/sidecars.h"

#include <nlohmann/json.hpp>

#include "pipeline/simulate/magnetisation.h"
#include "stages/files/json.h"

namespace rewire::simulation {

NiftiWriting image_writing(const SimulateParams& params) {
  NiftiWriting writing;
  switch (params.image_numbers) {
    case ImageNumbers::float32:
      writing.numbers = NiftiNumbers::float32;
      break;
    case ImageNumbers::int16:
      writing.numbers = NiftiNumbers::int16;
      break;
    case ImageNumbers::scaled:
      writing.numbers = NiftiNumbers::int16_scaled;
      break;
  }
  return writing;
}

std::string field_identifier(const std::string& session) { return session + "_field"; }

void add_readout(nlohmann::json& sidecar,
                 const SimulateParams& params,
                 const Grid& grid,
                 BlipDirection direction) {
  sidecar["PhaseEncodingDirection"] = direction == BlipDirection::j ? "j" : "j-";
  sidecar["EffectiveEchoSpacing"] = params.echo_spacing_s;
  sidecar["TotalReadoutTime"] = params.echo_spacing_s * (grid.dims[1] - 1);
}

void write_bold_sidecar(const std::filesystem::path& path,
                        const std::string& session,
                        const ScanGeometry& geometry,
                        const SimulateParams& params) {
  nlohmann::json sidecar{{"TaskName", "rest"},
                         {"RepetitionTime", params.repetition_time_s},
                         {"EchoTime", params.echo_time_s},
                         {"FlipAngle", params.flip_angle_deg},
                         {"MagneticFieldStrength", 3},
                         {"Manufacturer", "simulated"},
                         {"MultibandAccelerationFactor", params.multiband_factor},
                         {"NumberOfVolumesDiscardedByScanner", discarded_volumes(params)},
                         {"NumberOfVolumesDiscardedByUser", 0},
                         {"SliceEncodingDirection", "k"},
                         {"SliceTiming", geometry.slice_times_s}};
  add_readout(sidecar, params, geometry.grid, scan_direction);
  if (params.field_map != FieldMap::none) sidecar["B0FieldSource"] = field_identifier(session);
  write_json(path, sidecar);
}

}  // namespace rewire::simulation
