#pragma once

#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

#include "stages/kernels/network/communities.h"

namespace rewire {

/// Multilayer modularity with ordinal coupling (Mucha et al. 2010, doi:10.1126/science.1184819):
///   Q = 1 / (2 mu) sum over i, j, l, r of
///       [ (A_ijl - gamma s_il s_jl / 2m_l) delta_lr + delta_ij omega_lr ] delta(c_il, c_jr),
/// omega_lr = omega for neighbouring layers, 0 otherwise, and 2 mu the sum of all strengths and
/// couplings. `layers`: symmetric weights of 0 or more (negative ones are set to 0), all of one
/// size; the diagonal is ignored. Node i of layer l is node l n + i. InputError where sizes differ.
QualityGraph multilayer_graph(std::span<const Eigen::MatrixXd> layers, double gamma, double omega);

/// Partitions over layers: nodes x layers, communities numbered across all layers.
std::vector<Eigen::MatrixXi> multilayer_runs(std::span<const Eigen::MatrixXd> layers,
                                             double gamma,
                                             double omega,
                                             const CommunityOptions& options,
                                             std::vector<double>* quality = nullptr);

// Of one partition over layers, `communities` being nodes x layers:

/// Bassett et al. 2011 (doi:10.1073/pnas.1018985108): per node, in how many of the steps from one
/// layer to the next it changes its community, as a share of the steps. 0 with one layer.
Eigen::VectorXd flexibility(const Eigen::Ref<const Eigen::MatrixXi>& communities);

/// Papadopoulos et al. 2016 (doi:10.1103/PhysRevE.94.032908): per node, (communities it is ever in
/// - 1) / (communities there are - 1). 0 where there is one community.
Eigen::VectorXd promiscuity(const Eigen::Ref<const Eigen::MatrixXi>& communities);

/// Module allegiance (Bassett et al. 2015, doi:10.1038/nn.3993): the share of layers in which two
/// nodes are in one community; 1 on the diagonal.
Eigen::MatrixXd allegiance(const Eigen::Ref<const Eigen::MatrixXi>& communities);

/// Mattar et al. 2015 (doi:10.1371/journal.pcbi.1004533): per node, its mean allegiance to the
/// other nodes of its own system (recruitment) and to those of other systems (integration).
/// `systems`: a number of 0 or more per node, -1 where unknown (left out). NaN where there is no
/// such node.
Eigen::VectorXd recruitment(const Eigen::Ref<const Eigen::MatrixXd>& allegiance,
                            std::span<const int> systems);
Eigen::VectorXd integration(const Eigen::Ref<const Eigen::MatrixXd>& allegiance,
                            std::span<const int> systems);

}  // namespace rewire
