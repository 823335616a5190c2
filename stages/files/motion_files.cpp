#include "stages/files/motion_files.h"

#include <array>
#include <nlohmann/json.hpp>

#include "stages/files/derivative_sidecar.h"
#include "stages/files/tsv.h"

namespace rewire {

void write_motion(const std::filesystem::path& path,
                  const Motion& motion,
                  const Provenance& provenance) {
  constexpr std::array<const char*, 6> names{
      "trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"};
  Table table;
  for (std::size_t i = 0; i < names.size(); ++i) {
    table.add(names[i], to_cells(motion.parameters.col(static_cast<Eigen::Index>(i))));
  }
  table.add("framewise_displacement", to_cells(motion.framewise_displacement_mm));
  table.add("rmsd", to_cells(motion.rmsd_mm));
  write_sidecar(path,
                {{"ReferenceVolume", motion.reference_volume},
                 {"Translations", "mm, RAS; reference_from_volume"},
                 {"Rotations", "rad, about the grid's centre, R = Rz Ry Rx"}},
                provenance);
  write_tsv(path, table);
}

}  // namespace rewire
