// Our warp to the template and our bias correction beside ITK's, on the same simulated person,
// whose truth is known. What each gives is checked before its time counts; memory: run one at a
// time under /usr/bin/time.
// ITK brings an Eigen of its own; ours has to come first.
#include <Eigen/Dense>
//
#include <benchmark/benchmark.h>
#include <itkANTSNeighborhoodCorrelationImageToImageMetricv4.h>
#include <itkAffineTransform.h>
#include <itkDisplacementFieldTransform.h>
#include <itkDisplacementFieldTransformParametersAdaptor.h>
#include <itkImageMaskSpatialObject.h>
#include <itkN4BiasFieldCorrectionImageFilter.h>
#include <itkShrinkImageFilter.h>
#include <itkSyNImageRegistrationMethod.h>

#include <array>
#include <cmath>

#include "pipeline/simulate/streams.h"
#include "stages/kernels/registration/bias_field.h"
#include "stages/kernels/registration/morphology.h"
#include "stages/kernels/registration/resample.h"
#include "stages/preprocess/normalize.h"
#include "stages/preprocess/shrunk.h"
#include "stages/preprocess/views.h"
#include "tests/benchmarks/label_overlap.h"
#include "tests/benchmarks/simulated_person.h"

namespace rewire::benchmarks {
namespace {

using Image = itk::Image<float, 3>;
using MaskImage = itk::Image<unsigned char, 3>;

/// ITK counts from the right and the back.
Eigen::Matrix4d turned(const Eigen::Matrix4d& ras) {
  const Eigen::DiagonalMatrix<double, 4> flip(-1, -1, 1, 1);
  return flip * ras * flip;
}

template <class To, class Value>
typename To::Pointer itk_image(const Grid& grid, const std::vector<Value>& values) {
  const Eigen::DiagonalMatrix<double, 4> flip(-1, -1, 1, 1);
  const Eigen::Matrix4d world = flip * grid.world_from_voxel;
  auto image = To::New();
  typename To::SizeType size;
  typename To::SpacingType spacing;
  typename To::PointType origin;
  typename To::DirectionType direction;
  for (unsigned int axis = 0; axis < 3; ++axis) {
    size[axis] = static_cast<itk::SizeValueType>(grid.dims[axis]);
    spacing[axis] = world.col(axis).head<3>().norm();
    origin[axis] = world(axis, 3);
    for (unsigned int row = 0; row < 3; ++row) {
      direction(row, axis) = world(row, axis) / spacing[axis];
    }
  }
  image->SetRegions(size);
  image->SetSpacing(spacing);
  image->SetOrigin(origin);
  image->SetDirection(direction);
  image->Allocate();
  std::copy(values.begin(), values.end(), image->GetBufferPointer());
  return image;
}

/// A simulated person and the template, at 1 mm, and the affine between them.
struct Pair {
  Person person;
  Volume t1w;
  BrainTemplate colin = colin27();
  LabelMap truth;
  Eigen::Matrix4d template_from_t1w;

