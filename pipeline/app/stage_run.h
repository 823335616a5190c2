#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/app/version.h"
#include "stages/core/digest.h"
#include "stages/core/error.h"
#include "stages/core/field_text.h"
#include "stages/core/log.h"
#include "stages/core/stage.h"
#include "stages/data/provenance.h"

namespace rewire::app {

/// What one stage gave on its own, with where it comes from.
template <class T>
struct StageResult {
  T value;
  Provenance provenance;
};

/// Program, stage and parameters; no key and no sources.
template <class Out, class Params, class... In>
Provenance provenance_for(const Stage<Out, Params, In...>& stage, const Params& params) {
  Provenance provenance{.program_version = std::string(program_version),
                        .stage = std::string(stage.name),
                        .stage_version = stage.version,
                        .key = {},
                        .parameters = {},
                        .sources = {}};
  for (const FieldInfo& field : list_fields(params)) {
    provenance.parameters.emplace_back(field.name, value_text(field));
  }
  return provenance;
}

/// Checks, runs and validates one stage outside a graph; warnings are logged.
template <class Out, class Params, class... In>
StageResult<Out> run_stage(const Stage<Out, Params, In...>& stage,
                           Params params,
                           const std::type_identity_t<In>&... inputs) {
  return in_context(std::string(stage.name), [&] {
    const std::vector<Problem> problems = stage.check(inputs..., params);
    for (const Problem& problem : problems) {
      if (problem.severity == Severity::warning) log::warning(to_text(problem));
    }
    throw_if_errors(problems);
    StageResult<Out> result{.value = stage.run(inputs..., params), .provenance = {}};
    throw_if_errors(validate(result.value, std::string(stage.name)));
    Digester key;
    key.text(program_version).text(stage.name).integer(stage.version);
    (add_content(key, inputs), ...);
    result.provenance = provenance_for(stage, params);
    for (const auto& [name, value] : result.provenance.parameters) key.text(name).text(value);
    result.provenance.key = to_text(key.finish());
    if constexpr (requires { result.value.warnings; }) {
      for (const Problem& problem : result.value.warnings) log::warning(to_text(problem));
    }
    return result;
  });
}

/// The result's provenance with the files that it was made from (names only).
template <class T>
Provenance provenance_of(const StageResult<T>& result, const std::vector<std::string>& files) {
  Provenance provenance = result.provenance;
  for (const std::string& file : files) {
    provenance.sources.push_back(std::filesystem::path(file).filename().string());
  }
  return provenance;
}

}  // namespace rewire::app
