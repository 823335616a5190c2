#include <algorithm>
#include <cmath>
#include <map>

#include "stages/compare/contrasts.h"
#include "stages/compare/edge_networks.h"
#include "stages/core/not_a_number.h"
#include "stages/core/parallel.h"
#include "stages/kernels/statistics/distributions.h"
#include "stages/kernels/statistics/effect_size.h"
#include "stages/kernels/statistics/mean_tests.h"
#include "stages/kernels/statistics/multiple_tests.h"
#include "stages/kernels/statistics/permutation_test.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double confidence = 0.95;

Effect undefined_effect(const EndpointFamily& family,
                        std::size_t endpoint,
                        const PlannedContrast& planned) {
  Effect effect;
  effect.family = family.name;
  effect.endpoint = family.endpoints[endpoint];
  effect.contrast = planned.contrast.name;
  for (double* number : {&effect.estimate,
                         &effect.standard_error,
                         &effect.t,
                         &effect.degrees_of_freedom,
                         &effect.ci_low,
                         &effect.ci_high,
                         &effect.effect_size,
                         &effect.effect_size_ci_low,
                         &effect.effect_size_ci_high,
                         &effect.p,
                         &effect.p_fwe,
                         &effect.q_fdr}) {
    *number = nan;
  }
  return effect;
}

void count_present(Effect& effect, const VectorXd& changes, const std::vector<int>& labels) {
  for (Index i = 0; i < changes.size(); ++i) {
    if (std::isnan(changes[i])) continue;
    (labels[static_cast<std::size_t>(i)] == 0 ? effect.n_reference : effect.n_treatment) += 1;
  }
}

std::string too_few(const Effect& effect, const Contrast& contrast, std::int64_t minimum) {
  const bool both = contrast.kind == ContrastKind::arm_by_time;
  const auto text = [&](int n, const std::string& arm) {
    return std::to_string(n) + " participants of " + arm + " have both sessions, " +
           std::to_string(minimum) + " needed";
  };
  const int own = both ? effect.n_treatment : effect.n_reference + effect.n_treatment;
  if (own < minimum) return text(own, "arm " + contrast.arm);
  if (both && effect.n_reference < minimum) return text(effect.n_reference, "the reference arm");
  return "";
}

/// What the effect size comes from.
struct PooledT {
  double t = nan;
  int n_first = 0;
  int n_second = 0;

  int degrees_of_freedom() const { return n_first + n_second - (n_second > 0 ? 2 : 1); }
};

/// Numbers that need neither permutation nor the noncentral t. `scale` is the size of the values
/// that the changes come from.
PooledT estimate_effect(Effect& effect,
                        const VectorXd& changes,
                        double scale,
                        const PlannedContrast& planned,
                        const CompareParams& params) {
  count_present(effect, changes, planned.labels);
  effect.reason = too_few(effect, planned.contrast, params.minimum_participants);
  if (!effect.reason.empty()) return {};
  const bool change = planned.contrast.kind == ContrastKind::change;
  const MeanTest pooled = change ? one_sample_test(changes) : pooled_test(changes, planned.labels);
  const MeanTest test = change || params.variance == VarianceModel::pooled
                            ? pooled
                            : welch_test(changes, planned.labels);
  if (!(pooled.standard_deviation > 1e-10 * scale) || !std::isfinite(test.t)) {
    effect.estimate = test.estimate;
    effect.reason = "the changes do not vary between participants";
    return {};
  }
  effect.estimate = test.estimate;
  effect.standard_error = test.standard_error;
  effect.t = test.t;
  effect.degrees_of_freedom = test.degrees_of_freedom;
  const double reach =
      test.standard_error * student_t_quantile(0.5 + 0.5 * confidence, test.degrees_of_freedom);
  effect.ci_low = test.estimate - reach;
  effect.ci_high = test.estimate + reach;
  return {pooled.t, pooled.n_first, pooled.n_second};
}

void fill_effect_sizes(std::vector<Effect>& effects, const std::vector<PooledT>& pooled) {
  std::map<int, EffectSizes> by_degrees_of_freedom;
  for (const PooledT& one : pooled) {
    if (!std::isnan(one.t))
      by_degrees_of_freedom.try_emplace(
          one.degrees_of_freedom(), one.degrees_of_freedom(), confidence);
  }
  parallel_for(effects.size(), 512, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const PooledT& one = pooled[i];
      if (std::isnan(one.t)) continue;
      const EffectSize size =
          by_degrees_of_freedom.at(one.degrees_of_freedom()).at(one.t, one.n_first, one.n_second);
      effects[i].effect_size = size.value;
      effects[i].effect_size_ci_low = size.low;
      effects[i].effect_size_ci_high = size.high;
    }
  });
}

