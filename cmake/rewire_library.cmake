# rewire_library(<name> [PUBLIC <targets>] [PRIVATE <targets>])
# One static library of every .cpp in the calling directory, linked as rewire::<name>.
function(rewire_library name)
  cmake_parse_arguments(ARG "" "" "PUBLIC;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  add_library(rewire_${name} STATIC ${sources})
  add_library(rewire::${name} ALIAS rewire_${name})
  target_link_libraries(rewire_${name} PUBLIC rewire_options ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  rewire_use_precompiled_header(rewire_${name} library)
endfunction()

# rewire_precompiled_headers(<set> <headers> [LINK <targets>]): headers that are parsed once for all
# targets of one set, after the standard library and Eigen/Core.
function(rewire_precompiled_headers set)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  set(target rewire_precompiled_${set})
  file(WRITE ${PROJECT_BINARY_DIR}/precompiled_${set}.cpp "")
  add_library(${target} OBJECT ${PROJECT_BINARY_DIR}/precompiled_${set}.cpp)
  target_link_libraries(${target} PUBLIC rewire_options Eigen3::Eigen ${ARG_LINK})
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${target} PRIVATE -fPIC)
  target_precompile_headers(
    ${target}
    PRIVATE
    <algorithm>
    <array>
    <cmath>
    <cstdint>
    <filesystem>
    <functional>
    <map>
    <memory>
    <optional>
    <span>
    <string>
    <string_view>
    <vector>
    <Eigen/Core>
    ${ARG_UNPARSED_ARGUMENTS}
  )
endfunction()

# Tests only call what is fast; compiling them at -O3 takes a third longer.
function(rewire_optimise_lightly target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

rewire_precompiled_headers(library)

function(rewire_use_precompiled_header target set)
  target_link_libraries(${target} PRIVATE Eigen3::Eigen)
  # A precompiled header serves one code model only; programs would get -fPIE.
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${target} PRIVATE -fPIC)
  target_precompile_headers(${target} REUSE_FROM rewire_precompiled_${set})
endfunction()
