#pragma once

namespace rewire::engine {

/// Starts a new measurement of the process' peak resident memory (Linux; elsewhere the peak is the
/// one since the process started).
void reset_peak_memory();

/// Peak resident memory of the process since the last reset, in 10^6 bytes.
double peak_memory_mb();

}  // namespace rewire::engine
