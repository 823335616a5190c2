#include "stages/data/field_measurement.h"

#include <cmath>
#include <optional>

#include "stages/core/content.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

struct Direction {
  int axis;
  int polarity;
};

/// "i", "j", "k", with "-" against the index.
std::optional<Direction> parse_direction(const std::string& text) {
  const std::size_t axis = text.empty() ? std::string::npos : std::string("ijk").find(text[0]);
  const bool against = text.size() == 2 && text[1] == '-';
  if (axis == std::string::npos || (text.size() != 1 && !against)) return std::nullopt;
  return Direction{static_cast<int>(axis), against ? -1 : 1};
}

/// Half a line more or less is a matter of definition; anything beyond is a mistake.
constexpr double most_disagreement = 0.05;

std::size_t image_count(FieldMeasurementKind kind) {
  switch (kind) {
    case FieldMeasurementKind::none:
      return 0;
    case FieldMeasurementKind::phase_difference:
    case FieldMeasurementKind::field:
      return 1;
    case FieldMeasurementKind::opposed_pair:
      return 2;
  }
  return 0;
}

void require_pair(Requirements& requirements, const FieldMeasurement& field) {
  const bool two = field.encodings.size() == 2;
  requirements.require(
      two, std::to_string(field.encodings.size()) + " phase encodings", "one for each image");
  if (!two) return;
  const PhaseEncoding& a = field.encodings[0];
  const PhaseEncoding& b = field.encodings[1];
  requirements.require(a.is_known() && b.is_known(),
                       "a pair whose phase encoding is not known",
                       "PhaseEncodingDirection and TotalReadoutTime of both images");
  if (!a.is_known() || !b.is_known()) return;
  requirements.require(a.axis == b.axis && a.voxels_per_hertz() != b.voxels_per_hertz(),
                       "a pair of images with the same phase encoding, or along different axes",
                       "one axis in opposite directions");
}

}  // namespace

PhaseEncoding phase_encoding(const ReadoutFacts& facts,
                             const Grid& grid,
                             const std::string& where,
                             std::vector<Problem>& problems) {
  PhaseEncoding encoding;
  Requirements requirements(where, "mend the JSON sidecar");
  const std::optional<Direction> direction = parse_direction(facts.direction);
  requirements.prefer(direction.has_value() || facts.direction.empty(),
                      "the PhaseEncodingDirection '" + facts.direction + "'",
                      "i, j, k, i-, j- or k-");
  if (direction) {
    encoding.axis = direction->axis;
    encoding.polarity = direction->polarity;
    const int lines =
        facts.lines > 1 ? facts.lines : grid.dims[static_cast<std::size_t>(direction->axis)];
    const double by_spacing_s = facts.effective_echo_spacing_s * lines;
    const double by_total_s = lines > 1 ? facts.total_readout_s * lines / (lines - 1.0) : 0.0;
    const bool both = by_spacing_s > 0.0 && by_total_s > 0.0;
    requirements.prefer(!both || std::abs(by_spacing_s / by_total_s - 1.0) <= most_disagreement,
                        "a TotalReadoutTime of " + format_number(facts.total_readout_s) +
                            " s beside an EffectiveEchoSpacing of " +
                            format_number(facts.effective_echo_spacing_s) + " s for " +
                            std::to_string(lines) + " lines",
                        "the spacing times the lines less one; the total readout time is taken");
    encoding.readout_s = by_total_s > 0.0 ? by_total_s : by_spacing_s;
  }
  append(problems, requirements.take());
  return encoding;
}

std::vector<Problem> validate(const FieldMeasurement& field, const std::string& where) {
  Requirements requirements(where, "look at the images of the fmap directory and their sidecars");
  requirements.require(field.images.size() == image_count(field.kind),
                       std::to_string(field.images.size()) + " images",
                       std::to_string(image_count(field.kind)) + " for this kind of field map");
  for (const Volume& image : field.images) {
    requirements.add(validate(image, where));
    requirements.require(same_grid(image.grid, field.images.front().grid),
                         "an image of " + describe(image.grid),
                         "the grid of the other, " + describe(field.images.front().grid));
  }
  if (!field.magnitude.values.empty()) {
    requirements.add(validate(field.magnitude, where + " (magnitude)"));
    requirements.require(
        !field.images.empty() && same_grid(field.magnitude.grid, field.images.front().grid),
        "a magnitude image of " + describe(field.magnitude.grid),
        "the grid of the field map");
  }
  if (field.kind == FieldMeasurementKind::phase_difference) {
    requirements.require(
        std::isfinite(field.echo_difference_s) && field.echo_difference_s != 0.0,
        "echo times that differ by " + format_number(field.echo_difference_s) + " s",
        "EchoTime1 and EchoTime2 of two different echoes");
  }
  if (field.kind == FieldMeasurementKind::opposed_pair) require_pair(requirements, field);
  return requirements.take();
}

void add_content(Digester& digester, const PhaseEncoding& encoding) {
  add_content(digester, encoding.axis);
  add_content(digester, encoding.polarity);
  add_content(digester, encoding.readout_s);
}

void add_content(Digester& digester, const FieldMeasurement& field) {
  add_content(digester, field.kind);
  add_content(digester, field.scan);
  add_content(digester, field.images);
  add_content(digester, field.encodings);
  add_content(digester, !field.magnitude.values.empty());
  if (!field.magnitude.values.empty()) add_content(digester, field.magnitude);
  add_content(digester, field.echo_difference_s);
}

}  // namespace rewire
