#pragma once

#include <filesystem>

#include "stages/data/comparison.h"
#include "stages/files/hdf5.h"
#include "stages/files/row_table.h"

namespace rewire {

/// Below `directory`: networks.tsv (one row per component), network_edges.tsv (one per edge of a
/// component), edge_sets.tsv and tails.tsv; each only where there is something, and one that an
/// earlier result left is removed.
void write_network_tables(const std::filesystem::path& directory, const Comparison& comparison);

RowTable<NetworkComponent> component_columns();
RowTable<SetEffect> set_columns();

/// The same in the trial's HDF5 file.
void put_networks(Hdf5Writer& file, const Comparison& comparison);
void get_networks(const Hdf5Reader& file, Comparison& comparison);

/// Writes the table, or removes what an earlier result left of it when there are no rows.
void write_or_remove(const std::filesystem::path& path, const Table& table);

}  // namespace rewire
