#include "stages/core/interrupt.h"

#include <csignal>

#include "stages/core/error.h"

namespace rewire {
namespace {

volatile std::sig_atomic_t stop_requested = 0;

void request_stop(int signal_number) {
  if (stop_requested != 0) {
    std::signal(signal_number, SIG_DFL);
    std::raise(signal_number);
  }
  stop_requested = 1;
}

}  // namespace

void install_interrupt_handlers() {
  std::signal(SIGINT, request_stop);
  std::signal(SIGTERM, request_stop);
  // A closed terminal stops a run cleanly, too, unless nohup asked to go on.
  if (std::signal(SIGHUP, request_stop) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
  // When nobody reads the messages any more, the outputs are still written.
  std::signal(SIGPIPE, SIG_IGN);
  // A write beyond the file size limit then fails like one to a full disk, and is cleaned up.
  std::signal(SIGXFSZ, SIG_IGN);
}

bool interrupt_requested() { return stop_requested != 0; }

void throw_if_interrupted() {
  if (interrupt_requested()) throw Interrupted();
}

}  // namespace rewire