PermutationStatistic statistic_of(const Contrast& contrast, const CompareParams& params) {
  if (contrast.kind == ContrastKind::change) return PermutationStatistic::one_sample;
  return params.variance == VarianceModel::pooled ? PermutationStatistic::pooled
                                                  : PermutationStatistic::welch;
}

/// What the permutation test compares: t, or its normal score where each arm has its variance.
double permuted_statistic(const Effect& effect,
                          const Contrast& contrast,
                          const CompareParams& params) {
  return statistic_of(contrast, params) == PermutationStatistic::welch
             ? normal_score_of_t(effect.t, effect.degrees_of_freedom)
             : effect.t;
}

Labellings labellings_of(const PlannedContrast& planned,
                         const CompareParams& params,
                         std::uint64_t first_stream) {
  const auto wanted = static_cast<std::size_t>(params.permutations);
  const auto seed = static_cast<std::uint64_t>(params.seed);
  if (planned.contrast.kind == ContrastKind::change) {
    return sign_flips(planned.labels.size(), wanted, seed, first_stream);
  }
  return label_permutations(planned.labels, planned.blocks, wanted, seed, first_stream);
}

/// The size of the values that a column's changes come from.
double scale_of(const EndpointFamily& family,
                const PlannedContrast& planned,
                const Eigen::Ref<const VectorXd>& changes,
                Index column) {
  double scale = 0.0;
  for (std::size_t k = 0; k < planned.followup_rows.size(); ++k) {
    if (std::isnan(changes[static_cast<Index>(k)])) continue;
    scale = std::max({scale,
                      std::abs(family.values(planned.followup_rows[k], column)),
                      std::abs(family.values(planned.baseline_rows[k], column))});
  }
  return scale;
}

}  // namespace

MatrixXd changes_of(const EndpointFamily& family,
                    const PlannedContrast& planned,
                    Index first,
                    Index count) {
  const auto columns = family.values.middleCols(first, count);
  return columns(planned.followup_rows, Eigen::all) - columns(planned.baseline_rows, Eigen::all);
}

FamilyEffects contrast_effects(const EndpointFamily& family,
                               PlannedContrast& planned,
                               const CompareParams& params,
                               std::uint64_t first_stream) {
  std::vector<Effect> effects(family.endpoints.size());
  const auto columns = static_cast<Index>(effects.size());
  const Index width = columns_per_block(static_cast<Index>(planned.labels.size()));
  std::vector<PooledT> pooled(effects.size());
  bool any = false;
  for_blocks(columns, width, [&](Index first, Index count) {
    const MatrixXd changes = changes_of(family, planned, first, count);
    parallel_for(static_cast<std::size_t>(count), 64, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        const auto column = static_cast<Index>(i);
        const std::size_t at = static_cast<std::size_t>(first) + i;
        effects[at] = undefined_effect(family, at, planned);
        pooled[at] = estimate_effect(effects[at],
                                     changes.col(column),
                                     scale_of(family, planned, changes.col(column), first + column),
                                     planned,
                                     params);
      }
    });
    family.values.let_go();
  });
  for (const Effect& effect : effects) any = any || effect.reason.empty();
  if (!any) return {std::move(effects)};
  fill_effect_sizes(effects, pooled);

  const Labellings labellings = labellings_of(planned, params, first_stream);
  planned.contrast.permutations = static_cast<std::int64_t>(labellings.count);
  planned.contrast.exhaustive = labellings.exhaustive;
  const ValueBlocks tested_changes{
      .columns = columns, .width = width, .values = [&](Index first, Index count) {
        MatrixXd changes = changes_of(family, planned, first, count);
        family.values.let_go();
        for (Index c = 0; c < count; ++c) {
          const bool is_tested = effects[static_cast<std::size_t>(first + c)].reason.empty();
          if (!is_tested) changes.col(c).setConstant(nan);
        }
        return changes;
      }};
  const PermutationResult tested =
      permutation_test(tested_changes, statistic_of(planned.contrast, params), labellings);
  FamilyEffects result;
  VectorXd p_fwe = tested.p_fwe;
  if (params.tail == TailMethod::pareto && !labellings.exhaustive) {
    VectorXd observed(p_fwe.size());
    for (std::size_t i = 0; i < effects.size(); ++i) {
      observed[static_cast<Index>(i)] = permuted_statistic(effects[i], planned.contrast, params);
    }
    result.tail = approximate_tail(
        p_fwe, observed, tested.largest_t, static_cast<std::uint64_t>(params.seed));
    result.tail->contrast = planned.contrast.name;
    result.tail->family = family.name;
  }
  const VectorXd q_fdr = benjamini_hochberg(tested.p);
  for (std::size_t i = 0; i < effects.size(); ++i) {
    const auto column = static_cast<Index>(i);
    effects[i].p = tested.p[column];
    effects[i].p_fwe = p_fwe[column];
    effects[i].q_fdr = q_fdr[column];
  }
  result.effects = std::move(effects);
  return result;
}

}  // namespace rewire
