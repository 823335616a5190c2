#include <algorithm>
#include <cmath>
#include <functional>

#include "stages/compare/planned/check_lines.h"
#include "stages/compare/planned/endpoint_model.h"
#include "stages/compare/planned/further_findings.h"
#include "stages/compare/planned/model_data.h"
#include "stages/compare/planned/plan_table.h"
#include "stages/core/not_a_number.h"
#include "stages/kernels/statistics/association.h"
#include "stages/kernels/statistics/linear_contrasts.h"
#include "stages/kernels/statistics/multiple_tests.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Something of a participant that may go with the change of an endpoint.
struct Predictor {
  std::string score;
  std::string measure;
  bool ranked = true;  ///< whether a rank form makes sense
  std::function<double(const TrialRow& before, const TrialRow& after)> of;
};

std::vector<Predictor> predictors_of(const PlannedAssociation& plan) {
  std::vector<Predictor> predictors;
  for (const std::string& score : plan.scores) {
    const auto change = [score](const TrialRow& before, const TrialRow& after) {
      return value_of(after, score) - value_of(before, score);
    };
    const auto percentage = [score, change](const TrialRow& before, const TrialRow& after) {
      const double start = value_of(before, score);
      return start == 0.0 ? nan : 100.0 * change(before, after) / std::abs(start);
    };
    const double sign = plan.better == BetterScore::lower ? -1.0 : 1.0;
    const double needed = plan.response_percent;
    predictors.push_back({score, "change", true, change});
    predictors.push_back({score, "percentage change", true, percentage});
    predictors.push_back(
        {score, "response", false, [=](const TrialRow& before, const TrialRow& after) {
           const double gain = sign * percentage(before, after);
           return std::isnan(gain) ? nan : gain >= needed ? 1.0 : 0.0;
         }});
  }
  for (const std::string& score : plan.score_changes) {
    predictors.push_back({score, "change", true, [score](const TrialRow&, const TrialRow& after) {
                            return value_of(after, score);
                          }});
  }
  return predictors;
}

/// Participants that are associated together.
struct Group {
  std::string name;
  std::vector<std::size_t> places;  ///< among the pairs of a follow-up
  MatrixXd covariates;
};

std::vector<Group> groups_of(const TrialTable& table,
                             const PlannedTrial& trial,
                             const VisitPairs& pairs) {
  std::vector<std::size_t> rows;
  for (const Index row : pairs.after) rows.push_back(static_cast<std::size_t>(row));
  const MatrixXd known = covariate_columns(table, trial, rows).values;
  const auto arms = static_cast<Index>(table.arms.size());
  std::vector<Group> groups(table.arms.size() + 1);
  groups[0].name = "all arms (adjusted for arm)";
  groups[0].covariates.resize(known.rows(), known.cols() + arms - 1);
  groups[0].covariates.leftCols(known.cols()) = known;
  for (std::size_t a = 0; a < table.arms.size(); ++a) groups[a + 1].name = table.arms[a];
  for (std::size_t i = 0; i < rows.size(); ++i) {
    groups[0].places.push_back(i);
    for (std::size_t a = 0; a < table.arms.size(); ++a) {
      const bool own = table.rows[rows[i]].arm == table.arms[a];
      if (own) groups[a + 1].places.push_back(i);
      if (a > 0) {
        groups[0].covariates(static_cast<Index>(i), known.cols() + static_cast<Index>(a) - 1) =
            own ? 1.0 : 0.0;
      }
    }
  }
  for (std::size_t a = 1; a < groups.size(); ++a) {
    MatrixXd own(static_cast<Index>(groups[a].places.size()), known.cols());
    for (Index i = 0; i < own.rows(); ++i) {
      own.row(i) = known.row(static_cast<Index>(groups[a].places[static_cast<std::size_t>(i)]));
    }
    // A site, or another level, that this arm lacks.
    std::vector<Index> varying;
    for (Index c = 0; c < own.cols(); ++c) {
      if (own.rows() > 0 && own.col(c).minCoeff() != own.col(c).maxCoeff()) varying.push_back(c);
    }
    groups[a].covariates = own(Eigen::all, varying);
  }
  return groups;
}

AssociationLine undefined_line() {
  AssociationLine line;
  line.estimate = line.ci_low = line.ci_high = line.t = line.degrees_of_freedom = line.p = line.q =
      nan;
  return line;
}

void name_endpoint(AssociationLine& line, const TrialInputs& sample, const ChosenEndpoint& chosen) {
  const EndpointFamily& family = sample.trial.families[chosen.family];
  line.family = family.name;
  line.endpoint = family.endpoints[static_cast<std::size_t>(chosen.column)];
}

void set_q(std::vector<AssociationLine>& lines, std::size_t first) {
  VectorXd p(static_cast<Index>(lines.size() - first));
  for (std::size_t i = first; i < lines.size(); ++i) p[static_cast<Index>(i - first)] = lines[i].p;
  const VectorXd q = benjamini_hochberg(p);
  for (std::size_t i = first; i < lines.size(); ++i) lines[i].q = q[static_cast<Index>(i - first)];
}

