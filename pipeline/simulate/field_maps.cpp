#include "pipeline/simulate/field_maps.h"

#include <Eigen/LU>
#include <cmath>
#include <complex>
#include <nlohmann/json.hpp>
#include <numbers>

#include "pipeline/simulate/distortion.h"
#include "pipeline/simulate/exposure.h"
#include "pipeline/simulate/rigid.h"
#include "pipeline/simulate/sidecars.h"
#include "stages/files/json.h"

namespace rewire::simulation {
namespace {

using std::filesystem::path;

constexpr double first_echo_s = 0.00492;
constexpr double second_echo_s = 0.00738;

/// Calls `use(linear index, i, j, k)` for every voxel.
template <class Use>
void each_index(const Grid& grid, const Use& use) {
  std::size_t index = 0;
  for (int k = 0; k < grid.dims[2]; ++k) {
    for (int j = 0; j < grid.dims[1]; ++j) {
      for (int i = 0; i < grid.dims[0]; ++i) use(index++, i, j, k);
    }
  }
}

/// The head at rest as `view` shows it, without noise.
Volume look(const TemplateBrain& brain,
            const Shape& shape,
            const EpiView& view,
            const ScanGeometry& geometry,
            const SimulateParams& params) {
  const HeadMap map = make_head_map(brain, shape, view, params);
  const Eigen::Matrix4d map_from_voxel =
      map.grid.world_from_voxel.inverse() * geometry.t1w_from_bold * geometry.grid.world_from_voxel;
  Volume image{.grid = geometry.grid, .values = {}};
  image.values.resize(geometry.grid.voxel_count());
  each_index(geometry.grid, [&](std::size_t index, int i, int j, int k) {
    image.values[index] = expose_voxel(map.intensity, map.grid, map_from_voxel, i, j, k);
  });
  return image;
}

double noise_of(const SimulateParams& params) { return 10.0 * params.thermal_noise_percent; }

std::complex<double> with_noise(std::complex<double> value, double noise, RandomStream& random) {
  const double real = noise * random.normal();
  return value + std::complex<double>(real, noise * random.normal());
}

nlohmann::json common_sidecar(const FieldMapPlace& place) {
  return {{"MagneticFieldStrength", 3},
          {"Manufacturer", "simulated"},
          {"IntendedFor", place.intended_for},
          {"B0FieldIdentifier", field_identifier(place.name)}};
}

void write_pair(const FieldMapPlace& place,
                const TemplateBrain& brain,
                const Shape& shape,
                const ScanGeometry& geometry,
                const SimulateParams& params,
                RandomStream& random) {
  for (const BlipDirection direction : {BlipDirection::j_minus, BlipDirection::j}) {
    EpiView view = epi_view(params, geometry, direction);
    view.dropout = 0.0;
    Volume image = look(brain, shape, view, geometry, params);
    for (float& value : image.values) {
      value = static_cast<float>(std::round(std::abs(with_noise(value, noise_of(params), random))));
    }
    const bool posterior = direction == BlipDirection::j_minus;
    const path start =
        place.directory / (place.name + "_dir-" + (posterior ? "AP" : "PA") + "_epi");
    nlohmann::json sidecar = common_sidecar(place);
    add_readout(sidecar, params, geometry.grid, direction);
    write_json(start.string() + ".json", sidecar);
    write_volume(start.string() + ".nii.gz", image, image_writing(params));
  }
}

/// Two gradient echoes: what they have in common and what the field did between them.
struct Echoes {
  Volume first;
  Volume second;
  Volume phase_rad;  ///< of the second over the first, in -pi..pi
};

Echoes take_echoes(const TemplateBrain& brain,
                   const Shape& shape,
                   const ScanGeometry& geometry,
                   const SimulateParams& params,
                   RandomStream& random) {
  Volume still = look(brain, shape, EpiView{}, geometry, params);
  const Volume field = true_field_hz(shape, geometry, params);
  Echoes echoes{.first = still, .second = still, .phase_rad = still};
  for (std::size_t v = 0; v < still.values.size(); ++v) {
    const double turn_rad =
        2.0 * std::numbers::pi * field.values[v] * (second_echo_s - first_echo_s);
    const auto first = with_noise(still.values[v], noise_of(params), random);
    const auto second =
        with_noise(std::polar<double>(still.values[v], turn_rad), noise_of(params), random);
    echoes.first.values[v] = static_cast<float>(std::round(std::abs(first)));
    echoes.second.values[v] = static_cast<float>(std::round(std::abs(second)));
    echoes.phase_rad.values[v] = static_cast<float>(std::arg(second * std::conj(first)));
  }
  return echoes;
}

/// 16-bit numbers hold rad and Hz only when scaled.
NiftiWriting fine_writing(const SimulateParams& params) {
  NiftiWriting writing = image_writing(params);
  if (writing.numbers == NiftiNumbers::int16) writing.numbers = NiftiNumbers::int16_scaled;
  return writing;
}

void write_phase_difference(const FieldMapPlace& place,
                            const Echoes& echoes,
                            const SimulateParams& params) {
  const std::string start = (place.directory / place.name).string();
  nlohmann::json sidecar = common_sidecar(place);
  sidecar["EchoTime1"] = first_echo_s;
  sidecar["EchoTime2"] = second_echo_s;
  sidecar["Units"] = "rad";
  write_json(start + "_phasediff.json", sidecar);
  write_volume(start + "_phasediff.nii.gz", echoes.phase_rad, fine_writing(params));
  write_volume(start + "_magnitude1.nii.gz", echoes.first, image_writing(params));
  write_volume(start + "_magnitude2.nii.gz", echoes.second, image_writing(params));
}

void write_field(const FieldMapPlace& place,
                 Echoes echoes,
                 const Volume& field_hz,
                 const SimulateParams& params) {
  const double hertz_per_rad = 1.0 / (2.0 * std::numbers::pi * (second_echo_s - first_echo_s));
  for (std::size_t v = 0; v < field_hz.values.size(); ++v) {
    // The noise of the phase without its wraps.
    const double true_rad = field_hz.values[v] / hertz_per_rad;
    const double noise_rad =
        std::remainder(echoes.phase_rad.values[v] - true_rad, 2.0 * std::numbers::pi);
    echoes.phase_rad.values[v] = static_cast<float>((true_rad + noise_rad) * hertz_per_rad);
  }
  const std::string start = (place.directory / place.name).string();
  nlohmann::json sidecar = common_sidecar(place);
  sidecar["Units"] = "Hz";
  write_json(start + "_fieldmap.json", sidecar);
  write_volume(start + "_fieldmap.nii.gz", echoes.phase_rad, fine_writing(params));
  write_volume(start + "_magnitude.nii.gz", echoes.first, image_writing(params));
}

}  // namespace

Volume true_field_hz(const Shape& shape,
                     const ScanGeometry& geometry,
                     const SimulateParams& params) {
  Volume field{.grid = geometry.grid, .values = {}};
  field.values.resize(geometry.grid.voxel_count());
  const double peak_hz = peak_off_resonance_hz(params, geometry.grid);
  const Eigen::Matrix4d t1w_from_voxel = geometry.t1w_from_bold * geometry.grid.world_from_voxel;
  each_index(geometry.grid, [&](std::size_t index, int i, int j, int k) {
    const Eigen::Vector3d place = to_point(t1w_from_voxel, Eigen::Vector3d(i, j, k));
    field.values[index] = static_cast<float>(off_resonance_hz(shape, peak_hz, place));
  });
  return field;
}

void write_field_map(const FieldMapPlace& place,
                     const TemplateBrain& brain,
                     const Shape& shape,
                     const ScanGeometry& geometry,
                     const SimulateParams& params,
                     RandomStream& random) {
  if (params.field_map == FieldMap::none) return;
  if (params.field_map == FieldMap::epi_pair) {
    return write_pair(place, brain, shape, geometry, params, random);
  }
  Echoes echoes = take_echoes(brain, shape, geometry, params, random);
  if (params.field_map == FieldMap::phasediff) {
    return write_phase_difference(place, echoes, params);
  }
  write_field(place, std::move(echoes), true_field_hz(shape, geometry, params), params);
}

}  // namespace rewire::simulation
