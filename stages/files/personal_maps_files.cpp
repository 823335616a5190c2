#include "stages/files/personal_maps_files.h"

#include <string_view>
#include <system_error>

#include "stages/core/number_text.h"
#include "stages/files/hdf5.h"
#include "stages/files/network_files.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

constexpr std::string_view maps_schema = "rewire-personal-changes";
constexpr std::int64_t maps_version = 1;

std::filesystem::path with_extension(std::filesystem::path path, const char* extension) {
  return path += extension;
}

/// Of each map what is reliable, one row per participant and endpoint.
Table reliable_changes(const PersonalMaps& maps) {
  Table table;
  table.names = {"participant_id", "arm", "followup", "endpoint", "t", "q"};
  table.columns.resize(table.names.size());
  for (Eigen::Index i = 0; i < maps.t.rows(); ++i) {
    const auto row = static_cast<std::size_t>(i);
    for (Eigen::Index e = 0; e < maps.t.cols(); ++e) {
      if (!(maps.q(i, e) <= reliable_at)) continue;
      const std::string cells[] = {maps.participants[row],
                                   maps.arms[row],
                                   maps.followups[row],
                                   maps.endpoints[static_cast<std::size_t>(e)],
                                   format_number(maps.t(i, e)),
                                   format_number(maps.q(i, e))};
      for (std::size_t c = 0; c < table.columns.size(); ++c) table.columns[c].push_back(cells[c]);
    }
  }
  return table;
}

}  // namespace

void write_personal_maps(const std::filesystem::path& path, const PersonalMaps& maps) {
  write_or_remove(with_extension(path, ".tsv"), reliable_changes(maps));
  if (maps.participants.empty()) {
    std::error_code ignored;
    std::filesystem::remove(with_extension(path, ".h5"), ignored);
    return;
  }
  Hdf5Writer file(with_extension(path, ".h5"), maps_schema, maps_version);
  file.attribute("", "family", maps.family);
  file.attribute("", "reliable_at_q", reliable_at);
  file.texts("endpoints", maps.endpoints);
  file.texts("participants", maps.participants);
  file.texts("arms", maps.arms);
  file.texts("followups", maps.followups);
  file.matrix("t", maps.t);
  file.matrix("q", maps.q);
  file.commit();
}

PersonalMaps read_personal_maps(const std::filesystem::path& path) {
  PersonalMaps maps;
  if (!std::filesystem::exists(with_extension(path, ".h5"))) return maps;
  const Hdf5Reader file(with_extension(path, ".h5"), maps_schema, maps_version);
  maps.family = file.text_attribute("", "family");
  maps.endpoints = file.texts("endpoints");
  maps.participants = file.texts("participants");
  maps.arms = file.texts("arms");
  maps.followups = file.texts("followups");
  maps.t = file.matrix("t");
  maps.q = file.matrix("q");
  return maps;
}

}  // namespace rewire
