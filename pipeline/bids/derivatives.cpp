#include "pipeline/bids/derivatives.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <utility>

#include "pipeline/bids/directory_listing.h"
#include "pipeline/bids/participant_files.h"
#include "stages/core/error.h"
#include "stages/core/parallel.h"

namespace rewire {
namespace {

bool fits(const std::string& wanted, std::string_view found) {
  return wanted.empty() || wanted == found;
}

bool matches(const DerivativeQuery& query, const DerivativeFile& file) {
  return fits(query.suffix, file.name.suffix) && fits(query.extension, file.name.extension) &&
         fits(query.atlas, file.atlas) && fits(query.measure, file.measure) &&
         fits(query.desc, file.name.label("desc")) && fits(query.space, file.name.label("space"));
}

std::string first_label(const BidsName& name, std::initializer_list<std::string_view> entities) {
  for (const std::string_view entity : entities) {
    if (!name.label(entity).empty()) return std::string(name.label(entity));
  }
  return {};
}

DerivativeFile derivative_file(const NamedFile& file) {
  return {.path = file.path,
          .name = file.name,
          .key = scan_key(file.name),
          .atlas = first_label(file.name, {"atlas", "seg"}),
          .measure = first_label(file.name, {"stat", "meas", "measure"})};
}

struct Found {
  std::vector<DerivativeFile> files;
  std::vector<Problem> problems;
};

/// Names that are not BIDS names belong to other programs and are nobody's problem here.
Found find_of_participant(const std::filesystem::path& root,
                          const std::string& label,
                          const DerivativeQuery& query,
                          const Filter& filter) {
  const auto wants = [&](std::string_view session, std::string_view /*datatype*/) {
    return wants_session(filter, session);
  };
  Found found;
  for (const NamedFile& file : list_participant(root, label, IgnoreRules(), wants).files) {
    if (file.datatype.empty() || !wants_file(filter, "bold", file.name)) continue;
    DerivativeFile derivative = derivative_file(file);
    if (!matches(query, derivative)) continue;
    if (file.is_broken_link) {
      found.problems.push_back(broken_link(file.path, "a derivative"));
    } else {
      found.files.push_back(std::move(derivative));
    }
  }
  return found;
}

bool before(const DerivativeFile& a, const DerivativeFile& b) {
  if (a.key != b.key) return natural_less(a.key, b.key);
  return a.path < b.path;
}

}  // namespace

std::vector<DerivativeFile> find_derivatives(const std::filesystem::path& root,
                                             const DerivativeQuery& query,
                                             const Filter& filter,
                                             std::vector<Problem>& problems) {
  std::vector<Problem> listing;
  std::vector<std::string> labels = list_participants(root, IgnoreRules(), listing);
  throw_if_errors(listing);
  std::erase_if(labels,
                [&](const std::string& label) { return !wants_participant(filter, label); });
  std::vector<Found> parts(labels.size());
  parallel_for(parts.size(), 8, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      parts[i] = find_of_participant(root, labels[i], query, filter);
    }
  });
  std::vector<DerivativeFile> files;
  for (Found& part : parts) {
    append(problems, std::move(part.problems));
    std::move(part.files.begin(), part.files.end(), std::back_inserter(files));
  }
  std::sort(files.begin(), files.end(), before);
  return files;
}

}  // namespace rewire
