# rewire_library(<name> [GLUE] [PUBLIC <targets>] [PRIVATE <targets>])
# One static library of every .cpp in the calling directory, linked as rewire::<name>. GLUE: it calls
# what is fast and has no loop of its own that runs long.
function(rewire_library name)
  cmake_parse_arguments(ARG "GLUE" "" "PUBLIC;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  add_library(rewire_${name} STATIC ${sources})
  add_library(rewire::${name} ALIAS rewire_${name})
  target_link_libraries(rewire_${name} PUBLIC rewire_options ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  if(ARG_GLUE)
    rewire_use_precompiled_header(rewire_${name} glue)
    rewire_optimise_lightly(rewire_${name})
    rewire_compile_together(rewire_${name})
  else()
    rewire_use_precompiled_header(rewire_${name} library)
  endif()
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
  target_compile_options(${target} PRIVATE -fPIE)
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

# For tests and glue, which only call what is fast; compiling them at -O3 takes a third longer.
function(rewire_optimise_lightly target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# Four sources at a time, which halves the time that they take; what they keep to themselves needs
# names that differ within the target. Not for targets whose files share a vocabulary (papers, level, size).
function(rewire_compile_together target)
  if(REWIRE_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 4)
  endif()
endfunction()

rewire_precompiled_headers(library)
rewire_precompiled_headers(glue)
rewire_optimise_lightly(rewire_precompiled_glue)

function(rewire_use_precompiled_header target set)
  target_link_libraries(${target} PRIVATE Eigen3::Eigen)
  # A precompiled header serves one code model only: that of programs, as no library is shared.
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${target} PRIVATE -fPIE)
  target_precompile_headers(${target} REUSE_FROM rewire_precompiled_${set})
endfunction()
