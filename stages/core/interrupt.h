#pragma once

namespace rewire {

/// Makes SIGINT and SIGTERM ask for a clean stop; a second signal ends the process at once.
void install_interrupt_handlers();

bool interrupt_requested();

/// Throws Interrupted when a stop was asked for; long loops call it between blocks.
void throw_if_interrupted();

}  // namespace rewire
