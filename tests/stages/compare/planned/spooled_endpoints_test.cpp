#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/compare/planned/planned_analysis.h"
#include "stages/core/error.h"
#include "stages/data/matrix_content.h"
#include "stages/files/endpoint_spool.h"
#include "tests/stages/compare/planned/planned_trials.h"

namespace rewire {
namespace {

using testing::make_inputs;
using testing::make_plan;

/// The same numbers, in a file.
EndpointValues in_file(const EndpointValues& values) {
  const EndpointSpool spool{::testing::TempDir(), 0};
  EndpointValues filed = spool.make(values.rows(), values.cols());
  filed.middleCols(0, values.cols()) = values;
  filed.let_go();
  return filed;
}

TEST(EndpointSpool, GivesMemoryOrAFileWithTheSameNumbers) {
  const Eigen::MatrixXd numbers = Eigen::MatrixXd::Random(30, 700);
  const EndpointValues inside(numbers);
  const EndpointValues outside = in_file(inside);
  EXPECT_FALSE(inside.lies_in_file());
  ASSERT_TRUE(outside.lies_in_file());
  EXPECT_EQ(Eigen::MatrixXd(outside), numbers);
  Digester of_inside;
  Digester of_outside;
  Digester of_matrix;
  add_content(of_inside, inside);
  add_content(of_outside, outside);
  add_content(of_matrix, numbers);
  EXPECT_EQ(of_inside.finish(), of_outside.finish());
  EXPECT_EQ(of_inside.finish(), of_matrix.finish());
  const EndpointValues some = outside.rows_of({1, 4, 29});
  EXPECT_TRUE(some.lies_in_file());
  EXPECT_EQ(Eigen::MatrixXd(some), Eigen::MatrixXd(inside.rows_of({1, 4, 29})));
  EXPECT_FALSE(has_infinity(outside));
  EXPECT_TRUE(
      EndpointSpool({::testing::TempDir(), 8 * 30 * 700}).make(30, 700).array().isNaN().all());
  EXPECT_THROW((EndpointSpool{"/proc/nowhere", 0}.make(3, 3)), StorageError);
}

TEST(EndpointSpool, CopiesOfNumbersInMemoryAreTheirOwn) {
  EndpointValues first(Eigen::MatrixXd::Zero(2, 2));
  EndpointValues second = first;
  second(0, 1) = 4.0;
  EXPECT_EQ(first(0, 1), 0.0);
  first = second;
  second(0, 1) = 5.0;
  EXPECT_EQ(first(0, 1), 4.0);
  const EndpointValues moved = std::move(second);
  EXPECT_EQ(moved(0, 1), 5.0);
}

TEST(PlannedAnalysis, EdgesInAFileGiveTheSameBytes) {
  const TrialInputs inputs = make_inputs(9);
  TrialInputs filed = inputs;
  for (EndpointFamily& family : filed.trial.families) family.values = in_file(family.values);
  for (const TrialModel model : {TrialModel::ancova, TrialModel::change}) {
    PlanParams plan = make_plan();
    plan.model.model = model;
    plan.endpoints.exploratory = {"edge"};
    plan.reliability.reliability = EndpointExtent::edges;
    plan.reliability.personal_change = EndpointExtent::edges;
    const auto content = [&](const TrialInputs& of) {
      Digester digester;
      PlannedComparison result = analyse_by_plan(of, PlanState{}, plan);
      result.findings.maps = {};  // are not made of what lies in a file
      add_content(digester, result);
      return digester.finish();
    };
    EXPECT_EQ(content(filed), content(inputs));
  }
}

}  // namespace
}  // namespace rewire
