#pragma once

#include <string>

namespace rewire {

/// What format_number() gives, behind `text`: for tables of millions of numbers.
void append_number(std::string& text, double value);

}  // namespace rewire
