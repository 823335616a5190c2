#include <algorithm>
#include <cmath>
#include <set>

#include "stages/compare/planned/check_lines.h"
#include "stages/compare/planned/further_findings.h"
#include "stages/compare/planned/plan_table.h"
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

/// Mean over columns of the share of the variance that lies between sites.
double share_between(const MatrixXd& values, const std::vector<int>& sites, std::size_t count) {
  double sum = 0.0;
  Index used = 0;
  for (Index c = 0; c < values.cols(); ++c) {
    if (!values.col(c).allFinite()) continue;
    VectorXd means = VectorXd::Zero(static_cast<Index>(count));
    VectorXd sizes = means;
    for (Index i = 0; i < values.rows(); ++i) {
      means[sites[static_cast<std::size_t>(i)]] += values(i, c);
      sizes[sites[static_cast<std::size_t>(i)]] += 1.0;
    }
    means = means.cwiseQuotient(sizes.cwiseMax(1.0));
    const double mean = values.col(c).mean();
    const double whole = (values.col(c).array() - mean).square().sum();
    if (!(whole > 0.0)) continue;
    sum += (sizes.array() * (means.array() - mean).square()).sum() / whole;
    ++used;
  }
  return used > 0 ? sum / static_cast<double>(used) : std::nan("");
}

/// How far each site's mean lies from that of all, in deviations within sites: root mean square
/// over columns. `low` is what chance gives.
std::vector<CheckLine> site_shifts(const MatrixXd& values,
                                   const SiteRows& of,
                                   const std::string& family,
                                   const std::string& when) {
  const auto count = static_cast<Index>(of.site_count);
  VectorXd sizes = VectorXd::Zero(count);
  for (const int site : of.sites) sizes[site] += 1.0;
  VectorXd squares = VectorXd::Zero(count);
  Index used = 0;
  for (const auto column : values.colwise()) {
    if (!column.allFinite()) continue;
    VectorXd means = VectorXd::Zero(count);
    for (Index i = 0; i < column.size(); ++i) {
      means[of.sites[static_cast<std::size_t>(i)]] += column[i];
    }
    means = means.cwiseQuotient(sizes);
    double within = 0.0;
    for (Index i = 0; i < column.size(); ++i) {
      const double rest = column[i] - means[of.sites[static_cast<std::size_t>(i)]];
      within += rest * rest;
    }
    within /= static_cast<double>(column.size() - count);
    if (!(within > 0.0)) continue;
    squares += (means.array() - column.mean()).square().matrix() / within;
    ++used;
  }
  std::vector<CheckLine> lines;
  lines.reserve(of.site_count);
  for (Index site = 0; site < count; ++site) {
    CheckLine line =
        check_line("site shifts", family + ", " + of.site_names[static_cast<std::size_t>(site)]);
    line.session = when;
    line.n = static_cast<int>(sizes[site]);
    if (used > 0) line.value = std::sqrt(squares[site] / static_cast<double>(used));
    line.low = std::sqrt(1.0 / sizes[site] - 1.0 / sizes.sum());
    line.note = "low: by chance, were all scans independent";
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

std::vector<CheckLine> harmonise_sites(TrialInputs& sample, const PlanParams& plan) {
  if (plan.trial.site_model == SiteModel::factor) return {};
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
      line.value = share_between(values, of.sites, of.site_count);
      line.note = "by chance about " +
                  format_fixed((static_cast<double>(of.site_count) - 1.0) /
                                   std::max(static_cast<double>(of.rows.size()) - 1.0, 1.0),
                               3);
      lines.push_back(std::move(line));
      std::vector<CheckLine> shifts = site_shifts(values, of, name, when);
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
