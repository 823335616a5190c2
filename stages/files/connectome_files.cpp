#include "stages/files/connectome_files.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/json.h"
#include "stages/files/matrix_tsv.h"
#include "stages/files/netcc.h"
#include "stages/files/number_table.h"
#include "stages/files/region_json.h"

namespace rewire {
namespace {

using Json = nlohmann::json;

std::vector<std::string> names_of(const Connectome& connectome) {
  std::vector<std::string> names;
  for (const RegionSignal& signal : connectome.regions) names.push_back(signal.region.name);
  return names;
}

Json relmat_json(const ConnectivityDeclaration& kind, const std::string& measure) {
  return {{"RelationshipMeasure", measure},
          {"Weighted", true},
          {"Directed", kind.symmetry == EdgeSymmetry::directed},
          {"ValidDiagonal", false},
          {"StorageFormat", "Full"},
          {"NonNegative", kind.is_signed() ? "no" : "yes"}};
}

/// One entry per reason: tens of thousands of edges may share one.
Json undefined_edges_json(const Connectome& connectome) {
  std::map<std::string, std::pair<std::vector<Eigen::Index>, std::vector<Eigen::Index>>> by_reason;
  for (const UndefinedEdge& edge : connectome.undefined_edges) {
    auto& [first, second] = by_reason[edge.reason];
    first.push_back(edge.first);
    second.push_back(edge.second);
  }
  Json json = Json::array();
  for (const auto& [reason, edges] : by_reason) {
    json.push_back({{"Reason", reason}, {"First", edges.first}, {"Second", edges.second}});
  }
  return json;
}

Json full_json(const Connectome& connectome) {
  const ConnectivityDeclaration& kind = declaration_of(connectome.kind);
  Json json = relmat_json(kind, std::string(kind.measure));
  json["ValidDiagonal"] = kind.diagonal != Diagonal::undefined;
  json["ConnectivityKind"] = kind.name;
  json["MeasureDescription"] = kind.definition;
  json["Atlas"] = connectome.atlas;
  json["NominalDegreesOfFreedom"] = connectome.nominal_degrees_of_freedom;
  json["Fit"] = connectome.fit;
  json["Regions"] = regions_to_json(connectome.regions);
  json["UndefinedEdges"] = undefined_edges_json(connectome);
  return json;
}

void write_part(const std::filesystem::path& path,
                const Connectome& connectome,
                const Eigen::MatrixXd& values,
                const Json& json,
                const Provenance& provenance) {
  write_sidecar(path, json, provenance);
  write_matrix_tsv(path, {.names = names_of(connectome), .values = values});
}

[[noreturn]] void throw_not_ours(const std::string& found, const std::string& where) {
  throw InputError({.found = "a sidecar that cannot be understood: " + found,
                    .expected = "what this program writes",
                    .where = where,
                    .remedy = "make the matrix again"});
}

Connectome read_own(const std::filesystem::path& path, const Json& json, NamedMatrix matrix) {
  const std::string where = sidecar_path(path).string();
  Connectome connectome;
  connectome.values = std::move(matrix.values);
  connectome.regions = regions_from_json(json.at("Regions"), where);
  try {
    const std::string kind = json.at("ConnectivityKind").get<std::string>();
    const auto known = parse_connectivity_kind(kind);
    if (!known) throw_not_ours("connectivity kind " + kind, where);
    connectome.kind = *known;
    connectome.atlas = json.at("Atlas").get<std::string>();
    const Json& nominal = json.at("NominalDegreesOfFreedom");  // null: unknown
    connectome.nominal_degrees_of_freedom = nominal.is_null() ? nan : nominal.get<double>();
    connectome.fit = json.at("Fit").get<std::map<std::string, double>>();
    for (const Json& edges : json.at("UndefinedEdges")) {
      const auto first = edges.at("First").get<std::vector<Eigen::Index>>();
      const auto second = edges.at("Second").get<std::vector<Eigen::Index>>();
      if (first.size() != second.size()) throw_not_ours("edges with one end", where);
      for (std::size_t k = 0; k < first.size(); ++k) {
        connectome.undefined_edges.push_back(
            {first[k], second[k], edges.at("Reason").get<std::string>()});
      }
    }
  } catch (const Json::exception& error) {
    throw_not_ours(error.what(), where);
  }
  const ConnectomeFiles files = connectome_files(path, connectome.kind);
  connectome.transformed =
      files.transformed.empty() ? connectome.values : read_matrix_tsv(files.transformed).values;
  connectome.standard_errors = read_matrix_tsv(files.standard_errors).values;
  connectome.effective_degrees_of_freedom = read_matrix_tsv(files.degrees_of_freedom).values;
  return connectome;
}

/// Regions without any number besides the diagonal are missing.
void find_missing(Connectome& connectome) {
  const Eigen::Index size = connectome.values.rows();
  for (Eigen::Index i = 0; i < size; ++i) {
    Eigen::VectorXd row = connectome.values.row(i);
    row(i) = nan;
    if (!row.array().isNaN().all() || size == 1) continue;
    connectome.regions[static_cast<std::size_t>(i)].missing_reason = "n/a in the matrix";
    connectome.values.row(i).setConstant(nan);
    connectome.values.col(i).setConstant(nan);
  }
}

void fill_transformed(Connectome& connectome) {
  const StatisticTransform transform = declaration_of(connectome.kind).transform;
  connectome.transformed = connectome.values;
  if (transform == StatisticTransform::none) return;
  const Eigen::Index size = connectome.values.rows();
  connectome.transformed.diagonal().setConstant(nan);
  for (Eigen::Index j = 0; j < size; ++j) {
    for (Eigen::Index i = 0; i < size; ++i) {
      const double value = connectome.values(i, j);
      if (i == j || std::isnan(value)) continue;
      const double transformed = transform_for_statistics(transform, value);
      connectome.transformed(i, j) = transformed;
      if (std::isnan(transformed) && i < j) {
        connectome.undefined_edges.push_back({i, j, "|r| of 1 has no Fisher z"});
      }
    }
  }
}

Connectome read_foreign(ConnectivityKind kind, NamedMatrix matrix) {
  Connectome connectome;
  connectome.kind = kind;
  connectome.regions = regions_from_names(matrix.names);
  connectome.values = std::move(matrix.values);
  find_missing(connectome);
  for (Eigen::Index i = 0; i < connectome.values.rows(); ++i) {
    if (declaration_of(kind).diagonal == Diagonal::one &&
        connectome.regions[static_cast<std::size_t>(i)].missing_reason.empty()) {
      connectome.values(i, i) = 1.0;
    }
  }
  fill_transformed(connectome);
  const Eigen::Index size = connectome.values.rows();
  connectome.standard_errors = Eigen::MatrixXd::Constant(size, size, nan);
  connectome.effective_degrees_of_freedom = connectome.standard_errors;
  connectome.nominal_degrees_of_freedom = nan;
  return connectome;
}

/// A table without names has regions region1, region2 ...
NamedMatrix read_named_matrix(const std::filesystem::path& path) {
  if (path.extension() == ".netcc") return read_netcc(path);
  if (!is_bare_number_table(path)) return read_matrix_tsv(path);
  NumberTable table = read_number_table(path);
  if (table.values.rows() != table.values.cols()) {
    throw InputError({.found = std::to_string(table.values.rows()) + " rows and " +
                               std::to_string(table.values.cols()) + " columns",
                      .expected = "a square matrix",
                      .where = path.string(),
                      .remedy = "export the matrix again"});
  }
  for (Eigen::Index i = 1; table.names.empty() || i <= table.values.cols(); ++i) {
    if (static_cast<std::size_t>(i) > table.names.size()) {
      table.names.push_back("region" + std::to_string(i));
    }
  }
  return {.names = std::move(table.names), .values = std::move(table.values)};
}

/// The value of the entity `key` ("stat-") in a file name; empty when it has none.
std::string entity_of(const std::string& name, const std::string& key) {
  const std::size_t at = name.find(key);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + key.size();
  return name.substr(begin, name.find('_', begin) - begin);
}

}  // namespace

std::vector<std::filesystem::path> ConnectomeFiles::all() const {
  std::vector<std::filesystem::path> files;
  for (const auto& file : {values, transformed, standard_errors, degrees_of_freedom}) {
    if (!file.empty()) files.insert(files.end(), {file, sidecar_path(file)});
  }
  return files;
}

ConnectomeFiles connectome_files(const std::filesystem::path& values, ConnectivityKind kind) {
  const ConnectivityLabels labels = labels_of(kind);
  const auto sibling = [&](const std::string& label) {
    if (label.empty()) return std::filesystem::path();
    std::string name = values.filename().string();
    const std::string entity = "stat-" + labels.values + "_";
    const std::size_t at = name.find(entity);
    if (at != std::string::npos) {
      name.replace(at, entity.size(), "stat-" + label + "_");
    } else {
      name = values.stem().string() + "_" + label + values.extension().string();
    }
    return values.parent_path() / name;
  };
  return {.values = values,
          .transformed = sibling(labels.transformed),
          .standard_errors = sibling(labels.standard_errors),
          .degrees_of_freedom = sibling(labels.degrees_of_freedom)};
}

std::optional<ConnectivityKind> kind_of_file(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  for (const char* key : {"stat-", "meas-", "measure-"}) {
    std::string label = entity_of(name, key);
    std::transform(label.begin(), label.end(), label.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (const auto kind = parse_connectivity_kind(label)) return kind;
  }
  return std::nullopt;
}

void write_connectome(const std::filesystem::path& values,
                      const Connectome& connectome,
                      const Provenance& provenance) {
  const ConnectivityDeclaration& kind = declaration_of(connectome.kind);
  const ConnectomeFiles files = connectome_files(values, connectome.kind);
  require_own_sidecar(values);
  const std::string statistic =
      kind.kind == ConnectivityKind::pearson_correlation
          ? "Fisher z"
          : (files.transformed.empty() ? "" : "Fisher z of ") + std::string(kind.measure);
  write_part(files.degrees_of_freedom,
             connectome,
             connectome.effective_degrees_of_freedom,
             relmat_json(kind, "Effective degrees of freedom of " + statistic),
             provenance);
  Json of_errors = relmat_json(kind, "Standard error of " + statistic);
  of_errors["MeasureDescription"] = kind.uncertainty;
  write_part(files.standard_errors, connectome, connectome.standard_errors, of_errors, provenance);
  if (!files.transformed.empty()) {
    write_part(files.transformed,
               connectome,
               connectome.transformed,
               relmat_json(kind, statistic),
               provenance);
  }
  write_part(files.values, connectome, connectome.values, full_json(connectome), provenance);
}

Connectome read_connectome(const std::filesystem::path& values) {
  NamedMatrix matrix = read_named_matrix(values);
  const std::filesystem::path sidecar = sidecar_path(values);
  const Json json = std::filesystem::exists(sidecar) ? read_json(sidecar) : Json::object();
  ConnectivityKind kind = kind_of_file(values).value_or(ConnectivityKind::pearson_correlation);
  if (kind == ConnectivityKind::fisher_z) {
    matrix.values = matrix.values.array().tanh().matrix();
    kind = ConnectivityKind::pearson_correlation;
  }
  Connectome connectome = json.contains("Regions") ? read_own(values, json, std::move(matrix))
                                                   : read_foreign(kind, std::move(matrix));
  throw_if_errors(validate(connectome, values.string()));
  return connectome;
}

}  // namespace rewire
