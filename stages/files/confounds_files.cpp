#include "stages/files/confounds_files.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "stages/files/derivative_sidecar.h"
#include "stages/files/json.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

nlohmann::json to_json(const Confounds& confounds) {
  nlohmann::json content = nlohmann::json::object();
  for (const char* mean : {"global_signal", "csf", "white_matter", "csf_wm"}) {
    if (confounds.find(mean)) content[mean] = {{"Method", "Mean"}};
  }
  for (const auto& [name, component] : confounds.components) {
    nlohmann::json& entry = content[name];
    entry = {{"Method", component.method},
             {"SingularValue", component.singular_value},
             {"VarianceExplained", component.variance},
             {"CumulativeVarianceExplained", component.cumulative_variance},
             {"Retained", component.retained}};
    if (!component.mask.empty()) entry["Mask"] = component.mask;
  }
  return content;
}

/// The value of `key` when it is there and of the right kind.
template <class T>
T value_or(const nlohmann::json& entry, const char* key, T otherwise) {
  const auto found = entry.find(key);
  if (found == entry.end()) return otherwise;
  if constexpr (std::is_same_v<T, double>) {
    return found->is_number() ? found->template get<double>() : otherwise;
  } else if constexpr (std::is_same_v<T, bool>) {
    return found->is_boolean() ? found->template get<bool>() : otherwise;
  } else {
    return found->is_string() ? found->template get<std::string>() : otherwise;
  }
}

/// Of the columns that the JSON beside the table describes as components; other entries say nothing
/// that is used here.
std::map<std::string, NoiseComponent> read_components(const std::filesystem::path& sidecar,
                                                      const Confounds& confounds) {
  std::map<std::string, NoiseComponent> components;
  if (!std::filesystem::exists(sidecar)) return components;
  const nlohmann::json json = read_json(sidecar);
  if (!json.is_object()) return components;
  const double unknown = std::nan("");
  for (const std::string& name : confounds.names) {
    const auto entry = json.find(name);
    if (entry == json.end() || !entry->is_object()) continue;
    const std::string method = value_or<std::string>(*entry, "Method", "");
    const std::string mask = value_or<std::string>(*entry, "Mask", "");
    if (mask.empty() && method != "tCompCor") continue;
    components[name] = {
        .mask = mask,
        .cumulative_variance = value_or(*entry, "CumulativeVarianceExplained", unknown),
        .method = method.empty() ? "aCompCor" : method,
        .variance = value_or(*entry, "VarianceExplained", unknown),
        .singular_value = value_or(*entry, "SingularValue", unknown),
        .retained = value_or(*entry, "Retained", true)};
  }
  return components;
}

}  // namespace

void write_confounds(const std::filesystem::path& path,
                     const Confounds& confounds,
                     const Provenance& provenance) {
  Table table;
  for (std::size_t column = 0; column < confounds.names.size(); ++column) {
    table.add(confounds.names[column],
              to_cells(confounds.values.col(static_cast<Eigen::Index>(column))));
  }
  write_sidecar(path, to_json(confounds), provenance);
  write_tsv(path, table);
}

Confounds read_confounds(const std::filesystem::path& path) {
  const Table table = read_tsv(path);
  Confounds confounds;
  confounds.names = table.names;
  confounds.values.resize(static_cast<Eigen::Index>(table.row_count()),
                          static_cast<Eigen::Index>(table.names.size()));
  for (std::size_t column = 0; column < table.names.size(); ++column) {
    confounds.values.col(static_cast<Eigen::Index>(column)) =
        to_numbers(table.columns[column], table.names[column], path.string());
  }
  confounds.components = read_components(sidecar_path(path), confounds);
  return confounds;
}

}  // namespace rewire
