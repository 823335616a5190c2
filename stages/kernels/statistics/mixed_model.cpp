#include "stages/kernels/statistics/mixed_model.h"

#include <Eigen/Cholesky>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <optional>

#include "stages/core/not_a_number.h"
#include "stages/kernels/statistics/restricted_likelihood.h"
#include "stages/kernels/statistics/visit_moments.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int most_iterations = 200;

std::vector<Index> usable_rows(const RepeatedMeasures& data) {
  std::vector<Index> rows;
  for (Index i = 0; i < data.values.size(); ++i) {
    const bool known = data.known_variances.size() == 0 || std::isfinite(data.known_variances[i]);
    if (std::isfinite(data.values[i]) && data.design.row(i).allFinite() && known) {
      rows.push_back(i);
    }
  }
  return rows;
}

/// Mean products of least squares residuals between visits; NaN where no participant has both.
MatrixXd mean_products(const std::vector<VisitMoments>& moments, Index visits) {
  MatrixXd sums = MatrixXd::Zero(visits, visits);
  MatrixXd counts = MatrixXd::Zero(visits, visits);
  for (const VisitMoments& group : moments) {
    for (Index a = 0; a < group.size(); ++a) {
      for (Index b = 0; b < group.size(); ++b) {
        const int i = group.visits[static_cast<std::size_t>(a)];
        const int j = group.visits[static_cast<std::size_t>(b)];
        sums(i, j) += group.yy(a, b);
        counts(i, j) += static_cast<double>(group.participants);
        if (a == b && group.known_variances.size() > 0) {
          // At least a tenth is left for the model's own variance.
          sums(i, j) -= static_cast<double>(group.participants) *
                        std::min(group.known_variances[a],
                                 0.9 * group.yy(a, b) / static_cast<double>(group.participants));
        }
      }
    }
  }
  return sums.cwiseQuotient(counts);
}

/// inverse of a positive definite matrix, or nothing.
std::optional<MatrixXd> positive_inverse(const MatrixXd& matrix) {
  // In units in which the diagonal is 1: the parameters may differ by many orders.
  const VectorXd diagonal = matrix.diagonal();
  if (!(diagonal.minCoeff() > 0.0) || !matrix.allFinite()) return std::nullopt;
  const VectorXd scale = diagonal.cwiseSqrt().cwiseInverse();
  const MatrixXd scaled = scale.asDiagonal() * matrix * scale.asDiagonal();
  const Eigen::LLT<MatrixXd> factor(scaled);
  if (factor.info() != Eigen::Success || !(factor.matrixLLT().diagonal().minCoeff() > 1e-6)) {
    return std::nullopt;
  }
  const MatrixXd inverse = factor.solve(MatrixXd::Identity(matrix.rows(), matrix.cols()));
  return MatrixXd(scale.asDiagonal() * inverse * scale.asDiagonal());
}

/// The search for the largest restricted likelihood.
class Search {
 public:
  Search(const std::vector<VisitMoments>& moments,
         VisitCovariance structure,
         Index visits,
         VectorXd start)
      : moments_(moments), structure_(structure), visits_(visits), parameters_(std::move(start)) {
    floor_at_zero_ =
        structure == VisitCovariance::independent && moments.front().known_variances.size() > 0;
    evaluate();
  }

  bool converge() {
    if (!at_.feasible) return false;
    for (iterations_ = 1; iterations_ <= most_iterations; ++iterations_) {
      if (on_floor()) return true;
      std::optional<MatrixXd> inverse = positive_inverse(derivatives_.observed);
      if (!inverse) inverse = positive_inverse(derivatives_.expected);
      if (!inverse) return false;
      const VectorXd step = *inverse * derivatives_.gradient;
      const double decrement = derivatives_.gradient.dot(step);
      if (!std::isfinite(decrement)) return false;
      const bool moved = take(step, decrement);
      if (decrement < 1e-14 || !moved) return decrement < 1e-8;
    }
    return false;
  }

  bool on_floor() const {
    return floor_at_zero_ && parameters_[0] == 0.0 && derivatives_.gradient[0] <= 0.0;
  }
  int iterations() const { return iterations_; }
  const VectorXd& parameters() const { return parameters_; }
  const RestrictedLikelihood& at() const { return at_; }
  const LikelihoodDerivatives& derivatives() const { return derivatives_; }
  MatrixXd visit_covariance() const { return visit_.value; }

 private:
  void evaluate() {
    visit_ = covariance_derivatives(structure_, visits_, parameters_);
    at_ = restricted_likelihood(moments_, visit_);
    if (at_.feasible) derivatives_ = likelihood_derivatives(moments_, visit_, at_);
  }

