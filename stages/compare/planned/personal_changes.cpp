#include <algorithm>
#include <cmath>
#include <iterator>

#include "stages/compare/planned/arm_changes.h"
#include "stages/compare/planned/further_findings.h"
#include "stages/kernels/statistics/column_blocks.h"
#include "stages/kernels/statistics/multiple_tests.h"
#include "stages/kernels/statistics/reliable_change.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Of more endpoints than these a line stands for all, and a map has each.
constexpr std::size_t listed = 200;

/// What the changes of one arm at one follow-up are held against.
struct Frame {
  const TrialInputs& sample;
  std::span<const ChosenEndpoint> endpoints;
  VisitPairs reference;
  bool errors_known = false;

  Index count() const { return static_cast<Index>(endpoints.size()); }
  std::span<const ChosenEndpoint> some(Index first, Index number) const {
    return endpoints.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(number));
  }
  const EndpointFamily& family(Index endpoint) const {
    return sample.trial.families[endpoints[static_cast<std::size_t>(endpoint)].family];
  }
  template <class Body>
  void blocks(Index people, const Body& body) const {
    const auto rows = people + static_cast<Index>(reference.after.size());
    for_blocks(count(), columns_per_block(rows), [&](Index first, Index number) {
      body(first, number);
      for (const EndpointFamily& each : sample.trial.families) {
        each.values.let_go();
        each.standard_errors.let_go();
      }
    });
  }
};

/// Only where every scan of every endpoint has a standard error are they used.
bool all_errors_known(const Frame& frame, const VisitPairs& own) {
  bool known = true;
  frame.blocks(static_cast<Index>(own.after.size()), [&](Index first, Index number) {
    known = known && variances_of(frame.sample, frame.some(first, number), own).size() > 0 &&
            variances_of(frame.sample, frame.some(first, number), frame.reference).size() > 0;
  });
  return known;
}

ReliableChange changes_against(const Frame& frame, const VisitPairs& own) {
  const auto people = static_cast<Index>(own.after.size());
  ReliableChange all{MatrixXd(people, frame.count()), MatrixXd(people, frame.count()), {}};
  frame.blocks(people, [&](Index first, Index number) {
    const auto some = frame.some(first, number);
    const auto variances = [&](const VisitPairs& pairs) {
      return frame.errors_known ? variances_of(frame.sample, some, pairs) : MatrixXd();
    };
    const ReliableChange found = reliable_change(changes_of(frame.sample, some, own),
                                                 changes_of(frame.sample, some, frame.reference),
                                                 variances(own),
                                                 variances(frame.reference));
    all.t.middleCols(first, number) = found.t;
    all.p.middleCols(first, number) = found.p;
  });
  all.q.resize(people, frame.count());
  for (Index i = 0; i < people; ++i) {
    all.q.row(i) = benjamini_hochberg(all.p.row(i).transpose()).transpose();
  }
  return all;
}

/// The standard deviation of a change that is error alone.
double error_of_change(const Frame& frame, Index endpoint) {
  const auto column =
      frame.family(endpoint).values.col(frame.endpoints[static_cast<std::size_t>(endpoint)].column);
  const RetestMoments m =
      retest_moments(column(frame.reference.before), column(frame.reference.after));
  const double r = m.covariance / std::sqrt(m.before * m.after);
  return std::sqrt(2.0 * m.before * (1.0 - r));
}

PersonLine person_line(const Frame& frame,
                       Index endpoint,
                       const VisitPairs& own,
                       const ReliableChange& found,
                       Index person) {
  const ChosenEndpoint& chosen = frame.endpoints[static_cast<std::size_t>(endpoint)];
  const EndpointFamily& family = frame.family(endpoint);
  const auto at = static_cast<std::size_t>(person);
  PersonLine line;
  line.family = family.name;
  line.endpoint = family.endpoints[static_cast<std::size_t>(chosen.column)];
  line.change =
      family.values(own.after[at], chosen.column) - family.values(own.before[at], chosen.column);
  line.reliable_change_index = line.change / error_of_change(frame, endpoint);
  line.t = found.t(person, endpoint);
  line.p = found.p(person, endpoint);
  line.q = found.q(person, endpoint);
  for (Index e = 0; e < found.q.cols(); ++e) {
    line.tested += std::isfinite(found.q(person, e)) ? 1 : 0;
    line.reliable += found.q(person, e) <= reliable_at ? 1 : 0;
  }
  return line;
}

