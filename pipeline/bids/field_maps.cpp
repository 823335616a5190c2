#include "pipeline/bids/field_maps.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "pipeline/bids/inheritance.h"

namespace rewire {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 8> suffixes{
    "epi", "fieldmap", "phasediff", "phase1", "phase2", "magnitude", "magnitude1", "magnitude2"};

/// A text, or each text of a list.
std::vector<std::string> texts_of(const Json& sidecar, const char* key) {
  std::vector<std::string> texts;
  const auto found = sidecar.find(key);
  if (found == sidecar.end()) return texts;
  if (found->is_string()) texts.push_back(found->get<std::string>());
  if (found->is_array()) {
    for (const Json& element : *found) {
      if (element.is_string()) texts.push_back(element.get<std::string>());
    }
  }
  return texts;
}

bool is_image(const NamedFile& file) {
  return file.datatype == "fmap" && !file.is_broken_link &&
         (file.name.extension == ".nii.gz" || file.name.extension == ".nii");
}

/// An image of a field map with what its sidecars say.
struct Candidate {
  const NamedFile* file;
  FieldMapImage image;
  Json sidecar;
};

class FieldMapSearch {
 public:
  FieldMapSearch(const NamedFile& scan,
                 const FieldMapPlaces& places,
                 SidecarCache& cache,
                 std::vector<Problem>& problems)
      : scan_(scan), places_(places), cache_(cache), problems_(problems) {}

  std::optional<FieldMapFiles> find(const std::vector<std::string>& field_sources) {
    collect();
    if (candidates_.empty()) return std::nullopt;
    std::erase_if(candidates_, [&](const Candidate& candidate) {
      return !(field_sources.empty() ? is_intended(candidate)
                                     : is_source(candidate, field_sources));
    });
    if (candidates_.empty()) {
      warn("images in the fmap directory, none of which is meant for this scan",
           "IntendedFor in their sidecars, or B0FieldIdentifier and B0FieldSource");
      return std::nullopt;
    }
    if (auto pair = find_pair()) return pair;
    if (auto field = find_single("fieldmap", FieldMeasurementKind::field)) return field;
    if (auto phase = find_single("phasediff", FieldMeasurementKind::phase_difference)) return phase;
    if (auto phases = find_phases()) return phases;
    warn("a field map of which a part is missing",
         "two epi of opposite directions, a fieldmap, a phasediff, or phase1 and phase2");
    return std::nullopt;
  }

 private:
  void warn(std::string found, std::string expected) {
    problems_.push_back({.found = std::move(found),
                         .expected = std::move(expected),
                         .where = scan_.path.string(),
                         .remedy = "complete the fmap directory; distortion.source says what to "
                                   "do without one",
                         .severity = Severity::warning});
  }

  void collect() {
    for (const NamedFile& file : places_.participant.files) {
      const bool names_field = file.name.suffix == "epi" || file.name.suffix == "fieldmap" ||
                               file.name.suffix.starts_with("phase");
      if (!is_image(file) || file.session != scan_.session || !names_field) continue;
      if (!is_field_map_suffix(file.name.suffix)) continue;
      Candidate candidate{
          .file = &file, .image = {.path = file.path, .sidecars = {}}, .sidecar = {}};
      candidate.image.sidecars = inherited_files(
          file, places_.root_files, places_.participant.files, file.name.suffix, ".json");
      candidate.sidecar =
          merge_sidecars(candidate.image.sidecars, cache_, file.path.string(), problems_);
      candidates_.push_back(std::move(candidate));
    }
  }

  /// "bids::sub-01/ses-1/func/x", or from the participant's directory, "ses-1/func/x".
  bool is_intended(const Candidate& candidate) const {
    namespace fs = std::filesystem;
    const std::vector<std::string> intended = texts_of(candidate.sidecar, "IntendedFor");
    return std::any_of(intended.begin(), intended.end(), [&](const std::string& text) {
      const std::size_t scheme = text.find("::");
      const fs::path& participant = places_.participant_directory;
      const fs::path file = scheme == std::string::npos
                                ? participant / text
                                : participant.parent_path() / text.substr(scheme + 2);
      return file.lexically_normal() == scan_.path.lexically_normal();
    });
  }

