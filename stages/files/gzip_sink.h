#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

namespace rewire {

/// Deflates a content that comes in pieces into one gzip member; equal contents give equal bytes,
/// however they are cut.
class GzipSink {
 public:
  /// `write` takes the compressed bytes as they come.
  explicit GzipSink(std::function<void(std::span<const std::byte>)> write);
  ~GzipSink();
  GzipSink(const GzipSink&) = delete;
  GzipSink& operator=(const GzipSink&) = delete;

  void write(std::span<const std::byte> bytes);
  /// Must be called once, at the end.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rewire