  /// Goes as far along `step` as the likelihood rises; whether it moved.
  bool take(const VectorXd& step, double decrement) {
    double length = 1.0;
    for (int halving = 0; halving < 50; ++halving, length *= 0.5) {
      VectorXd trial = parameters_ + length * step;
      if (floor_at_zero_) trial = trial.cwiseMax(0.0);
      const CovarianceDerivatives visit = covariance_derivatives(structure_, visits_, trial);
      const RestrictedLikelihood there = restricted_likelihood(moments_, visit);
      // Near the top, rounding of the likelihood is larger than what a step can win.
      const double slack = decrement < 1e-9 ? 1e-9 : 0.0;
      if (!there.feasible || there.value < at_.value - slack) continue;
      parameters_ = trial;
      visit_ = visit;
      at_ = there;
      derivatives_ = likelihood_derivatives(moments_, visit_, at_);
      return true;
    }
    return false;
  }

  const std::vector<VisitMoments>& moments_;
  VisitCovariance structure_;
  Index visits_;
  VectorXd parameters_;
  bool floor_at_zero_ = false;
  int iterations_ = 0;
  CovarianceDerivatives visit_;
  RestrictedLikelihood at_;
  LikelihoodDerivatives derivatives_;
};

/// Kenward and Roger (1997), their covariance of the coefficients.
MatrixXd adjusted(const MatrixXd& phi, const LikelihoodDerivatives& at, const MatrixXd& w) {
  const std::size_t count = at.p.size();
  MatrixXd inner = MatrixXd::Zero(phi.rows(), phi.cols());
  for (std::size_t k = 0; k < count; ++k) {
    for (std::size_t l = 0; l < count; ++l) {
      const double weight = w(static_cast<Index>(k), static_cast<Index>(l));
      inner += weight * (at.q[k * count + l] - at.p[k] * phi * at.p[l]);
      if (!at.r.empty()) inner -= 0.25 * weight * at.r[k * count + l];
    }
  }
  const MatrixXd result = phi + 2.0 * phi * inner * phi;
  return 0.5 * (result + result.transpose());
}

/// What mixed_contrast needs to know about the covariance parameters.
void keep_information(MixedModel& model, const Search& search) {
  const LikelihoodDerivatives& derivatives = search.derivatives();
  const auto count = static_cast<Index>(derivatives.p.size());
  model.precision_derivatives = derivatives.p;
  model.observed_covariance = model.expected_covariance = MatrixXd::Zero(count, count);
  model.adjusted_covariance = model.covariance;
  if (search.on_floor()) return;
  const auto observed = positive_inverse(derivatives.observed);
  const auto expected = positive_inverse(derivatives.expected);
  if (!observed || !expected) {
    model.state = FitState::not_converged;
    return;
  }
  model.observed_covariance = *observed;
  model.expected_covariance = *expected;
  model.adjusted_covariance = adjusted(model.covariance, derivatives, *expected);
}

}  // namespace

MixedModel fit_mixed_model(const RepeatedMeasures& data, VisitCovariance structure) {
  MixedModel model;
  const std::vector<Index> rows = usable_rows(data);
  model.rows = static_cast<int>(rows.size());
  model.state = FitState::too_few_rows;
  if (rows.empty()) return model;
  const OrthonormalDesign design = orthonormal_design(data.design(rows, Eigen::all));
  model.map = design.map;
  model.null = design.null;
  const Index rank = design.matrix.cols();
  if (rank == 0 || model.rows <= rank) return model;

  const VectorXd y = data.values(rows);
  const VectorXd least_squares = design.matrix.transpose() * y;
  const VectorXd residuals = y - design.matrix * least_squares;
  const double size = std::sqrt(static_cast<double>(model.rows));
  if (residuals.norm() <= 1e-13 * size * y.cwiseAbs().maxCoeff()) {
    model.state = FitState::no_variance;
    return model;
  }
  const std::vector<VisitMoments> moments = visit_moments(data, rows, design.matrix, residuals);
  for (const VisitMoments& group : moments) {
    model.participants += static_cast<int>(group.participants);
  }
  const VectorXd start = covariance_start(structure, mean_products(moments, data.visit_count));
  Search search(moments, structure, data.visit_count, start);
  model.state = search.converge() ? FitState::fitted : FitState::not_converged;
  model.iterations = search.iterations();
  if (model.state != FitState::fitted) return model;

  model.parameters = search.parameters();
  model.visit_covariance = search.visit_covariance();
  model.covariance = search.at().covariance;
  model.reduced = least_squares + search.at().reduced;
  model.coefficients = design.map * model.reduced;
  model.log_restricted_likelihood =
      search.at().value - 0.5 * design.log_determinant -
      0.5 * static_cast<double>(model.rows - rank) * std::log(2.0 * std::numbers::pi);
  keep_information(model, search);
  return model;
}

}  // namespace rewire
