#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "stages/core/stage.h"
#include "stages/data/connectome.h"

namespace rewire {

struct ConnectParams {
  std::int64_t minimum_degrees_of_freedom = 3;
};

void fields(FieldVisitor& visitor, ConnectParams& params);

std::vector<Problem> check_connect(const RegionSeries& series, const ConnectParams& params);

/// Pearson's r between all regions over the kept volumes, and its Fisher z = artanh(r).
///
/// With D degrees of freedom of a series (RegionSeries::degrees_of_freedom; kept volumes - 1, for
/// the mean, where that is 0) r has D - 1 effective degrees of freedom, and the standard error of z
/// is 1 / sqrt(D - 2): Fisher's 1 / sqrt(n - 3) for n = D + 1 volumes, and the partial
/// correlation's 1 / sqrt(n - k - 3) when k regressors beside the mean were projected out of n
/// volumes.
///
/// A region that is missing, not finite or constant over the kept volumes is NaN with a
/// missing_reason. Two regions whose r is within 1e-12 of 1 or -1 have no Fisher z (NaN); they are
/// in undefined_edges. Throws NumericalError when D is below the minimum.
Connectome connect(const RegionSeries& series, const ConnectParams& params);

inline constexpr std::array<Paper, 3> connect_papers{{
    {"Fisher RA",
     1915,
     "Frequency distribution of the values of the correlation coefficient in samples from an "
     "indefinitely large population",
     "10.2307/2331838",
     "artanh transform"},
    {"Fisher RA",
     1921,
     "On the 'probable error' of a coefficient of correlation deduced from a small sample",
     "",
     "Metron 1:3-32; standard error 1 / sqrt(n - 3)"},
    {"Fisher RA",
     1924,
     "The distribution of the partial correlation coefficient",
     "",
     "Metron 3:329-332; one degree of freedom less per variable projected out"},
}};

inline constexpr Stage<Connectome, ConnectParams, RegionSeries> connect_stage{
    "connect",
    1,
    "Correlate the regions' series, with Fisher z and its standard error",
    &connect,
    &check_connect,
    connect_papers};

}  // namespace rewire
