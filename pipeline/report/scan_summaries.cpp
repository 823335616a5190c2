#include "pipeline/report/scan_summaries.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"

namespace rewire {
namespace {

using Eigen::Index;

std::uint8_t shade(double percent) {
  const double share =
      (std::clamp(percent, -carpet_range, carpet_range) + carpet_range) / (2.0 * carpet_range);
  return static_cast<std::uint8_t>(std::lround(share * 255.0));
}

/// Volumes that become one column.
struct Bins {
  Index volumes;
  Index width;

  Index count() const { return (volumes + width - 1) / width; }
  Index size(Index bin) const { return std::min(width, volumes - bin * width); }
};

std::vector<std::uint8_t> shades(const Eigen::MatrixXd& carpet,
                                 const std::vector<Index>& rows,
                                 const Bins& bins) {
  std::vector<std::uint8_t> values;
  for (const Index row : rows) {
    for (Index bin = 0; bin < bins.count(); ++bin) {
      values.push_back(shade(carpet.row(row).segment(bin * bins.width, bins.size(bin)).mean()));
    }
  }
  return values;
}

void add_table(Digester& digester, const Table& table) {
  digester.integer(static_cast<std::int64_t>(table.names.size()));
  for (std::size_t c = 0; c < table.names.size(); ++c) {
    add_content(digester, table.names[c]);
    digester.integer(static_cast<std::int64_t>(table.columns[c].size()));
    for (const std::string& cell : table.columns[c]) add_content(digester, cell);
  }
}

}  // namespace

CarpetThumbnail carpet_thumbnail(const std::string& scan,
                                 const ScanQuality& quality,
                                 const ThumbnailSize& size) {
  const Index volumes = quality.carpet.before.cols();
  const Bins bins{.volumes = volumes,
                  .width = std::max<Index>(1, (volumes + size.columns - 1) / size.columns)};
  const auto available = static_cast<Index>(quality.carpet.tissues.size());
  const Index row_count = std::min<Index>(available, size.rows);
  CarpetThumbnail thumbnail{.scan = scan,
                            .tissues = {},
                            .columns = bins.count(),
                            .before = {},
                            .after = {},
                            .framewise_displacement_mm = {},
                            .kept = {}};
  std::vector<Index> rows;
  for (Index i = 0; i < row_count; ++i) {
    rows.push_back((2 * i + 1) * available / (2 * row_count));
    thumbnail.tissues.push_back(quality.carpet.tissues[static_cast<std::size_t>(rows.back())]);
  }
  thumbnail.before = shades(quality.carpet.before, rows, bins);
  thumbnail.after = shades(quality.carpet.after, rows, bins);
  for (Index bin = 0; bin < bins.count(); ++bin) {
    double largest = std::numeric_limits<double>::quiet_NaN();
    std::uint8_t kept = 1;
    for (Index t = bin * bins.width; t < bin * bins.width + bins.size(bin); ++t) {
      const double here = quality.framewise_displacement_mm[t];
      if (!(largest >= here) && std::isfinite(here)) largest = here;
      kept = std::min(kept, quality.kept[static_cast<std::size_t>(t)]);
    }
    thumbnail.framewise_displacement_mm.push_back(largest);
    thumbnail.kept.push_back(kept);
  }
  return thumbnail;
}

std::vector<Problem> validate(const ScanSummaries& summaries, const std::string& where) {
  Requirements requirements(where, "run the group level again");
  for (const CarpetThumbnail& carpet : summaries.carpets) {
    const std::size_t cells = carpet.tissues.size() * static_cast<std::size_t>(carpet.columns);
    const auto columns = static_cast<std::size_t>(carpet.columns);
    requirements.require(carpet.before.size() == cells && carpet.after.size() == cells &&
                             carpet.framewise_displacement_mm.size() == columns &&
                             carpet.kept.size() == columns,
                         "a carpet of " + carpet.scan + " whose parts do not fit",
                         std::to_string(cells) + " cells");
  }
  return requirements.take();
}

void add_content(Digester& digester, const ScanSummaries& summaries) {
  add_table(digester, summaries.quality);
  add_table(digester, summaries.activity);
  add_table(digester, summaries.warnings);
  add_table(digester, summaries.volumes);
  for (const ScanPicture& picture : summaries.pictures) {
    digester.text(picture.scan).text(picture.file).text(picture.svg);
  }
  digester.integer(static_cast<std::int64_t>(summaries.carpets.size()));
  for (const CarpetThumbnail& carpet : summaries.carpets) {
    add_content(digester, carpet.scan);
    add_content(digester, carpet.tissues);
    digester.integer(carpet.columns);
    digester.values(std::span(carpet.before)).values(std::span(carpet.after));
    digester.values(std::span(carpet.framewise_displacement_mm)).values(std::span(carpet.kept));
  }
}

}  // namespace rewire
