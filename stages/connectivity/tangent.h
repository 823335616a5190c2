#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "stages/connectivity/connect_params.h"
#include "stages/core/stage.h"
#include "stages/data/cohort_series.h"
#include "stages/data/connectome.h"

namespace rewire {

/// Whose geometric mean is the reference.
enum class TangentReference { all, baseline };

/// How much of each session is used.
enum class SessionDuration {
  own,    ///< all kept volumes
  equal,  ///< as many as the shortest session has
};

struct TangentParams {
  TangentReference reference = TangentReference::all;
  std::string baseline{};
  SessionDuration duration = SessionDuration::own;
  std::int64_t seed = 1;
  StandardErrorMethod standard_error = StandardErrorMethod::xdf;
};

void fields(FieldVisitor& visitor, TangentParams& params);

/// Tangent vectors of sessions in their order, and the reference.
struct TangentConnectomes {
  std::vector<std::string> names;
  std::vector<Connectome> sessions;  ///< kind tangent
  Connectome reference;              ///< kind covariance, of standardised series
  std::vector<Problem> warnings;
};

std::vector<Problem> validate(const TangentConnectomes& tangents, const std::string& where);
void add_content(Digester& digester, const TangentConnectomes& tangents);

std::vector<Problem> check_tangent(const CohortSeries& cohort, const TangentParams& params);

/// log(G^(-1/2) C G^(-1/2)) per session, C the Ledoit-Wolf shrunk correlation of its kept volumes,
/// G the geometric mean over all sessions or the baseline's, to a residual of 1e-7. The square root
/// is the symmetric one, so that an entry still belongs to a pair of regions. Vectors depend on who
/// else is in the group: compare them only within one call.
///
/// A region that is missing or constant in one session is missing in all (a warning). Standard
/// errors are first-order at G: entry ij varies as (1 - d) times the covariance of the series
/// G^(-1/2) x. Throws InputError for what check_tangent() reports.
TangentConnectomes tangent_connectomes(const CohortSeries& cohort, const TangentParams& params);

inline constexpr std::array<Paper, 3> tangent_papers{{
    {"Varoquaux G, Baronnet F, Kleinschmidt A, Fillard P, Thirion B",
     2010,
     "Detection of brain functional-connectivity difference in post-stroke patients using "
     "group-level covariance modeling",
     "10.1007/978-3-642-15705-9_25",
     "residuals in the tangent space of the group's mean"},
    {"Pennec X, Fillard P, Ayache N",
     2006,
     "A Riemannian framework for tensor computing",
     "10.1007/s11263-005-3222-z",
     "geometric mean by steps along the mean tangent"},
    {"Ledoit O, Wolf M",
     2004,
     "A well-conditioned estimator for large-dimensional covariance matrices",
     "10.1016/S0047-259X(03)00096-4",
     "shrinkage"},
}};

inline constexpr Stage<TangentConnectomes, TangentParams, CohortSeries> tangent_stage{
    "tangent",
    3,
    "Project the sessions' covariances onto the tangent space at the group's geometric mean",
    &tangent_connectomes,
    &check_tangent,
    tangent_papers};

}  // namespace rewire
