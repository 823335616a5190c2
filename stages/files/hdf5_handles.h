#pragma once

#include <hdf5.h>

#include <mutex>
#include <string>
#include <utility>

namespace rewire {

/// An HDF5 identifier and how it is closed.
class Hdf5Handle {
 public:
  Hdf5Handle() = default;
  Hdf5Handle(hid_t id, herr_t (*closing)(hid_t)) : id_(id), close_(closing) {}
  ~Hdf5Handle() {
    if (id_ >= 0) close_(id_);
  }
  Hdf5Handle(Hdf5Handle&& other) noexcept
      : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Hdf5Handle& operator=(Hdf5Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }

  hid_t get() const { return id_; }
  bool valid() const { return id_ >= 0; }
  /// Whether closing worked.
  bool close() { return close_(std::exchange(id_, H5I_INVALID_HID)) >= 0; }

 private:
  hid_t id_ = H5I_INVALID_HID;
  herr_t (*close_)(hid_t) = nullptr;
};

/// Held as long as a file is open: HDF5 may have been built without its own lock.
class Hdf5Lock {
 public:
  Hdf5Lock();

 private:
  std::unique_lock<std::recursive_mutex> lock_;
};

/// What HDF5 said last on this thread, in a few words.
std::string hdf5_reason();

enum class Hdf5AtClose { forget, write };

/// Access properties of a file in memory, which closing writes in one piece or forgets.
Hdf5Handle memory_access(Hdf5AtClose at_close);

/// Fixed length, UTF-8, NUL-padded.
Hdf5Handle text_type(std::size_t length);

}  // namespace rewire
