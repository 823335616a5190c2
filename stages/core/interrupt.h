#pragma once

namespace rewire {

/// Makes SIGINT, SIGTERM and (unless it is ignored) SIGHUP ask for a clean stop; a second signal
/// ends the process at once. A write beyond the file size limit (SIGXFSZ) or to a closed pipe
/// (SIGPIPE) fails instead of ending the process.
void install_interrupt_handlers();

bool interrupt_requested();

/// Throws Interrupted when a stop was asked for; long loops call it between blocks.
void throw_if_interrupted();

}  // namespace rewire
