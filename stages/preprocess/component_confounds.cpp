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

Mask eroded(const Mask& tissue,
            std::int64_t layers,
            const std::string& name,
            Confounds& confounds) {
  if (layers == 0 || tissue.count() == 0) return tissue;
  const std::array<double, 3> spacing = tissue.grid.spacing_mm();
  const double layer_mm = 1.001 * *std::max_element(spacing.begin(), spacing.end());
  Mask core{.grid = tissue.grid,
            .inside = erode(
                lattice_of(tissue.grid), tissue.inside, static_cast<double>(layers) * layer_mm)};
  if (core.count() >= fewest_voxels) return core;
  confounds.warnings.push_back(
      {.found = std::to_string(core.count()) + " voxels of " + name + " after erosion",
       .expected = "at least " + std::to_string(fewest_voxels),
       .where = "CompCor",
       .remedy = "the " + std::to_string(tissue.count()) + " voxels before erosion are used",
       .severity = Severity::warning});
  return tissue;
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
  const Eigen::Index count = components_for(found, choice.variance_share);
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
                                  .retained = true};
  }
}

}  // namespace

void add_components(const Eigen::MatrixXf& values,
                    const ScanSpace& space,
                    const Eigen::Ref<const Eigen::MatrixXd>& removed,
                    const ComponentChoice& choice,
                    Confounds& confounds) {
  const Mask fluid = eroded(space.csf, choice.erosion_voxels, "cerebrospinal fluid", confounds);
  const Mask white = eroded(space.white_matter, choice.erosion_voxels, "white matter", confounds);
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
