#include "stages/files/hdf5_handles.h"

#include <algorithm>

namespace rewire {
namespace {

std::recursive_mutex& mutex() {
  static std::recursive_mutex the_mutex;
  return the_mutex;
}

/// The innermost message comes first.
herr_t take_first(unsigned, const H5E_error2_t* error, void* text) {
  auto& reason = *static_cast<std::string*>(text);
  if (reason.empty() && error->desc != nullptr) reason = error->desc;
  return 0;
}

}  // namespace

Hdf5Lock::Hdf5Lock() : lock_(mutex()) { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

std::string hdf5_reason() {
  std::string reason;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, &take_first, &reason);
  return reason.empty() ? "HDF5 gave no reason" : reason;
}

Hdf5Handle memory_access(Hdf5AtClose at_close) {
  Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), &H5Pclose);
  constexpr std::size_t increment = 1 << 20;
  H5Pset_fapl_core(access.get(), increment, at_close == Hdf5AtClose::write);
  // What is written is a temporary file that AtomicFile holds the lock of.
  H5Pset_file_locking(access.get(), false, true);
  // From 1.10 on every piece of metadata has a checksum.
  H5Pset_libver_bounds(access.get(), H5F_LIBVER_V110, H5F_LIBVER_V110);
  H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG);
  return access;
}

Hdf5Handle text_type(std::size_t length) {
  Hdf5Handle type(H5Tcopy(H5T_C_S1), &H5Tclose);
  H5Tset_size(type.get(), std::max<std::size_t>(length, 1));
  H5Tset_strpad(type.get(), H5T_STR_NULLPAD);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  return type;
}

}  // namespace rewire
