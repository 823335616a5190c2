#pragma once

#include <string_view>

namespace rewire {

/// The report page with script and style; made from web/ at build time.
std::string_view page_template();
/// What stands in the page where its data go, once.
std::string_view page_data_mark();

}  // namespace rewire
