#include <algorithm>
#include <cmath>
#include <set>

#include "stages/compare/planned/check_lines.h"
#include "stages/compare/planned/further_findings.h"
#include "stages/compare/planned/plan_table.h"
#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/core/number_text.h"
#include "stages/kernels/statistics/harmonisation.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// The rows that are analysed, with numbers for what ComBat needs of them.
struct SiteRows {
  std::vector<Index> rows;
  std::vector<int> sites;
  std::vector<int> participants;
  MatrixXd kept;
  std::size_t site_count = 0;
  std::vector<std::string> site_names;
};

/// Indicators of session, arm and their products (but the first of each), and the participants'
/// covariates that everybody has.
MatrixXd kept_columns(const TrialTable& table, const PlanParams& plan, const SiteRows& of) {
  std::vector<std::size_t> rows;
  for (const Index row : of.rows) rows.push_back(static_cast<std::size_t>(row));
  std::vector<VectorXd> columns;
  const auto add = [&](const auto& holds) {
    VectorXd column(static_cast<Index>(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      column[static_cast<Index>(i)] = holds(table.rows[rows[i]]) ? 1.0 : 0.0;
    }
    columns.push_back(std::move(column));
  };
  for (std::size_t s = 1; s < table.sessions.size(); ++s) {
    add([&](const TrialRow& row) { return row.session == table.sessions[s]; });
  }
  for (std::size_t a = 1; a < table.arms.size(); ++a) {
    add([&](const TrialRow& row) { return row.arm == table.arms[a]; });
    for (std::size_t s = 1; s < table.sessions.size(); ++s) {
      add([&](const TrialRow& row) {
        return row.arm == table.arms[a] && row.session == table.sessions[s];
      });
    }
  }
  PlannedTrial of_people = plan.trial;
  of_people.session_covariates.clear();
  const MatrixXd covariates = covariate_columns(table, of_people, rows).values;
  for (Index c = 0; c < covariates.cols(); ++c) {
    if (covariates.col(c).allFinite()) columns.push_back(covariates.col(c));
  }
  MatrixXd kept(static_cast<Index>(rows.size()), static_cast<Index>(columns.size()));
  for (std::size_t c = 0; c < columns.size(); ++c) kept.col(static_cast<Index>(c)) = columns[c];
  const std::vector<Index> dependent = dependent_columns(kept);
  std::vector<Index> independent;
  for (Index c = 0; c < kept.cols(); ++c) {
    if (std::find(dependent.begin(), dependent.end(), c) == dependent.end()) {
      independent.push_back(c);
    }
  }
  return kept(Eigen::all, independent);
}

SiteRows site_rows(const TrialInputs& sample, const PlanParams& plan) {
  const TrialTable& table = sample.trial.table;
  SiteRows of;
  std::vector<std::string> sites;
  std::vector<std::string> people;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const TrialRow& visit = table.rows[row];
    const auto site = visit.factors.find(plan.trial.site_column);
    if (!visit.missing_reason.empty() || site == visit.factors.end()) continue;
    const auto known = std::find(sites.begin(), sites.end(), site->second);
    of.sites.push_back(static_cast<int>(known - sites.begin()));
    if (known == sites.end()) sites.push_back(site->second);
    if (people.empty() || people.back() != visit.participant) people.push_back(visit.participant);
    of.participants.push_back(static_cast<int>(people.size()) - 1);
    of.rows.push_back(static_cast<Index>(row));
  }
  of.site_count = sites.size();
  of.site_names = std::move(sites);
  of.kept = kept_columns(table, plan, of);
  return of;
}

/// One column's sites: scans with a number, their mean, and all scans' mean and squares about it.
struct SiteMoments {
  VectorXd sizes;
  VectorXd means;
  double mean = 0.0;
  double squares = 0.0;
  double within = 0.0;  ///< squares about the sites' means
};

SiteMoments site_moments(const Eigen::Ref<const VectorXd>& values, const SiteRows& of) {
  const auto count = static_cast<Index>(of.site_count);
  SiteMoments moments{VectorXd::Zero(count), VectorXd::Zero(count)};
  for (Index i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) continue;
    const int site = of.sites[static_cast<std::size_t>(i)];
    moments.means[site] += values[i];
    moments.sizes[site] += 1.0;
  }
  moments.mean = moments.means.sum() / moments.sizes.sum();
  moments.means = moments.means.cwiseQuotient(moments.sizes);
  for (Index i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) continue;
    const double mean = moments.means[of.sites[static_cast<std::size_t>(i)]];
    moments.squares += (values[i] - moments.mean) * (values[i] - moments.mean);
    moments.within += (values[i] - mean) * (values[i] - mean);
  }
  return moments;
}

