#include <algorithm>
#include <set>

#include "pipeline/bids/derivatives.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

/// "" for the scan's own space, however it is written.
std::string space_of(const BidsName& name) {
  const std::string_view space = name.label("space");
  return space == "boldref" || space == "native" || space == "func" ? "" : std::string(space);
}

bool is_image(const DerivativeFile& file) {
  return file.name.extension == ".nii.gz" || file.name.extension == ".nii";
}

/// Finds what belongs to one preprocessed image among all files of the directory.
class Companions {
 public:
  Companions(const std::filesystem::path& root,
             const Filter& filter,
             std::vector<Problem>& problems)
      : images_(find_derivatives(root, {.suffix = "bold", .desc = "preproc"}, filter, problems)),
        masks_(find_derivatives(root, {.suffix = "mask", .desc = "brain"}, filter, problems)),
        confounds_(find_derivatives(root, {.desc = "confounds"}, filter, problems)) {}

  const std::vector<DerivativeFile>& images() const { return images_; }

  std::filesystem::path sidecar_of(const DerivativeFile& image) const {
    const auto sidecar = std::find_if(images_.begin(), images_.end(), [&](const auto& file) {
      return file.key == image.key && file.name.extension == ".json" &&
             same_grid(file.name, image.name);
    });
    return sidecar == images_.end() ? std::filesystem::path() : sidecar->path;
  }
  std::filesystem::path mask_of(const DerivativeFile& image) const {
    const auto mask = std::find_if(masks_.begin(), masks_.end(), [&](const auto& file) {
      return file.key == image.key && is_image(file) && same_grid(file.name, image.name);
    });
    return mask == masks_.end() ? std::filesystem::path() : mask->path;
  }
  std::filesystem::path confounds_of(const DerivativeFile& image, const char* extension) const {
    const auto table = std::find_if(confounds_.begin(), confounds_.end(), [&](const auto& file) {
      return file.key == image.key && file.name.extension == extension &&
             (file.name.suffix == "timeseries" || file.name.suffix == "regressors");
    });
    return table == confounds_.end() ? std::filesystem::path() : table->path;
  }

 private:
  static bool same_grid(const BidsName& a, const BidsName& b) {
    return space_of(a) == space_of(b) && a.label("res") == b.label("res");
  }

  std::vector<DerivativeFile> images_;
  std::vector<DerivativeFile> masks_;
  std::vector<DerivativeFile> confounds_;
};

void warn_of_missing(const PreprocessedScan& scan, std::vector<Problem>& problems) {
  Requirements requirements(scan.bold.string(), "keep all files of the preprocessing together");
  requirements.prefer(!scan.mask.empty(), "no brain mask", "*_desc-brain_mask.nii.gz beside it");
  requirements.prefer(
      !scan.confounds.empty(), "no confounds", "*_desc-confounds_timeseries.tsv beside it");
  append(problems, requirements.take());
}

void warn_of_other_spaces(const std::vector<DerivativeFile>& images,
                          const std::vector<PreprocessedScan>& scans,
                          const std::string& space,
                          std::vector<Problem>& problems) {
  std::map<std::string, std::set<std::string>> spaces;
  for (const DerivativeFile& image : images) {
    const bool is_listed = std::any_of(
        scans.begin(), scans.end(), [&](const auto& scan) { return scan.key == image.key; });
    const std::string name = space_of(image.name);
    if (is_image(image) && !is_listed) {
      spaces[describe(image.key)].insert(name.empty() ? "the scan's own" : name);
    }
  }
  for (const auto& [scan, names] : spaces) {
    problems.push_back({.found = "only in space " + enumerate({names.begin(), names.end()}),
                        .expected = space.empty() ? "the scan's own space" : "space-" + space,
                        .where = scan,
                        .remedy = "choose another space, or write this one by preprocessing again",
                        .severity = Severity::warning});
  }
}

}  // namespace

std::vector<PreprocessedScan> find_preprocessed(const std::filesystem::path& root,
                                                const std::string& space,
                                                const Filter& filter,
                                                std::vector<Problem>& problems) {
  const Companions companions(root, filter, problems);
  std::vector<PreprocessedScan> scans;
  for (const DerivativeFile& image : companions.images()) {
    if (!is_image(image) || space_of(image.name) != space || !image.key.echo.empty()) continue;
    if (!scans.empty() && scans.back().key == image.key) {
      problems.push_back({.found = "a second image of the scan in the same space",
                          .expected = "one; " + scans.back().bold.filename().string() + " is used",
                          .where = image.path.string(),
                          .remedy = "choose with --bids-filter-file (res)",
                          .severity = Severity::warning});
      continue;
    }
    scans.push_back({.key = image.key,
                     .space = space,
                     .bold = image.path,
                     .bold_sidecar = companions.sidecar_of(image),
                     .mask = companions.mask_of(image),
                     .confounds = companions.confounds_of(image, ".tsv"),
                     .confounds_sidecar = companions.confounds_of(image, ".json")});
    warn_of_missing(scans.back(), problems);
  }
  warn_of_other_spaces(companions.images(), scans, space, problems);
  return scans;
}

}  // namespace rewire
