#include "stages/preprocess/component_confounds.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "stages/core/number_text.h"
#include "stages/kernels/registration/morphology.h"
#include "stages/preprocess/compcor.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

/// Components of fewer voxels tell of these voxels, not of the tissue.
constexpr std::size_t fewest_voxels = 20;

/// Which voxels, and what the sidecar calls them.
struct NoiseRegion {
  std::string prefix;
  std::string method;
  std::string mask;
  std::vector<std::size_t> voxels;
};

Mask without_grey(const Mask& tissue, const Volume& grey_share, double most_grey) {
  Mask pure = tissue;
  if (grey_share.values.size() != pure.inside.size()) return pure;
  for (std::size_t i = 0; i < pure.inside.size(); ++i) {
    if (static_cast<double>(grey_share.values[i]) > most_grey) pure.inside[i] = 0;
  }
  return pure;
}

Mask without_edge(const Mask& tissue, std::int64_t layers) {
  if (layers == 0) return tissue;
  const std::array<double, 3> spacing = tissue.grid.spacing_mm();
  const double layer_mm = 1.001 * *std::max_element(spacing.begin(), spacing.end());
  return {.grid = tissue.grid,
          .inside = erode(
              lattice_of(tissue.grid), tissue.inside, static_cast<double>(layers) * layer_mm)};
}

/// The voxels of a tissue that hold nothing else, as far as enough of them are left.
Mask core_of(const Mask& tissue,
             const Volume& grey_share,
             const ComponentChoice& choice,
             const std::string& name,
             Confounds& confounds) {
  Mask core = tissue;
  const auto take = [&](Mask smaller, const std::string& how) {
    const std::size_t left = smaller.count();
    if (left >= std::min(fewest_voxels, core.count())) {
      core = std::move(smaller);
      return;
    }
    confounds.warnings.push_back(
        {.found = std::to_string(left) + " voxels of " + name + " " + how,
         .expected = "at least " + std::to_string(fewest_voxels),
         .where = "CompCor",
         .remedy = "the " + std::to_string(core.count()) + " voxels before that are used",
         .severity = Severity::warning});
  };
  take(without_grey(core, grey_share, choice.most_grey), "without grey matter");
  take(without_edge(core, choice.erosion_voxels), "after erosion");
  return core;
}

std::vector<std::size_t> together(const Mask& a, const Mask& b) {
  Mask both = a;
  for (std::size_t i = 0; i < both.inside.size(); ++i) both.inside[i] |= b.inside[i];
  return both.indices();
}

std::string number_of(Eigen::Index i) { return (i < 10 ? "0" : "") + std::to_string(i); }

void add_region(const Eigen::MatrixXf& values,
                const NoiseRegion& region,
                const Eigen::Ref<const Eigen::MatrixXd>& removed,
                const ComponentChoice& choice,
                Confounds& confounds) {
  if (region.voxels.empty()) return;
  const PrincipalSeries found = compcor(values, region.voxels, removed, choice.first_steady);
  const Eigen::Index retained = components_for(found, choice.variance_share);
  const Eigen::Index count =
      std::max(retained, std::min<Eigen::Index>(choice.least, found.components.cols()));
  double explained = 0.0;
  for (Eigen::Index i = 0; i < count; ++i) {
    explained += found.variance_explained[i];
    const std::string name = region.prefix + "_comp_cor_" + number_of(i);
    confounds.add(name, found.components.col(i));
    confounds.components[name] = {.mask = region.mask,
                                  .cumulative_variance = explained,
                                  .method = region.method,
                                  .variance = found.variance_explained[i],
                                  .singular_value = found.singular_values[i],
                                  .retained = i < retained};
  }
}

}  // namespace

void add_components(const Eigen::MatrixXf& values,
                    const ScanSpace& space,
                    const Eigen::Ref<const Eigen::MatrixXd>& removed,
                    const ComponentChoice& choice,
                    Confounds& confounds) {
  const Mask fluid = core_of(space.csf, space.grey_share, choice, "cerebrospinal fluid", confounds);
  const Mask white =
      core_of(space.white_matter, space.grey_share, choice, "white matter", confounds);
  const std::vector<std::size_t> brain = space.brain.indices();
  for (const NoiseRegion& region :
       {NoiseRegion{"a", "aCompCor", "combined", together(fluid, white)},
        NoiseRegion{"c", "aCompCor", "CSF", fluid.indices()},
        NoiseRegion{"w", "aCompCor", "WM", white.indices()},
        NoiseRegion{"t",
                    "tCompCor",
                    "",
                    most_variable(values, brain, choice.variable_share, choice.first_steady)}}) {
    add_region(values, region, removed, choice, confounds);
  }
}

}  // namespace rewire
