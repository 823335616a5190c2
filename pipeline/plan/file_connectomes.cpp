#include "pipeline/plan/file_connectomes.h"

#include <algorithm>
#include <cmath>

#include "pipeline/plan/region_names.h"
#include "stages/connectivity/connect.h"
#include "stages/core/error.h"
#include "stages/core/not_a_number.h"

namespace rewire {

using Eigen::Index;

namespace {

std::vector<RegionSignal> signals_of(const FileLayout& layout) {
  std::vector<RegionSignal> signals;
  for (const Index i : layout.kept) {
    signals.push_back({.region = layout.regions[static_cast<std::size_t>(i)],
                       .voxel_count = 0,
                       .coverage = nan,
                       .tsnr = nan,
                       .missing_reason = {}});
  }
  return signals;
}

[[noreturn]] void throw_shape(const std::string& found, const std::string& expected) {
  throw InputError({.found = found,
                    .expected = expected,
                    .where = {},
                    .remedy = "make the file again like the others"});
}

}  // namespace

bool is_matrix(const DataParams& data, const NumberTable& table) {
  if (data.content != FileContent::auto_detect) return data.content == FileContent::matrices;
  if (table.values.rows() != table.values.cols()) return false;
  const Eigen::MatrixXd difference = table.values - table.values.transpose();
  return (difference.array().abs() < 1e-6 || difference.array().isNaN()).all();
}

FileLayout layout_of(const DataParams& data,
                     const std::filesystem::path& directory,
                     const NumberTable& first,
                     std::vector<Problem>& problems) {
  const bool regions_in_rows = !is_matrix(data, first) && data.rows_are == RowsAre::regions;
  const auto count =
      static_cast<std::size_t>(regions_in_rows ? first.values.rows() : first.values.cols());
  FileLayout layout;
  layout.atlas = data.atlas == "none" ? "" : data.atlas;
  layout.regions = regions_of_files(
      data, directory, regions_in_rows ? std::vector<std::string>{} : first.names, count, problems);
  if (layout.regions.size() != count) layout.regions.clear();
  for (std::size_t i = 0; i < layout.regions.size(); ++i) {
    const auto& out = data.leave_out_regions;
    if (std::find(out.begin(), out.end(), layout.regions[i].name) == out.end()) {
      layout.kept.push_back(static_cast<Index>(i));
    }
  }
  return layout;
}

Connectome of_series(const DataParams& data, const FileLayout& layout, Eigen::MatrixXd values) {
  if (data.rows_are == RowsAre::regions) values.transposeInPlace();
  if (values.cols() != static_cast<Index>(layout.regions.size())) {
    throw_shape(std::to_string(values.cols()) + " regions",
                std::to_string(layout.regions.size()) + " as in the first file");
  }
  RegionSeries series;
  series.atlas = layout.atlas;
  series.regions = signals_of(layout);
  series.values = values(Eigen::all, layout.kept);
  series.kept.assign(static_cast<std::size_t>(values.rows()), 1);
  series.repetition_time_s = data.repetition_time_s.value_or(1.0);
  for (std::size_t i = 0; i < series.regions.size(); ++i) {
    auto column = series.values.col(static_cast<Index>(i));
    if (column.array().isFinite().all()) continue;
    column.setConstant(nan);
    series.regions[i].missing_reason = "values in the file that are no numbers";
  }
  throw_if_errors(validate(series, ""));
  throw_if_errors(check_connect(series, {}));
  return connect(series, {});
}

Connectome of_matrix(const DataParams& data,
                     const FileLayout& layout,
                     const Eigen::MatrixXd& whole) {
  const auto count = static_cast<Index>(layout.regions.size());
  if (whole.rows() != count || whole.cols() != count) {
    throw_shape(std::to_string(whole.rows()) + " x " + std::to_string(whole.cols()) + " numbers",
                std::to_string(count) + " regions as in the first file");
  }
  Connectome connectome;
  connectome.atlas = layout.atlas;
  connectome.regions = signals_of(layout);
  const Eigen::MatrixXd values = whole(layout.kept, layout.kept);
  connectome.transformed.setConstant(values.rows(), values.cols(), nan);
  connectome.nominal_degrees_of_freedom = nan;
  for (Index j = 0; j < values.cols(); ++j) {
    for (Index i = 0; i < j; ++i) {
      const double a = values(i, j);
      if (std::abs(a - values(j, i)) > 1e-6 || std::isnan(a) != std::isnan(values(j, i))) {
        throw_shape("a matrix that is not symmetric", "the same number for A--B and B--A");
      }
      if (data.measure == MatrixMeasure::pearson_correlation && std::abs(a) > 1.0 + 1e-9) {
        throw_shape("a correlation of more than 1", "r, or measure = \"fisher_z\"");
      }
      const bool is_z = data.measure == MatrixMeasure::fisher_z;
      const double z = is_z ? a : std::abs(a) < 1.0 ? std::atanh(a) : nan;
      connectome.transformed(i, j) = connectome.transformed(j, i) = z;
    }
  }
  return connectome;
}

}  // namespace rewire
