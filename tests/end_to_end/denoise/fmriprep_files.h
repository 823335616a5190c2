// A small scan with two regions and the confounds that fMRIPrep writes.
#pragma once

#include <cmath>
#include <string>

#include "stages/core/random.h"
#include "stages/data/bold_run.h"
#include "stages/data/volume.h"
#include "stages/files/tsv.h"

namespace rewire::testing {

inline constexpr Eigen::Index volumes = 160;

inline BoldRun noise_scan() {
  BoldRun scan;
  scan.grid.dims = {5, 4, 3};
  scan.values.resize(60, volumes);
  RandomStream random(11, 0);
  for (float& value : scan.values.reshaped()) {
    value = 900.0F + 10.0F * static_cast<float>(random.normal());
  }
  scan.repetition_time_s = 2.0;
  return scan;
}

inline LabelMap two_regions() {
  LabelMap map{.grid = {.dims = {5, 4, 3}}, .labels = {}};
  for (int v = 0; v < 60; ++v) map.labels.push_back(v % 3);
  return map;
}

/// The columns that fMRIPrep writes, with n/a where it has none; every cell is a number
/// otherwise.
inline Table fmriprep_table() {
  RandomStream random(12, 0);
  Table table;
  const auto add = [&](const std::string& name, bool first_is_absent) {
    Eigen::VectorXd column(volumes);
    for (double& value : column) value = 0.1 * std::abs(random.normal());
    if (first_is_absent) column[0] = std::nan("");
    table.add(name, to_cells(column));
  };
  for (const char* name : {"global_signal", "csf", "white_matter"}) {
    for (const char* suffix : {"", "_derivative1", "_power2", "_derivative1_power2"}) {
      add(std::string(name) + suffix, std::string(suffix).find("derivative") != std::string::npos);
    }
  }
  for (const char* name : {"std_dvars", "dvars", "framewise_displacement", "rmsd"}) {
    add(name, true);
  }
  for (const char* name : {"a_comp_cor_00", "cosine00"}) add(name, false);
  for (const char* name : {"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"}) {
    for (const char* suffix : {"", "_derivative1", "_derivative1_power2", "_power2"}) {
      add(std::string(name) + suffix, std::string(suffix).find("derivative") != std::string::npos);
    }
  }
  return table;
}

}  // namespace rewire::testing