/// All endpoints of one predictor, form and group.
void associate(const TrialInputs& sample,
               const std::vector<ChosenEndpoint>& endpoints,
               const MatrixXd& changes,
               const VectorXd& predictor,
               const Group& group,
               AssociationForm form,
               AssociationLine line,
               std::vector<AssociationLine>& lines) {
  std::vector<Index> rows;
  for (const std::size_t place : group.places) rows.push_back(static_cast<Index>(place));
  const MatrixXd values = changes(rows, Eigen::all);
  const VectorXd scores = predictor(rows);
  const Associations found =
      partial_associations(values, scores, group.covariates, form, confidence);
  const std::size_t first = lines.size();
  line.form = form == AssociationForm::linear ? "linear" : "rank";
  line.group = group.name;
  for (std::size_t e = 0; e < endpoints.size(); ++e) {
    const auto at = static_cast<Index>(e);
    name_endpoint(line, sample, endpoints[e]);
    line.n = 0;
    for (Index i = 0; i < values.rows(); ++i) {
      line.n += std::isfinite(values(i, at)) && std::isfinite(scores[i]) ? 1 : 0;
    }
    line.estimate = found.r[at];
    line.ci_low = found.ci_low[at];
    line.ci_high = found.ci_high[at];
    line.t = found.t[at];
    line.degrees_of_freedom = found.degrees_of_freedom[at];
    line.p = found.p[at];
    line.reason = std::isfinite(line.p) ? "" : "too few participants, or a constant score";
    lines.push_back(line);
  }
  set_q(lines, first);
}

}  // namespace

std::vector<AssociationLine> score_associations(const TrialInputs& sample,
                                                const PlanParams& plan,
                                                const std::vector<ChosenEndpoint>& endpoints) {
  const TrialTable& table = sample.trial.table;
  std::vector<AssociationLine> lines;
  for (const std::string& followup : plan.trial.followups) {
    const VisitPairs pairs = pairs_of(sample, plan.trial, followup);
    const auto count = static_cast<Index>(pairs.after.size());
    MatrixXd changes(count, static_cast<Index>(endpoints.size()));
    for (Index e = 0; e < changes.cols(); ++e) {
      const ChosenEndpoint& chosen = endpoints[static_cast<std::size_t>(e)];
      const auto column = sample.trial.families[chosen.family].values.col(chosen.column);
      changes.col(e) = column(pairs.after) - column(pairs.before);
    }
    const std::vector<Group> groups = groups_of(table, plan.trial, pairs);
    for (const Predictor& predictor : predictors_of(plan.association)) {
      VectorXd scores(count);
      for (Index i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        scores[i] = predictor.of(table.rows[static_cast<std::size_t>(pairs.before[at])],
                                 table.rows[static_cast<std::size_t>(pairs.after[at])]);
      }
      AssociationLine line = undefined_line();
      line.kind = "association";
      line.followup = followup;
      line.score = predictor.score;
      line.measure = predictor.measure;
      for (const Group& group : groups) {
        const AssociationForms forms = plan.association.forms;
        const bool rank = predictor.ranked && forms != AssociationForms::linear;
        if (forms != AssociationForms::rank || !predictor.ranked) {
          associate(
              sample, endpoints, changes, scores, group, AssociationForm::linear, line, lines);
        }
        if (rank) {
          associate(sample, endpoints, changes, scores, group, AssociationForm::rank, line, lines);
        }
      }
    }
  }
  return lines;
}

std::vector<AssociationLine> baseline_moderation(const TrialInputs& sample,
                                                 const PlanParams& plan,
                                                 const std::vector<ChosenEndpoint>& endpoints) {
  const TrialTable& table = sample.trial.table;
  PlanParams followups_alone = plan;
  followups_alone.model.model = TrialModel::ancova;
  followups_alone.model.weights = EndpointWeights::equal;
  const ModelData all = gather_model_data(sample,
                                          sample.trial.families,
                                          endpoints,
                                          followups_alone,
                                          std::nullopt,
                                          model_visits(table, followups_alone));
  std::vector<AssociationLine> lines;
  for (std::size_t f = 0; f < plan.trial.followups.size(); ++f) {
    const ModelData data = of_followup(all, static_cast<int>(f));
    ArmModel model = moderation_model(data.arms, data.covariates, data.baseline);
    if (plan.model.variance == ArmVariance::heteroscedastic) {
      model.design.variance_groups = data.arms;
    }
    const ContrastFits fits =
        linear_contrasts(data.values, model.design, model.contrasts, confidence);
    for (std::size_t c = 0; c < model.meanings.size(); ++c) {
      const ArmModel::Meaning& meaning = model.meanings[c];
      const std::string& arm = table.arms[static_cast<std::size_t>(meaning.arm)];
      const auto contrast = static_cast<Index>(c);
      const std::size_t first = lines.size();
      for (std::size_t e = 0; e < endpoints.size(); ++e) {
        const auto at = static_cast<Index>(e);
        AssociationLine line = undefined_line();
        line.kind = "moderation";
        line.followup = plan.trial.followups[f];
        line.score = "baseline";
        line.measure = meaning.reference < 0 ? "slope" : "slope difference";
        line.form = "linear";
        line.group = meaning.reference < 0 ? arm : arm + " - " + table.arms[0];
        name_endpoint(line, sample, endpoints[e]);
        line.n = fits.rows[at];
        if (fits.state(at, contrast) == FitState::fitted) {
          line.estimate = fits.estimate(at, contrast);
          line.ci_low = fits.ci_low(at, contrast);
          line.ci_high = fits.ci_high(at, contrast);
          line.t = fits.t(at, contrast);
          line.degrees_of_freedom = fits.degrees_of_freedom(at, contrast);
          line.p = fits.p(at, contrast);
        } else {
          line.reason = "the participants present do not determine it";
        }
        lines.push_back(std::move(line));
      }
      set_q(lines, first);
    }
  }
  return lines;
}

}  // namespace rewire
