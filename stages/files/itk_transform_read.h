#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string>
#include <vector>

#include "stages/data/grid.h"

namespace rewire {

/// One of the maps of points (RAS mm) that a transform file chains: an affine, or displacements
/// (mm, one column per voxel of `grid`; none outside it).
struct TransformStep {
  Eigen::Matrix4d affine = Eigen::Matrix4d::Identity();
  Grid grid;
  Eigen::Matrix3Xf displacement_mm;

  bool is_affine() const { return displacement_mm.cols() == 0; }
};

/// What an ITK file of transforms does to a point, in the order in which it is done: a text file
/// with one matrix, or HDF5 with a composite of matrices and displacement fields, as ANTs and
/// fMRIPrep write them (*_xfm.h5). ITK's composites do the last of the file first. As everywhere in
/// ITK, the file that resamples `moving` to `fixed` leads from the fixed image's points to the
/// moving one's. InputError for another file, or a kind of transform that is neither.
std::vector<TransformStep> read_itk_transform(const std::filesystem::path& path);

/// A chain of affines, then at most one displacement. `where` names the file in the error that says
/// that the chain is another one.
TransformStep affine_then_warp(std::vector<TransformStep> steps, const std::string& where);
/// A displacement at most, then affines.
TransformStep warp_then_affine(std::vector<TransformStep> steps, const std::string& where);

}  // namespace rewire
