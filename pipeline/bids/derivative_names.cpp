#include "pipeline/bids/derivative_names.h"

#include "stages/core/error.h"

namespace rewire {
namespace {

/// A broken label would write a file that nobody finds again.
void set_checked(BidsName& name, std::string_view entity, const std::string& label) {
  if (!label.empty() && !is_bids_label(label)) {
    throw InternalError(Problem{.found = "the label '" + label + "'",
                                .expected = "letters and digits",
                                .where = "entity " + std::string(entity) + " of a derivative",
                                .remedy = {}});
  }
  name.set(entity, label);
}

}  // namespace

std::string derivative_file_name(const ScanKey& key, const DerivativeName& name) {
  BidsName file{.entities = {}, .suffix = name.suffix, .extension = name.extension};
  set_checked(file, "sub", key.sub);
  set_checked(file, "ses", key.ses);
  set_checked(file, "task", key.task);
  set_checked(file, "acq", key.acq);
  set_checked(file, "ce", key.ce);
  set_checked(file, "dir", key.dir);
  set_checked(file, "rec", key.rec);
  set_checked(file, "run", key.run);
  set_checked(file, "echo", key.echo);
  set_checked(file, "part", key.part);
  set_checked(file, "space", name.space);
  set_checked(file, "atlas", name.atlas);
  set_checked(file, "res", name.res);
  set_checked(file, "label", name.label);
  set_checked(file, "from", name.from);
  set_checked(file, "to", name.to);
  set_checked(file, "mode", name.mode);
  set_checked(file, "stat", name.stat);
  set_checked(file, "desc", name.desc);
  return compose_bids_name(file);
}

std::filesystem::path derivative_directory(const std::filesystem::path& output,
                                           const ScanKey& key,
                                           const std::string& datatype) {
  std::filesystem::path directory = output / key.participant();
  if (!key.ses.empty()) directory /= key.session();
  return directory / datatype;
}

std::filesystem::path derivative_path(const std::filesystem::path& output,
                                      const ScanKey& key,
                                      const DerivativeName& name) {
  return derivative_directory(output, key, name.datatype) / derivative_file_name(key, name);
}

ScanKey session_key(const ScanKey& key) {
  ScanKey session;
  session.sub = key.sub;
  session.ses = key.ses;
  return session;
}

}  // namespace rewire
