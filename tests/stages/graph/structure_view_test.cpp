#include <gmock/gmock.h>

#include "stages/graph/graph_stage.h"
#include "tests/stages/graph/metric_lookup.h"
#include "tests/stages/graph/sample_connectome.h"

namespace rewire {
namespace {

using testing::connectome_of;
using ::testing::IsEmpty;

TEST(StructureView, MeasuresTheStructuresAndTheirPaths) {
  // Amygdala 0 - hub 1 - prefrontal 2, 3 (an edge between them); hippocampus 4 - prefrontal 3.
  Eigen::MatrixXd values = -Eigen::MatrixXd::Ones(6, 6);
  for (const auto& [i, j] :
       std::vector<std::pair<int, int>>{{0, 1}, {1, 2}, {1, 3}, {2, 3}, {3, 4}}) {
    values(i, j) = values(j, i) = 0.5;
  }
  Connectome connectome = connectome_of(values);
  connectome.regions[0].region.structure = Structure::amygdala;
  connectome.regions[2].region.structure = Structure::prefrontal;
  connectome.regions[2].region.prefrontal_area = PrefrontalArea::sgACC;
  connectome.regions[3].region.structure = Structure::prefrontal;
  connectome.regions[4].region.structure = Structure::hippocampus;
  GraphParams params;
  params.densities = {5.0 / 15.0};
  const GraphMetrics metrics = graph_metrics(connectome, params);
  EXPECT_THAT(validate(metrics, "here"), IsEmpty());
  const auto value = [&](const std::string& name, const std::string& place) {
    return testing::structure(metrics, name, place).values[0];
  };
  EXPECT_EQ(value("edge_density", "amygdala--prefrontal"), 0.0);
  EXPECT_EQ(value("path_length", "amygdala--prefrontal"), 2.0);
  EXPECT_EQ(value("efficiency", "amygdala--prefrontal"), 0.5);
  EXPECT_EQ(value("mean_weight", "hippocampus--prefrontal"), 0.25);
  EXPECT_EQ(value("path_length", "hippocampus--prefrontal"), 1.5);
  EXPECT_EQ(value("edge_density", "prefrontal--prefrontal"), 1.0);
  EXPECT_EQ(value("path_length", "amygdala--sgACC"), 2.0);
  EXPECT_TRUE(std::isnan(value("path_length", "amygdala--amygdala")));
  EXPECT_EQ(value("degree", "prefrontal"), 2.5);
  const auto shares = [&](const std::string& place) -> Eigen::VectorXd {
    for (const PathShares& one : metrics.path_shares) {
      if (one.place == place) return one.values.col(0);
    }
    throw std::out_of_range(place);
  };
  // All paths of the amygdala pass through 1; to 4 also through 3.
  EXPECT_EQ(shares("amygdala--prefrontal"), Eigen::VectorXd::Unit(6, 1));
  EXPECT_EQ(shares("amygdala--hippocampus"), (Eigen::VectorXd(6) << 0, 1, 0, 1, 0, 0).finished());
  EXPECT_EQ(shares("hippocampus--prefrontal"), 0.5 * Eigen::VectorXd::Unit(6, 3));
}

}  // namespace
}  // namespace rewire
