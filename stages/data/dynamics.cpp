#include "stages/data/dynamics.h"

#include <cmath>

#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"

namespace rewire {
namespace {

void require_use(Requirements& requirements, const StateUse& use, const std::string& of) {
  if (use.sequence.empty()) return;
  requirements.require(use.sequence.size() == use.starts_s.size(),
                       of + " with states at unknown times",
                       "a time for each");
  requirements.require(
      std::abs(use.occupancy.sum() - 1.0) < 1e-9 && !(use.occupancy.array() < 0.0).any(),
      of + " with shares of states that are not 1 together",
      "the share of each state");
}

void add_use(Digester& digester, const StateUse& use) {
  for (const int state : use.sequence) digester.integer(state);
  add_content(digester, use.starts_s);
  add_content(digester, Eigen::MatrixXd(use.occupancy));
  add_content(digester, Eigen::MatrixXd(use.dwell_s));
  add_content(digester, use.transitions);
  digester.number(use.changes_per_minute).number(use.silhouette);
}

void add_model(Digester& digester, const StateModel& model) {
  for (const Eigen::MatrixXd& centroid : model.centroids) add_content(digester, centroid);
  digester.number(model.inertia).number(model.silhouette);
}

}  // namespace

std::vector<Problem> validate(const Dynamics& dynamics, const std::string& where) {
  Requirements requirements(where, "analyse the sessions again");
  requirements.add(validate(dynamics.regions, where));
  const auto regions = static_cast<Eigen::Index>(dynamics.regions.size());
  for (const SessionDynamics& session : dynamics.sessions) {
    const WindowVariability& found = session.variability;
    requirements.require(found.deviation.rows() == regions && found.excursion.rows() == regions,
                         session.name + " with matrices of another size",
                         "one row per region");
    for (const Eigen::MatrixXd* p : {&found.deviation_p, &found.excursion_p}) {
      requirements.require(!(p->array() <= 0.0).any() && !(p->array() > 1.0).any(),
                           session.name + " with p outside 0 to 1",
                           "p above 0 and up to 1");
    }
    require_use(requirements, session.states, session.name);
    require_use(requirements, session.patterns, session.name);
  }
  return requirements.take();
}

void add_content(Digester& digester, const Dynamics& dynamics) {
  digester.text(dynamics.atlas);
  add_content(digester, dynamics.regions);
  for (const SessionDynamics& session : dynamics.sessions) {
    digester.text(session.name).text(session.session);
    digester.integer(session.variability.windows);
    add_content(digester, session.variability.deviation);
    add_content(digester, session.variability.deviation_p);
    add_content(digester, session.variability.excursion);
    add_content(digester, session.variability.excursion_p);
    add_use(digester, session.states);
    add_use(digester, session.patterns);
    add_content(digester, session.volumes_s);
    add_content(digester, Eigen::MatrixXd(session.edge_amplitude));
  }
  add_model(digester, dynamics.states);
  add_model(digester, dynamics.patterns);
}

}  // namespace rewire
