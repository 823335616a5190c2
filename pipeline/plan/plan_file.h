#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "stages/compare/planned/plan.h"
#include "stages/files/rows_are.h"

namespace rewire {

enum class FileContent { auto_detect, matrices, timeseries };
enum class MatrixMeasure { pearson_correlation, fisher_z };

/// [data]: where the numbers lie. It decides nothing, and the digest of the plan is not of it.
struct DataParams {
  std::string participants = "participants.tsv";
  std::string sessions = "none";
  std::string files;
  FileContent content = FileContent::auto_detect;
  MatrixMeasure measure = MatrixMeasure::pearson_correlation;
  RowsAre rows_are = RowsAre::volumes;
  std::optional<double> repetition_time_s;
  std::string regions = "none";
  std::string atlas = "none";
  std::vector<std::string> leave_out_regions;
  std::vector<std::string> tables;
  std::vector<std::string> alternatives;
};

void fields(FieldVisitor& visitor, DataParams& data);

struct PlanFile {
  std::filesystem::path path;
  PlanParams plan;
  DataParams data;
};

/// Sessions come with their "ses-", whether written or not. Throws ConfigError with everything in
/// the file that is no plan.
PlanFile read_plan(const std::filesystem::path& path);

/// plan.toml with every parameter, its default and its explanation.
std::string plan_template();

}  // namespace rewire