/// How far sites lie apart, over columns that vary and that every site has.
struct SiteSpread {
  double share = nan;  ///< of the variance that lies between sites, mean over columns
  VectorXd shifts;     ///< of each site's mean from that of all, in deviations within sites: root
                       ///< mean square over columns
  VectorXd sizes;      ///< scans
};

SiteSpread site_spread(const MatrixXd& values, const SiteRows& of) {
  const auto count = static_cast<Index>(of.site_count);
  SiteSpread spread{nan, VectorXd::Zero(count), VectorXd::Zero(count)};
  for (const int site : of.sites) spread.sizes[site] += 1.0;
  double share = 0.0;
  double used = 0.0;
  for (const auto column : values.colwise()) {
    const SiteMoments moments = site_moments(column, of);
    const double freedom = moments.sizes.sum() - static_cast<double>(count);
    if (!(moments.sizes.minCoeff() > 0.0) || !(moments.within > 0.0) || freedom < 1.0) continue;
    share += 1.0 - moments.within / moments.squares;
    spread.shifts +=
        (moments.means.array() - moments.mean).square().matrix() / (moments.within / freedom);
    used += 1.0;
  }
  spread.share = used > 0.0 ? share / used : nan;
  spread.shifts = used > 0.0 ? VectorXd((spread.shifts / used).cwiseSqrt())
                             : VectorXd(VectorXd::Constant(count, nan));
  return spread;
}

/// A line per site; `low` is what chance gives.
std::vector<CheckLine> site_shifts(const SiteSpread& spread,
                                   const SiteRows& of,
                                   const std::string& family,
                                   const std::string& when) {
  std::vector<CheckLine> lines;
  lines.reserve(of.site_count);
  for (std::size_t site = 0; site < of.site_count; ++site) {
    const auto at = static_cast<Index>(site);
    CheckLine line = check_line("site shifts", family + ", " + of.site_names[site]);
    line.session = when;
    line.n = static_cast<int>(spread.sizes[at]);
    line.value = spread.shifts[at];
    line.low = std::sqrt(1.0 / spread.sizes[at] - 1.0 / spread.sizes.sum());
    line.note = "low: by chance, were all scans independent";
    lines.push_back(std::move(line));
  }
  return lines;
}

/// ComBat draws on all columns together.
void require_memory(const TrialInputs& sample) {
  std::vector<Problem> problems;
  const auto check = [&](const std::vector<EndpointFamily>& families) {
    for (const EndpointFamily& family : families) {
      if (!family.values.lies_in_file()) continue;
      problems.push_back({std::to_string(family.values.size() >> 17) + " MB of the family " +
                              family.name + ", and site_model = combat",
                          "an eighth of the memory at most",
                          "plan",
                          "give more memory (--mem-mb), or take site_model = factor"});
    }
  };
  check(sample.trial.families);
  for (const AlternativeValues& other : sample.alternatives) check(other.families);
  throw_if_errors(problems);
}

}  // namespace

std::vector<CheckLine> harmonise_sites(TrialInputs& sample, const PlanParams& plan) {
  if (plan.trial.site_model == SiteModel::factor) return {};
  require_memory(sample);
  const SiteRows of = site_rows(sample, plan);
  std::vector<CheckLine> lines;
  std::vector<CheckLine> of_each;
  const auto harmonise = [&](EndpointFamily& family, const std::string& name) {
    const MatrixXd before = family.values(of.rows, Eigen::all);
    const Harmonised found = longitudinal_combat(before, of.sites, of.participants, of.kept);
    family.values(of.rows, Eigen::all) = found.values;
    for (const auto& [when, values] :
         {std::pair<const char*, const MatrixXd&>{"before", before}, {"after", found.values}}) {
      CheckLine line =
          check_line("site effects", name + ", share of variance between sites, " + when);
      line.n = static_cast<int>(of.rows.size());
      const SiteSpread spread = site_spread(values, of);
      line.value = spread.share;
      line.note = "by chance about " +
                  format_fixed((static_cast<double>(of.site_count) - 1.0) /
                                   std::max(static_cast<double>(of.rows.size()) - 1.0, 1.0),
                               3);
      lines.push_back(std::move(line));
      std::vector<CheckLine> shifts = site_shifts(spread, of, name, when);
      of_each.insert(of_each.end(), shifts.begin(), shifts.end());
    }
  };
  for (EndpointFamily& family : sample.trial.families) harmonise(family, family.name);
  for (AlternativeValues& other : sample.alternatives) {
    for (EndpointFamily& family : other.families) harmonise(family, other.name + " " + family.name);
  }
  CheckLine line = unknown_line(
      "site effects",
      "ComBat's site effects are estimated from the same scans as the effect of treatment, and no "
      "later p or interval knows that: with few participants per site, or arms that differ between "
      "sites, p come out too small. Report site_model = factor beside it.");
  lines.push_back(std::move(line));
  lines.insert(lines.end(), of_each.begin(), of_each.end());
  return lines;
}

}  // namespace rewire
