#include "stages/files/hdf5_parts.h"

#include "stages/core/error.h"

namespace rewire {
namespace {

const std::string provenance_group = "provenance";

template <class Value>
Value known(std::optional<Value> value, const std::string& name) {
  if (!value) throw_hdf5_mismatch(name);
  return *value;
}

}  // namespace

void throw_hdf5_mismatch(const std::string& name) {
  throw InputError(Problem{.found = name + " that does not fit what lies beside it",
                           .expected = "columns of one length and known names",
                           .where = "HDF5 file",
                           .remedy = "run the analysis again to make this file anew"});
}

void put_provenance(Hdf5Writer& file, const Provenance& provenance) {
  file.attribute(provenance_group, "program_version", provenance.program_version);
  file.attribute(provenance_group, "stage", provenance.stage);
  file.attribute(
      provenance_group, "stage_version", static_cast<std::int64_t>(provenance.stage_version));
  file.attribute(provenance_group, "key", provenance.key);
  using Parameter = std::pair<std::string, std::string>;
  Hdf5TableWriter<Parameter> parameters(
      file, provenance_group + "/parameters", provenance.parameters);
  parameters.text("name", &Parameter::first);
  parameters.text("value", &Parameter::second);
  file.texts(provenance_group + "/sources", provenance.sources);
}

Provenance get_provenance(const Hdf5Reader& file) {
  Provenance provenance;
  provenance.program_version = file.text_attribute(provenance_group, "program_version");
  provenance.stage = file.text_attribute(provenance_group, "stage");
  provenance.stage_version =
      static_cast<int>(file.integer_attribute(provenance_group, "stage_version"));
  provenance.key = file.text_attribute(provenance_group, "key");
  using Parameter = std::pair<std::string, std::string>;
  Hdf5TableReader<Parameter> parameters(file, provenance_group + "/parameters");
  parameters.text("name", [](Parameter& row, const std::string& text) { row.first = text; });
  parameters.text("value", [](Parameter& row, const std::string& text) { row.second = text; });
  provenance.parameters = parameters.take();
  provenance.sources = file.texts(provenance_group + "/sources");
  return provenance;
}

void put_regions(Hdf5Writer& file,
                 const std::string& group,
                 const std::vector<RegionSignal>& regions) {
  Hdf5TableWriter<RegionSignal> table(file, group, regions);
  const auto of_region = [](auto member) {
    return [member](const RegionSignal& signal) { return std::invoke(member, signal.region); };
  };
  table.text("name", of_region(&Region::name));
  table.integer("label", of_region(&Region::label));
  table.text("structure", of_region([](const Region& r) { return to_text(r.structure); }));
  table.text("prefrontal_area",
             of_region([](const Region& r) { return to_text(r.prefrontal_area); }));
  table.text("hemisphere", of_region([](const Region& r) { return to_text(r.hemisphere); }));
  table.text("network", of_region(&Region::network));
  table.text("homologue", of_region(&Region::homologue));
  table.integer("voxel_count", &RegionSignal::voxel_count);
  table.number("coverage", &RegionSignal::coverage);
  table.number("tsnr", &RegionSignal::tsnr);
  table.text("missing_reason", &RegionSignal::missing_reason);
}

std::vector<RegionSignal> get_regions(const Hdf5Reader& file, const std::string& group) {
  Hdf5TableReader<RegionSignal> table(file, group);
  using Row = RegionSignal;
  using Text = std::string;
  table.text("name", [](Row& row, const Text& text) { row.region.name = text; });
  table.integer("label", [](Row& row, std::int64_t label) {
    row.region.label = static_cast<std::int32_t>(label);
  });
  table.text("structure", [](Row& row, const Text& text) {
    row.region.structure = known(parse_structure(text), "structure " + text);
  });
  table.text("prefrontal_area", [](Row& row, const Text& text) {
    row.region.prefrontal_area = known(parse_prefrontal_area(text), "prefrontal area " + text);
  });
  table.text("hemisphere", [](Row& row, const Text& text) {
    row.region.hemisphere = known(parse_hemisphere(text), "hemisphere " + text);
  });
  table.text("network", [](Row& row, const Text& text) { row.region.network = text; });
  table.text("homologue", [](Row& row, const Text& text) { row.region.homologue = text; });
  table.integer("voxel_count", [](Row& row, std::int64_t count) {
    row.voxel_count = static_cast<std::size_t>(count);
  });
  table.number("coverage", [](Row& row, double value) { row.coverage = value; });
  table.number("tsnr", [](Row& row, double value) { row.tsnr = value; });
  table.text("missing_reason", [](Row& row, const Text& text) { row.missing_reason = text; });
  return table.take();
}

void put_fit(Hdf5Writer& file, const std::string& group, const std::map<std::string, double>& fit) {
  std::vector<std::string> names;
  std::vector<double> numbers;
  for (const auto& [name, number] : fit) {
    names.push_back(name);
    numbers.push_back(number);
  }
  file.texts(group + "/fit/names", names);
  file.numbers(group + "/fit/values", numbers);
}

std::map<std::string, double> get_fit(const Hdf5Reader& file, const std::string& group) {
  const std::vector<std::string> names = file.texts(group + "/fit/names");
  const std::vector<double> numbers = file.numbers(group + "/fit/values");
  if (names.size() != numbers.size()) throw_hdf5_mismatch(group + "/fit");
  std::map<std::string, double> fit;
  for (std::size_t i = 0; i < names.size(); ++i) fit[names[i]] = numbers[i];
  return fit;
}

}  // namespace rewire