  static bool is_source(const Candidate& candidate, const std::vector<std::string>& sources) {
    const std::vector<std::string> names = texts_of(candidate.sidecar, "B0FieldIdentifier");
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return std::find(sources.begin(), sources.end(), name) != sources.end();
    });
  }

  static std::string direction_of(const Candidate& candidate) {
    const auto texts = texts_of(candidate.sidecar, "PhaseEncodingDirection");
    return texts.empty() ? std::string() : texts.front();
  }

  std::optional<FieldMapFiles> find_pair() const {
    for (const Candidate& first : candidates_) {
      for (const Candidate& second : candidates_) {
        if (&second <= &first || !is_epi(first) || !is_epi(second)) continue;
        const std::string a = direction_of(first);
        const std::string b = direction_of(second);
        if (a.empty() || b.empty() || a == b || a.front() != b.front()) continue;
        return FieldMapFiles{.kind = FieldMeasurementKind::opposed_pair,
                             .images = {first.image, second.image},
                             .magnitude = {}};
      }
    }
    return std::nullopt;
  }

  static bool is_epi(const Candidate& candidate) { return candidate.file->name.suffix == "epi"; }

  const Candidate* with_suffix(std::string_view suffix, const Candidate* like = nullptr) const {
    const auto found =
        std::find_if(candidates_.begin(), candidates_.end(), [&](const Candidate& candidate) {
          return candidate.file->name.suffix == suffix &&
                 (like == nullptr || candidate.file->name.entities == like->file->name.entities);
        });
    return found == candidates_.end() ? nullptr : &*found;
  }

  /// The magnitude image with the entities of `image`.
  std::filesystem::path magnitude_of(const Candidate& image) const {
    for (const char* suffix : {"magnitude", "magnitude1", "magnitude2"}) {
      for (const NamedFile& file : places_.participant.files) {
        if (is_image(file) && file.session == image.file->session && file.name.suffix == suffix &&
            file.name.entities == image.file->name.entities) {
          return file.path;
        }
      }
    }
    return {};
  }

  std::optional<FieldMapFiles> find_single(std::string_view suffix,
                                           FieldMeasurementKind kind) const {
    const Candidate* image = with_suffix(suffix);
    if (image == nullptr) return std::nullopt;
    return FieldMapFiles{.kind = kind, .images = {image->image}, .magnitude = magnitude_of(*image)};
  }

  std::optional<FieldMapFiles> find_phases() const {
    const Candidate* first = with_suffix("phase1");
    if (first == nullptr) return std::nullopt;
    const Candidate* second = with_suffix("phase2", first);
    if (second == nullptr) return std::nullopt;
    return FieldMapFiles{.kind = FieldMeasurementKind::phase_difference,
                         .images = {first->image, second->image},
                         .magnitude = magnitude_of(*first)};
  }

  const NamedFile& scan_;
  const FieldMapPlaces& places_;
  SidecarCache& cache_;
  std::vector<Problem>& problems_;
  std::vector<Candidate> candidates_;
};

}  // namespace

bool is_field_map_suffix(std::string_view suffix) {
  return std::find(suffixes.begin(), suffixes.end(), suffix) != suffixes.end();
}

std::optional<FieldMapFiles> find_field_map(const NamedFile& scan,
                                            std::span<const std::filesystem::path> scan_sidecars,
                                            const FieldMapPlaces& places,
                                            SidecarCache& cache,
                                            std::vector<Problem>& problems) {
  std::vector<Problem> known;
  const Json sidecar = merge_sidecars(scan_sidecars, cache, scan.path.string(), known);
  return FieldMapSearch(scan, places, cache, problems).find(texts_of(sidecar, "B0FieldSource"));
}

}  // namespace rewire
