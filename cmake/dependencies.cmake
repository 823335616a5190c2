find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(TBB REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(FFTW3F REQUIRED IMPORTED_TARGET fftw3f)
pkg_check_modules(FFTW3 REQUIRED IMPORTED_TARGET fftw3)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(LIBDEFLATE REQUIRED IMPORTED_TARGET libdeflate)
pkg_check_modules(TOMLPLUSPLUS REQUIRED IMPORTED_TARGET tomlplusplus)
set(HDF5_PREFER_PARALLEL OFF)
find_package(HDF5 REQUIRED COMPONENTS C HL)
find_package(Boost 1.74 REQUIRED)
find_package(
  ITK 5.2 REQUIRED
  COMPONENTS ITKCommon
             ITKIONIFTI
             ITKImageFunction
             ITKImageGrid
             ITKMetricsv4
             ITKOptimizersv4
             ITKRegistrationMethodsv4
             ITKSmoothing
             ITKTransform
)

# ITK and HDF5 as targets whose headers are system headers; linked PRIVATE by the few that may.
add_library(rewire_itk INTERFACE)
target_include_directories(rewire_itk SYSTEM INTERFACE ${ITK_INCLUDE_DIRS})
target_link_libraries(rewire_itk INTERFACE ${ITK_LIBRARIES})
add_library(rewire::itk ALIAS rewire_itk)
add_library(rewire_hdf5 INTERFACE)
target_include_directories(rewire_hdf5 SYSTEM INTERFACE ${HDF5_C_INCLUDE_DIRS})
target_link_libraries(rewire_hdf5 INTERFACE ${HDF5_C_LIBRARIES})
add_library(rewire::hdf5 ALIAS rewire_hdf5)
