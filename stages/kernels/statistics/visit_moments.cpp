#include "stages/kernels/statistics/visit_moments.h"

#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "stages/core/error.h"
#include "stages/kernels/linalg/symmetric_eigen.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Per participant, visit to place in `rows`.
using Visits = std::map<int, Index>;

std::map<int, Visits> visits_by_participant(const RepeatedMeasures& data,
                                            const std::vector<Index>& rows) {
  std::map<int, Visits> result;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = static_cast<std::size_t>(rows[i]);
    const bool is_new =
        result[data.participants[row]].try_emplace(data.visits[row], static_cast<Index>(i)).second;
    if (is_new) continue;
    throw InputError(Problem{"two rows of one participant and visit",
                             "one",
                             "participant " + std::to_string(data.participants[row]) + ", visit " +
                                 std::to_string(data.visits[row]),
                             "average them or name them as two visits"});
  }
  return result;
}

VisitMoments empty_moments(std::vector<int> visits, Index rank, VectorXd known) {
  VisitMoments moments;
  const std::size_t pairs = visits.size() * visits.size();
  const auto size = static_cast<Index>(visits.size());
  moments.visits = std::move(visits);
  moments.known_variances = std::move(known);
  moments.xx.assign(pairs, MatrixXd::Zero(rank, rank));
  moments.xy.assign(pairs, VectorXd::Zero(rank));
  moments.yy = MatrixXd::Zero(size, size);
  return moments;
}

}  // namespace

OrthonormalDesign orthonormal_design(const Eigen::Ref<const MatrixXd>& design) {
  OrthonormalDesign result;
  result.scale = design.colwise().norm();
  for (double& length : result.scale) length = length > 0.0 ? length : 1.0;
  const VectorXd inverse = result.scale.cwiseInverse();
  const MatrixXd scaled = design * inverse.asDiagonal();
  const SymmetricEigen eigen = symmetric_eigen(scaled.transpose() * scaled);
  constexpr double tolerance = 1e-11;
  Index missing = 0;
  while (missing < eigen.values.size() && eigen.values[missing] <= tolerance) ++missing;
  const Index rank = eigen.values.size() - missing;
  result.null = inverse.asDiagonal() * eigen.vectors.leftCols(missing);
  const VectorXd values = eigen.values.tail(rank);
  result.map = inverse.asDiagonal() * eigen.vectors.rightCols(rank) *
               values.cwiseSqrt().cwiseInverse().asDiagonal();
  result.matrix = design * result.map;
  result.log_determinant = values.array().log().sum() + 2.0 * result.scale.array().log().sum();
  return result;
}

std::vector<VisitMoments> visit_moments(const RepeatedMeasures& data,
                                        const std::vector<Index>& rows,
                                        const Eigen::Ref<const MatrixXd>& matrix,
                                        const Eigen::Ref<const VectorXd>& y) {
  using Key = std::pair<std::vector<int>, std::vector<double>>;
  std::map<Key, VisitMoments> groups;
  for (const auto& [participant, visits] : visits_by_participant(data, rows)) {
    Key key;
    std::vector<Index> places;
    for (const auto& [visit, place] : visits) {
      key.first.push_back(visit);
      places.push_back(place);
      if (data.known_variances.size() == 0) continue;
      key.second.push_back(data.known_variances[rows[static_cast<std::size_t>(place)]]);
    }
    auto group = groups.find(key);
    if (group == groups.end()) {
      const VectorXd known =
          Eigen::Map<const VectorXd>(key.second.data(), static_cast<Index>(key.second.size()));
      group = groups.emplace(key, empty_moments(key.first, matrix.cols(), known)).first;
    }
    VisitMoments& moments = group->second;
    ++moments.participants;
    for (std::size_t a = 0, pair = 0; a < places.size(); ++a) {
      for (std::size_t b = 0; b < places.size(); ++b, ++pair) {
        moments.xx[pair].noalias() += matrix.row(places[a]).transpose() * matrix.row(places[b]);
        moments.xy[pair] += y[places[b]] * matrix.row(places[a]).transpose();
        moments.yy(static_cast<Index>(a), static_cast<Index>(b)) += y[places[a]] * y[places[b]];
      }
    }
  }
  std::vector<VisitMoments> result;
  result.reserve(groups.size());
  for (auto& [key, moments] : groups) result.push_back(std::move(moments));
  return result;
}

}  // namespace rewire
