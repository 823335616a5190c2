#include "stages/files/connectome_hdf5.h"

#include "stages/core/error.h"
#include "stages/files/hdf5_parts.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr std::string_view schema = "rewire-connectome";
constexpr std::int64_t schema_version = 1;

struct MatrixPart {
  const char* name;
  Eigen::MatrixXd Connectome::*matrix;
  bool has_sign;  ///< exchanging regions may change it
};
constexpr MatrixPart parts[] = {
    {"values", &Connectome::values, true},
    {"transformed", &Connectome::transformed, true},
    {"standard_errors", &Connectome::standard_errors, false},
    {"effective_degrees_of_freedom", &Connectome::effective_degrees_of_freedom, false}};

void put_triangle(Hdf5Writer& file,
                  const std::string& name,
                  const Eigen::MatrixXd& matrix,
                  bool is_directed) {
  if (is_directed) {
    file.matrix(name, matrix);
    return;
  }
  std::vector<double> upper;
  for (Index i = 0; i < matrix.rows(); ++i) {
    for (Index j = i + 1; j < matrix.cols(); ++j) upper.push_back(matrix(i, j));
  }
  file.numbers(name, upper);
  const Eigen::VectorXd diagonal = matrix.diagonal();
  file.numbers(name + "_diagonal", {diagonal.begin(), diagonal.end()});
}

Eigen::MatrixXd get_triangle(const Hdf5Reader& file,
                             const std::string& name,
                             Index regions,
                             bool is_even) {
  const std::vector<double> upper = file.numbers(name);
  const std::vector<double> diagonal = file.numbers(name + "_diagonal");
  if (diagonal.size() != static_cast<std::size_t>(regions) ||
      upper.size() != static_cast<std::size_t>(regions * (regions - 1) / 2)) {
    throw_hdf5_mismatch(name);
  }
  Eigen::MatrixXd matrix(regions, regions);
  std::size_t edge = 0;
  for (Index i = 0; i < regions; ++i) {
    matrix(i, i) = diagonal[static_cast<std::size_t>(i)];
    for (Index j = i + 1; j < regions; ++j) {
      matrix(i, j) = upper[edge];
      // The negative of 0 is 0 here, as in a matrix that was never negated.
      matrix(j, i) = is_even ? upper[edge] : 0.0 - upper[edge];
      ++edge;
    }
  }
  return matrix;
}

std::string_view name_of(EdgeSymmetry symmetry) {
  if (symmetry == EdgeSymmetry::directed) return "directed";
  return symmetry == EdgeSymmetry::symmetric ? "symmetric" : "antisymmetric";
}

Eigen::MatrixXd get_full(const Hdf5Reader& file, const std::string& name, Index regions) {
  Eigen::MatrixXd matrix = file.matrix(name);
  if (matrix.rows() != regions || matrix.cols() != regions) throw_hdf5_mismatch(name);
  return matrix;
}

}  // namespace

void write_connectome_hdf5(const std::filesystem::path& path,
                           const Connectome& connectome,
                           const Provenance& provenance) {
  const ConnectivityDeclaration& kind = declaration_of(connectome.kind);
  Hdf5Writer file(path, schema, schema_version);
  put_regions(file, "connectome/regions", connectome.regions);
  file.attribute("connectome", "kind", kind.stat);
  file.attribute("connectome", "measure", kind.measure);
  file.attribute("connectome", "symmetry", name_of(kind.symmetry));
  file.attribute("connectome", "atlas", connectome.atlas);
  file.attribute("connectome", "nominal_degrees_of_freedom", connectome.nominal_degrees_of_freedom);
  for (const MatrixPart& part : parts) {
    put_triangle(file,
                 std::string("connectome/") + part.name,
                 connectome.*part.matrix,
                 kind.symmetry == EdgeSymmetry::directed);
  }
  put_fit(file, "connectome", connectome.fit);
  Hdf5TableWriter<UndefinedEdge> undefined(
      file, "connectome/undefined_edges", connectome.undefined_edges);
  undefined.integer("first", &UndefinedEdge::first);
  undefined.integer("second", &UndefinedEdge::second);
  undefined.text("reason", &UndefinedEdge::reason);
  put_provenance(file, provenance);
  file.commit();
}

Connectome read_connectome_hdf5(const std::filesystem::path& path) {
  const Hdf5Reader file(path, schema, schema_version);
  Connectome connectome;
  connectome.regions = get_regions(file, "connectome/regions");
  const auto kind = parse_connectivity_kind(file.text_attribute("connectome", "kind"));
  if (!kind) throw_hdf5_mismatch("connectome/kind");
  connectome.kind = *kind;
  connectome.atlas = file.text_attribute("connectome", "atlas");
  connectome.nominal_degrees_of_freedom =
      file.number_attribute("connectome", "nominal_degrees_of_freedom");
  const bool is_even = declaration_of(*kind).symmetry == EdgeSymmetry::symmetric;
  const auto regions = static_cast<Index>(connectome.regions.size());
  for (const MatrixPart& part : parts) {
    const std::string name = std::string("connectome/") + part.name;
    connectome.*part.matrix = declaration_of(*kind).symmetry == EdgeSymmetry::directed
                                  ? get_full(file, name, regions)
                                  : get_triangle(file, name, regions, is_even || !part.has_sign);
  }
  connectome.fit = get_fit(file, "connectome");
  Hdf5TableReader<UndefinedEdge> undefined(file, "connectome/undefined_edges");
  undefined.integer("first", [](UndefinedEdge& row, std::int64_t i) { row.first = i; });
  undefined.integer("second", [](UndefinedEdge& row, std::int64_t i) { row.second = i; });
  undefined.text("reason", [](UndefinedEdge& row, const std::string& text) { row.reason = text; });
  connectome.undefined_edges = undefined.take();
  throw_if_errors(validate(connectome, path.string()));
  return connectome;
}

}  // namespace rewire
