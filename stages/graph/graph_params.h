#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "stages/core/fields.h"
#include "stages/core/problem.h"
#include "stages/data/connectome.h"

namespace rewire {

// The enumerators are in the order of the words in graph_params.cpp.
enum class EdgeChoice { proportional, absolute, spanning_tree, disparity, orthogonal_trees, all };
enum class NegativeWeights { drop, absolute, keep };
enum class EdgeLengths { inverse, one_minus, minus_log };
enum class CommunitySearch { leiden, louvain };
enum class CommunityChoice { best, consensus };
enum class SignedQ { asymmetric, symmetric };
enum class NullModel { degrees, strengths, covariance, phases };
enum class StructureView { on, off };

struct GraphParams {
  std::vector<std::string> metrics{"default"};
  EdgeChoice edges = EdgeChoice::proportional;
  std::vector<double> densities{0.05, 0.10, 0.15, 0.20, 0.25, 0.30};
  std::vector<double> thresholds{0.1, 0.2, 0.3, 0.4};
  std::vector<double> significances{0.05};
  NegativeWeights negative_weights = NegativeWeights::drop;
  EdgeLengths lengths = EdgeLengths::inverse;
  CommunitySearch community_search = CommunitySearch::leiden;
  CommunityChoice community_choice = CommunityChoice::best;
  SignedQ signed_modularity = SignedQ::asymmetric;
  double resolution = 1.0;
  std::int64_t restarts = 20;
  std::int64_t nulls = 0;
  NullModel null_model = NullModel::degrees;
  std::int64_t swaps = 10;
  std::int64_t references = 20;
  StructureView structures = StructureView::on;
  std::int64_t seed = 1;
};

void fields(FieldVisitor& visitor, GraphParams& params);

std::vector<Problem> check_graph_metrics(const Connectome& connectome, const GraphParams& params);

}  // namespace rewire
