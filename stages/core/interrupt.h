#pragma once

namespace rewire {

/// Makes SIGINT and SIGTERM ask for a clean stop; a second signal ends the process at once. A write
/// beyond the file size limit (SIGXFSZ) fails instead of ending the process.
void install_interrupt_handlers();

bool interrupt_requested();

/// Throws Interrupted when a stop was asked for; long loops call it between blocks.
void throw_if_interrupted();

}  // namespace rewire
