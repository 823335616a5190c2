#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "stages/compare/compare.h"

namespace rewire {

/// Baseline, follow-ups and reference arm with "auto" resolved; empty where there is none.
struct TrialRoles {
  std::string baseline;
  std::vector<std::string> followups;
  std::string reference_arm;
};
TrialRoles trial_roles(const TrialTable& table, const CompareParams& params);

/// Whether a row has a number for any endpoint.
bool row_is_present(const TrialData& trial, std::size_t row);

/// A contrast and who is in it: participants with both sessions, in table order.
struct PlannedContrast {
  Contrast contrast;
  std::vector<Eigen::Index> baseline_rows;
  std::vector<Eigen::Index> followup_rows;
  std::vector<int> labels;  ///< 1 treatment, 0 reference arm; all 1 or all 0 for a change
  std::vector<int> blocks;  ///< places in block_levels; empty without blocks
  std::vector<std::string> block_levels;
};

/// Per follow-up: the change of every arm, then each treatment arm against the reference arm.
std::vector<PlannedContrast> plan_contrasts(const TrialData& trial,
                                            const TrialRoles& roles,
                                            const std::string& block_factor);

/// Follow-up minus baseline of columns [first, first + count), of the contrast's participants.
Eigen::MatrixXd changes_of(const EndpointFamily& family,
                           const PlannedContrast& planned,
                           Eigen::Index first,
                           Eigen::Index count);

/// The smallest p that the planned labellings can give for an endpoint without missing values and
/// without ties by chance.
double smallest_p(const PlannedContrast& planned);

/// One row per table row: in, or out with the reason.
std::vector<FlowRow> flow_table(const TrialData& trial,
                                const TrialRoles& roles,
                                std::int64_t minimum_participants);

/// Which contrasts' edges are tested as networks.
enum class NetworkContrasts { all, changes };
Comparison compare_contrasts(const TrialData& trial,
                             const CompareParams& params,
                             NetworkContrasts which);

/// The effects of one family, and how their p_fwe were come by where a tail was asked for.
struct FamilyEffects {
  std::vector<Effect> effects;
  std::optional<TailRecord> tail{};
};

/// The network tests that are asked for, of the effects of this contrast that stand last.
void add_contrast_networks(Comparison& comparison,
                           const TrialData& trial,
                           const PlannedContrast& planned,
                           const CompareParams& params,
                           std::uint64_t first_stream);

/// The effects of one contrast in one family; fills the contrast's permutation counts.
FamilyEffects contrast_effects(const EndpointFamily& family,
                               PlannedContrast& planned,
                               const CompareParams& params,
                               std::uint64_t first_stream);

}  // namespace rewire