  Pair() : person(7), t1w(person.t1w()), truth(person.labels(t1w.grid)) {
    template_from_t1w = affine_to_template(t1w, colin);
  }
  LabelMap atlas() const {
    return {.grid = person.brain.grid,
            .labels = {person.brain.labels.begin(), person.brain.labels.end()}};
  }
};

const Pair& pair() {
  static const Pair made;
  return made;
}

void report_dice(benchmark::State& state, const std::vector<std::int32_t>& carried) {
  const double dice = mean_dice(pair().person.brain.names, pair().truth.labels, carried);
  state.counters["dice"] = dice;
  if (dice < 0.85) state.SkipWithError("labels overlap less than they should");
}

void our_warp(benchmark::State& state) {
  const Pair& both = pair();
  Warp warp;
  for (auto _ : state) {
    warp = warp_to_template(
        both.t1w, both.colin, both.template_from_t1w, diffeomorphic_settings(both.t1w.grid));
  }
  const LabelMap atlas = both.atlas();
  report_dice(state,
              resample_labels(lattice_of(atlas.grid),
                              atlas.labels,
                              lattice_of(both.t1w.grid),
                              to_template(both.template_from_t1w, warp),
                              0));
}
BENCHMARK(our_warp)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);

using Displacement = itk::DisplacementFieldTransform<double, 3>;
using Syn = itk::SyNImageRegistrationMethod<Image, Image, Displacement>;

Displacement::DisplacementFieldType::Pointer no_displacement(const Image& like) {
  auto field = Displacement::DisplacementFieldType::New();
  field->CopyInformation(&like);
  field->SetRegions(like.GetLargestPossibleRegion());
  field->Allocate();
  field->FillBuffer(itk::Vector<double, 3>(0.0));
  return field;
}

/// What each level's field looks like.
Syn::TransformParametersAdaptorsContainerType adaptors_of(
    const Image* fixed, const std::vector<unsigned int>& factors) {
  Syn::TransformParametersAdaptorsContainerType adaptors;
  for (const unsigned int factor : factors) {
    auto shrink = itk::ShrinkImageFilter<Image, Image>::New();
    shrink->SetShrinkFactors(factor);
    shrink->SetInput(fixed);
    shrink->Update();
    const Image* small = shrink->GetOutput();
    auto adaptor = itk::DisplacementFieldTransformParametersAdaptor<Displacement>::New();
    adaptor->SetRequiredSpacing(small->GetSpacing());
    adaptor->SetRequiredSize(small->GetLargestPossibleRegion().GetSize());
    adaptor->SetRequiredDirection(small->GetDirection());
    adaptor->SetRequiredOrigin(small->GetOrigin());
    adaptors.push_back(adaptor.GetPointer());
  }
  return adaptors;
}

/// The settings that antsRegistration's users take (cross-correlation, steps of 0.1, updates
/// smoothed by a variance of 3), down to `last` mm.
Displacement::Pointer itk_warp(const Pair& both, unsigned int last) {
  const auto fixed = itk_image<Image>(both.colin.head.grid, both.colin.head.values);
  const auto moving = itk_image<Image>(both.t1w.grid, both.t1w.values);
  const MaskValues region =
      dilate(lattice_of(both.colin.brain_mask.grid), both.colin.brain_mask.inside, 6.0);
  auto mask = itk::ImageMaskSpatialObject<3>::New();
  mask->SetImage(itk_image<MaskImage>(both.colin.brain_mask.grid, region));
  mask->Update();
  auto metric = itk::ANTSNeighborhoodCorrelationImageToImageMetricv4<Image, Image>::New();
  itk::Size<3> radius;
  radius.Fill(4);
  metric->SetRadius(radius);
  metric->SetUseMovingImageGradientFilter(false);
  metric->SetUseFixedImageGradientFilter(false);
  metric->SetFixedImageMask(mask);
  auto affine = itk::AffineTransform<double, 3>::New();
  const Eigen::Matrix4d lps = turned(both.template_from_t1w.inverse());
  itk::Matrix<double, 3, 3> linear;
  itk::Vector<double, 3> shift;
  for (unsigned int row = 0; row < 3; ++row) {
    for (unsigned int column = 0; column < 3; ++column) linear(row, column) = lps(row, column);
    shift[row] = lps(row, 3);
  }
  affine->SetMatrix(linear);
  affine->SetOffset(shift);
  std::vector<unsigned int> factors{4, 2};
  std::vector<unsigned int> iterations{100, 70};
  if (last == 1) {
    factors.push_back(1);
    iterations.push_back(20);
  }
  const auto levels = static_cast<unsigned int>(factors.size());
  Syn::ShrinkFactorsArrayType shrink(levels);
  Syn::SmoothingSigmasArrayType smoothing(levels);
  Syn::NumberOfIterationsArrayType most(levels);
  for (unsigned int level = 0; level < levels; ++level) {
    shrink[level] = factors[level];
    smoothing[level] = std::log2(factors[level]);
    most[level] = iterations[level];
  }
  auto warp = Displacement::New();
  warp->SetDisplacementField(no_displacement(*fixed));
  warp->SetInverseDisplacementField(no_displacement(*fixed));
  auto syn = Syn::New();
  syn->SetFixedImage(fixed);
  syn->SetMovingImage(moving);
  syn->SetMovingInitialTransform(affine);
  syn->SetMetric(metric);
  syn->SetNumberOfLevels(levels);
  syn->SetShrinkFactorsPerLevel(shrink);
  syn->SetSmoothingSigmasPerLevel(smoothing);
  syn->SetSmoothingSigmasAreSpecifiedInPhysicalUnits(false);
  syn->SetNumberOfIterationsPerLevel(most);
  auto adaptors = adaptors_of(fixed, factors);
  syn->SetTransformParametersAdaptorsPerLevel(adaptors);
  syn->SetLearningRate(0.1);
  syn->SetConvergenceThreshold(1e-6);
  syn->SetConvergenceWindowSize(10);
  syn->SetGaussianSmoothingVarianceForTheUpdateField(3.0);
  syn->SetGaussianSmoothingVarianceForTheTotalField(0.0);
  syn->SetInitialTransform(warp);
  syn->InPlaceOn();
  syn->Update();
  return warp;
}

void itk_syn(benchmark::State& state) {
  const Pair& both = pair();
  Displacement::Pointer warp;
  for (auto _ : state) warp = itk_warp(both, static_cast<unsigned int>(state.range(0)));
  const auto back = warp->GetInverseTransform();
  const LabelMap atlas = both.atlas();
  const Eigen::Matrix4d lps = turned(both.template_from_t1w);
  const Eigen::DiagonalMatrix<double, 4> flip(-1, -1, 1, 1);
  const Eigen::Matrix4d lps_from_voxel = flip * both.t1w.grid.world_from_voxel;
  const Eigen::Matrix4d voxel_from_lps = atlas.grid.world_from_voxel.inverse() * flip;
  std::vector<std::int32_t> carried;
  carried.reserve(both.t1w.values.size());
  for (int k = 0; k < both.t1w.grid.dims[2]; ++k) {
    for (int j = 0; j < both.t1w.grid.dims[1]; ++j) {
      for (int i = 0; i < both.t1w.grid.dims[0]; ++i) {
        const Eigen::Vector4d start = lps * lps_from_voxel * Eigen::Vector4d(i, j, k, 1);
        itk::Point<double, 3> point;
        for (unsigned int axis = 0; axis < 3; ++axis) point[axis] = start[axis];
        point = back->TransformPoint(point);
        const Eigen::Vector4d voxel =
            voxel_from_lps * Eigen::Vector4d(point[0], point[1], point[2], 1);
        std::array<int, 3> at{};
        bool inside = true;
        for (int axis = 0; axis < 3; ++axis) {
          const auto a = static_cast<std::size_t>(axis);
          at[a] = static_cast<int>(std::floor(voxel[axis] + 0.5));
          inside = inside && at[a] >= 0 && at[a] < atlas.grid.dims[a];
        }
        carried.push_back(inside ? atlas.labels[atlas.grid.index(at[0], at[1], at[2])] : 0);
      }
    }
  }
  report_dice(state, carried);
}
BENCHMARK(itk_syn)
    ->ArgName("finest_mm")
    ->Arg(2)
    ->Arg(1)
    ->Unit(benchmark::kSecond)
    ->UseRealTime()
    ->Iterations(1);

/// Standard deviation over the brain of log(found / true bias).
double error_of(const std::vector<float>& found, const MaskValues& brain) {
  const Pair& both = pair();
  RandomStream random =
      simulation::stream(both.person.params.seed, simulation::Draw::anatomy, 0, 0);
  Eigen::Vector3d slope;
  for (double& part : slope) part = random.normal();
  slope *= both.person.params.receive_bias / 100.0 / std::sqrt(3.0);
  double n = 0.0, sum = 0.0, squares = 0.0;
  std::size_t v = 0;
  for (int k = 0; k < both.t1w.grid.dims[2]; ++k) {
    for (int j = 0; j < both.t1w.grid.dims[1]; ++j) {
      for (int i = 0; i < both.t1w.grid.dims[0]; ++i, ++v) {
        if (brain[v] == 0) continue;
        const Eigen::Vector3d place =
            (both.t1w.grid.world_from_voxel * Eigen::Vector4d(i, j, k, 1)).head<3>();
        const double truth = 1.0 + slope.dot(place - simulation::head_centre);
        const double log = std::log(static_cast<double>(found[v]) / truth);
        n += 1.0;
        sum += log;
        squares += log * log;
      }
    }
  }
  return std::sqrt(squares / n - sum * sum / (n * n));
}

MaskValues true_brain() {
  MaskValues brain;
  for (const std::int32_t label : pair().truth.labels) brain.push_back(label > 0 ? 1 : 0);
  return fill_holes(lattice_of(pair().t1w.grid), brain);
}

void report_bias(benchmark::State& state,
                 const std::vector<float>& found,
                 const MaskValues& brain) {
  const double error = error_of(found, brain);
  state.counters["error_percent"] = 100.0 * error;
  state.counters["without_percent"] =
      100.0 * error_of(std::vector<float>(found.size(), 1.0F), brain);
  if (!(error < 0.05)) state.SkipWithError("the field is farther off than it should be");
}

void our_bias(benchmark::State& state) {
  const MaskValues brain = true_brain();
  std::vector<float> field;
  for (auto _ : state) field = estimate_bias(view_of(pair().t1w), brain, {});
  report_bias(state, field, brain);
}
BENCHMARK(our_bias)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);