/// Every endpoint of a participant, of many the one of the largest |t|.
std::vector<Index> lines_of(const ReliableChange& found, Index person) {
  std::vector<Index> all;
  Index strongest = -1;
  for (Index e = 0; e < found.t.cols(); ++e) {
    if (std::isnan(found.t(person, e))) continue;
    if (strongest < 0 || std::abs(found.t(person, e)) > std::abs(found.t(person, strongest))) {
      strongest = e;
    }
    all.push_back(e);
  }
  if (static_cast<std::size_t>(found.t.cols()) > listed && strongest >= 0) return {strongest};
  return all;
}

void add_rows(MatrixXd& map, const MatrixXd& rows) {
  const Index before = map.rows();
  map.conservativeResize(before + rows.rows(), rows.cols());
  map.bottomRows(rows.rows()) = rows;
}

VisitPairs slice(const VisitPairs& pairs, std::size_t begin, std::size_t end) {
  const auto part = [&](const std::vector<Index>& rows) {
    return std::vector<Index>(rows.begin() + static_cast<std::ptrdiff_t>(begin),
                              rows.begin() + static_cast<std::ptrdiff_t>(end));
  };
  VisitPairs some;
  some.before = part(pairs.before);
  some.after = part(pairs.after);
  return some;
}

/// The participants of one arm at one follow-up, as many at a time as their maps take little
/// memory.
void add_people(Frame& frame,
                const VisitPairs& own,
                const std::string& followup,
                std::vector<PersonLine>& lines,
                PersonalMaps* maps) {
  constexpr std::size_t numbers = std::size_t{1} << 24U;
  const TrialTable& table = frame.sample.trial.table;
  const std::size_t together =
      std::max<std::size_t>(numbers / std::max<std::size_t>(frame.endpoints.size(), 1), 1);
  frame.errors_known = all_errors_known(frame, own);
  for (std::size_t begin = 0; begin < own.after.size(); begin += together) {
    const VisitPairs some = slice(own, begin, std::min(begin + together, own.after.size()));
    const ReliableChange found = changes_against(frame, some);
    for (Index i = 0; i < found.t.rows(); ++i) {
      const TrialRow& row =
          table.rows[static_cast<std::size_t>(some.after[static_cast<std::size_t>(i)])];
      for (const Index e : lines_of(found, i)) {
        lines.push_back(person_line(frame, e, some, found, i));
        lines.back().participant = row.participant;
        lines.back().arm = row.arm;
        lines.back().followup = followup;
      }
      if (maps == nullptr) continue;
      maps->participants.push_back(row.participant);
      maps->arms.push_back(row.arm);
      maps->followups.push_back(followup);
    }
    if (maps == nullptr) continue;
    add_rows(maps->t, found.t);
    add_rows(maps->q, found.q);
  }
}

}  // namespace

std::vector<PersonLine> personal_changes(const TrialInputs& sample,
                                         const PlanParams& plan,
                                         const std::vector<ChosenEndpoint>& endpoints,
                                         PersonalMaps* maps) {
  const TrialTable& table = sample.trial.table;
  std::vector<PersonLine> lines;
  if (endpoints.empty()) return lines;
  for (const std::string& followup : plan.trial.followups) {
    Frame frame{sample, endpoints, pairs_of_arm(sample, plan.trial, followup, table.arms[0])};
    for (std::size_t arm = 1; arm < table.arms.size(); ++arm) {
      add_people(frame,
                 pairs_of_arm(sample, plan.trial, followup, table.arms[arm]),
                 followup,
                 lines,
                 maps);
    }
  }
  if (maps == nullptr || maps->participants.empty()) return lines;
  const EndpointFamily& family = sample.trial.families[endpoints.front().family];
  maps->family = family.name;
  for (const ChosenEndpoint& endpoint : endpoints) {
    maps->endpoints.push_back(family.endpoints[static_cast<std::size_t>(endpoint.column)]);
  }
  return lines;
}

}  // namespace rewire
