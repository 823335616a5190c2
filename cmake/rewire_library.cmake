# rewire_library(<name> [PUBLIC <targets>] [PRIVATE <targets>])
# One static library of every .cpp in the calling directory, linked as rewire::<name>.
function(rewire_library name)
  cmake_parse_arguments(ARG "" "" "PUBLIC;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  add_library(rewire_${name} STATIC ${sources})
  add_library(rewire::${name} ALIAS rewire_${name})
  target_link_libraries(rewire_${name} PUBLIC rewire_options ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  rewire_use_precompiled_header(rewire_${name})
endfunction()

# The standard library and Eigen/Core, parsed once for all targets.
function(rewire_use_precompiled_header target)
  if(NOT TARGET rewire_precompiled)
    file(WRITE ${PROJECT_BINARY_DIR}/precompiled.cpp "")
    add_library(rewire_precompiled OBJECT ${PROJECT_BINARY_DIR}/precompiled.cpp)
    target_link_libraries(rewire_precompiled PUBLIC rewire_options Eigen3::Eigen)
    set_target_properties(rewire_precompiled PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(rewire_precompiled PRIVATE -fPIC)
    target_precompile_headers(
      rewire_precompiled
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
    )
  endif()
  target_link_libraries(${target} PRIVATE Eigen3::Eigen)
  # A precompiled header serves one code model only; programs would get -fPIE.
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${target} PRIVATE -fPIC)
  target_precompile_headers(${target} REUSE_FROM rewire_precompiled)
endfunction()
