set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

add_library(rewire_options INTERFACE)
target_include_directories(rewire_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(
  rewire_options
  INTERFACE
    -Wall
    -Wextra
    -Wconversion
    -Wshadow
    -Werror
    $<IF:$<BOOL:${REWIRE_NATIVE}>,-march=native,-march=x86-64-v3>
    # Contraction decisions differ between call sites of one inline kernel; results must not.
    -ffp-contract=off
)
# GCC 12 reports false positives of these from inlined Eigen and libstdc++ code at -O3.
target_compile_options(
  rewire_options INTERFACE -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow
                           -Wno-stringop-overread -Wno-restrict
)
# oneTBB is the only thread pool: Eigen must not start one of its own.
target_compile_definitions(rewire_options INTERFACE EIGEN_DONT_PARALLELIZE)

if(REWIRE_SANITIZE)
  target_compile_options(
    rewire_options INTERFACE -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer
                             -fno-sanitize-recover=undefined
  )
  target_link_options(rewire_options INTERFACE -fsanitize=address,undefined)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # Precompiled headers hit the cache only with these two checks relaxed.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${CCACHE_PROGRAM}
  )
  target_compile_options(rewire_options INTERFACE -fpch-preprocess)
endif()
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()
