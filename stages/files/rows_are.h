#pragma once

namespace rewire {

/// What the rows of somebody's table of time series are.
enum class RowsAre { volumes, regions };

}  // namespace rewire
