#include "stages/files/connectome_files.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "stages/core/error.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/json.h"
#include "stages/files/matrix_tsv.h"
#include "stages/files/region_json.h"

namespace rewire {
namespace {

using Json = nlohmann::json;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> names_of(const Connectome& connectome) {
  std::vector<std::string> names;
  for (const RegionSignal& signal : connectome.regions) names.push_back(signal.region.name);
  return names;
}

Json relmat_json(const std::string& measure) {
  return {{"RelationshipMeasure", measure},
          {"Weighted", true},
          {"Directed", false},
          {"ValidDiagonal", measure == "Pearson correlation"},
          {"StorageFormat", "Full"},
          {"NonNegative", "no"}};
}

Json full_json(const Connectome& connectome) {
  Json json = relmat_json("Pearson correlation");
  json["Atlas"] = connectome.atlas;
  json["EffectiveDegreesOfFreedom"] = connectome.effective_degrees_of_freedom;
  json["Regions"] = regions_to_json(connectome.regions);
  json["UndefinedEdges"] = Json::array();
  for (const UndefinedEdge& edge : connectome.undefined_edges) {
    json["UndefinedEdges"].push_back(
        {{"First", edge.first}, {"Second", edge.second}, {"Reason", edge.reason}});
  }
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

Connectome read_own(const ConnectomeFiles& files, const Json& json, NamedMatrix r) {
  const std::string where = sidecar_path(files.r).string();
  Connectome connectome;
  connectome.values = std::move(r.values);
  connectome.regions = regions_from_json(json.at("Regions"), where);
  connectome.fisher_z = read_matrix_tsv(files.fisher_z).values;
  connectome.standard_errors = read_matrix_tsv(files.standard_errors).values;
  try {
    connectome.atlas = json.at("Atlas").get<std::string>();
    connectome.effective_degrees_of_freedom = json.at("EffectiveDegreesOfFreedom").get<double>();
    for (const Json& edge : json.at("UndefinedEdges")) {
      connectome.undefined_edges.push_back({edge.at("First").get<Eigen::Index>(),
                                            edge.at("Second").get<Eigen::Index>(),
                                            edge.at("Reason").get<std::string>()});
    }
  } catch (const Json::exception& error) {
    throw InputError({.found = std::string("a sidecar that cannot be understood: ") + error.what(),
                      .expected = "what this program writes",
                      .where = where,
                      .remedy = "make the matrix again"});
  }
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

void fill_fisher_z(Connectome& connectome) {
  const Eigen::Index size = connectome.values.rows();
  connectome.fisher_z.setConstant(size, size, nan);
  for (Eigen::Index j = 0; j < size; ++j) {
    for (Eigen::Index i = 0; i < j; ++i) {
      const double r = connectome.values(i, j);
      if (std::abs(r) < 1.0) {
        connectome.fisher_z(i, j) = connectome.fisher_z(j, i) = std::atanh(r);
      } else if (!std::isnan(r)) {
        connectome.undefined_edges.push_back({i, j, "|r| of 1 has no Fisher z"});
      }
    }
  }
}

Connectome read_foreign(NamedMatrix r) {
  Connectome connectome;
  connectome.regions = regions_from_names(r.names);
  connectome.values = std::move(r.values);
  for (Eigen::Index i = 0; i < connectome.values.rows(); ++i) {
    if (!std::isnan(connectome.values(i, i))) connectome.values(i, i) = 1.0;
  }
  find_missing(connectome);
  for (Eigen::Index i = 0; i < connectome.values.rows(); ++i) {
    if (connectome.regions[static_cast<std::size_t>(i)].missing_reason.empty()) {
      connectome.values(i, i) = 1.0;
    }
  }
  fill_fisher_z(connectome);
  connectome.standard_errors =
      Eigen::MatrixXd::Constant(connectome.values.rows(), connectome.values.cols(), nan);
  connectome.effective_degrees_of_freedom = nan;
  return connectome;
}

}  // namespace

ConnectomeFiles connectome_files(const std::filesystem::path& r) {
  const auto sibling = [&](const std::string& measure) {
    std::string name = r.filename().string();
    const std::string entity = "stat-pearsoncorrelation";
    const std::size_t at = name.find(entity);
    if (at != std::string::npos) {
      name.replace(at, entity.size(), "stat-" + measure);
    } else {
      name = r.stem().string() + "_" + measure + r.extension().string();
    }
    return r.parent_path() / name;
  };
  return {.r = r, .fisher_z = sibling("fisherz"), .standard_errors = sibling("fisherzse")};
}

void write_connectome(const std::filesystem::path& r,
                      const Connectome& connectome,
                      const Provenance& provenance) {
  const ConnectomeFiles files = connectome_files(r);
  write_part(files.standard_errors,
             connectome,
             connectome.standard_errors,
             relmat_json("Standard error of Fisher z"),
             provenance);
  write_part(files.fisher_z, connectome, connectome.fisher_z, relmat_json("Fisher z"), provenance);
  write_part(files.r, connectome, connectome.values, full_json(connectome), provenance);
}

Connectome read_connectome(const std::filesystem::path& r) {
  NamedMatrix matrix = read_matrix_tsv(r);
  if (r.filename().string().find("stat-fisherz_") != std::string::npos) {
    matrix.values = matrix.values.array().tanh().matrix();
  }
  const std::filesystem::path sidecar = sidecar_path(r);
  const Json json = std::filesystem::exists(sidecar) ? read_json(sidecar) : Json::object();
  Connectome connectome = json.contains("Regions")
                              ? read_own(connectome_files(r), json, std::move(matrix))
                              : read_foreign(std::move(matrix));
  throw_if_errors(validate(connectome, r.string()));
  return connectome;
}

}  // namespace rewire