void itk_bias(benchmark::State& state) {
  const Volume& t1w = pair().t1w;
  const MaskValues brain = true_brain();
  using Filter = itk::N4BiasFieldCorrectionImageFilter<Image, MaskImage, Image>;
  const auto image = itk_image<Image>(t1w.grid, t1w.values);
  const auto mask = itk_image<MaskImage>(t1w.grid, brain);
  std::vector<float> field(t1w.values.size(), 1.0F);
  for (auto _ : state) {
    // As its users run it: on voxels of 4 mm, the field then drawn at full resolution.
    auto shrink = itk::ShrinkImageFilter<Image, Image>::New();
    shrink->SetShrinkFactors(4);
    shrink->SetInput(image);
    auto shrink_mask = itk::ShrinkImageFilter<MaskImage, MaskImage>::New();
    shrink_mask->SetShrinkFactors(4);
    shrink_mask->SetInput(mask);
    auto filter = Filter::New();
    filter->SetInput(shrink->GetOutput());
    filter->SetMaskImage(shrink_mask->GetOutput());
    filter->SetMaskLabel(1);
    filter->SetNumberOfFittingLevels(4);
    Filter::VariableSizeArrayType iterations(4);
    iterations.Fill(50);
    filter->SetMaximumNumberOfIterations(iterations);
    filter->SetConvergenceThreshold(1e-6F);
    filter->Update();

    auto spread = itk::BSplineControlPointImageFilter<Filter::BiasFieldControlPointLatticeType,
                                                      Filter::ScalarImageType>::New();
    spread->SetInput(filter->GetLogBiasFieldControlPointLattice());
    spread->SetSplineOrder(filter->GetSplineOrder());
    spread->SetSize(image->GetLargestPossibleRegion().GetSize());
    spread->SetOrigin(image->GetOrigin());
    spread->SetDirection(image->GetDirection());
    spread->SetSpacing(image->GetSpacing());
    spread->Update();
    const auto* log_field = spread->GetOutput()->GetBufferPointer();
    for (std::size_t v = 0; v < field.size(); ++v) field[v] = std::exp(log_field[v][0]);
  }
  report_bias(state, field, brain);
}
BENCHMARK(itk_bias)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);

}  // namespace
}  // namespace rewire::benchmarks

BENCHMARK_MAIN();
