#include "stages/kernels/registration/itk_mattes.h"

#include <itkAffineTransform.h>
#include <itkEuler3DTransform.h>
#include <itkImage.h>
#include <itkMattesMutualInformationImageToImageMetricv4.h>
#include <itkRegistrationParameterScalesFromPhysicalShift.h>
#include <itkRegularStepGradientDescentOptimizerv4.h>

#include <algorithm>
#include <string>

#include "stages/core/error.h"

namespace rewire::itk_mattes {
namespace {

using ItkImage = itk::Image<float, 3>;
using Metric = itk::MattesMutualInformationImageToImageMetricv4<ItkImage, ItkImage>;
using Optimizer = itk::RegularStepGradientDescentOptimizerv4<double>;
using Scales = itk::RegistrationParameterScalesFromPhysicalShift<Metric>;
using Transform = itk::MatrixOffsetTransformBase<double, 3, 3>;

constexpr itk::SizeValueType histogram_bins = 32;

/// ITK reads no file here, so its images live in our RAS world and no axis is flipped.
ItkImage::Pointer make_image(const Image& source) {
  ItkImage::SizeType size;
  ItkImage::SpacingType spacing;
  ItkImage::PointType origin;
  ItkImage::DirectionType direction;
  for (unsigned int axis = 0; axis < 3; ++axis) {
    size[axis] = static_cast<itk::SizeValueType>(source.dims[axis]);
    spacing[axis] = source.spacing_mm[axis];
    origin[axis] = source.origin_mm[axis];
    for (unsigned int row = 0; row < 3; ++row) direction[row][axis] = source.axes[axis][row];
  }
  auto image = ItkImage::New();
  image->SetRegions(size);
  image->SetSpacing(spacing);
  image->SetOrigin(origin);
  image->SetDirection(direction);
  image->Allocate();
  std::copy(source.values.begin(), source.values.end(), image->GetBufferPointer());
  return image;
}

template <class Kind>
Transform::Pointer make_transform(const Affine& start, const std::array<double, 3>& centre_mm) {
  auto transform = Kind::New();
  typename Kind::InputPointType centre;
  typename Kind::MatrixType linear;
  typename Kind::OutputVectorType offset;
  for (unsigned int row = 0; row < 3; ++row) {
    centre[row] = centre_mm[row];
    offset[row] = start.offset[row];
    for (unsigned int column = 0; column < 3; ++column) {
      linear[row][column] = start.linear[row][column];
    }
  }
  transform->SetCenter(centre);
  transform->SetMatrix(linear);
  transform->SetOffset(offset);
  return transform.GetPointer();
}

Affine result_of(const Transform& transform) {
  Affine result;
  for (unsigned int row = 0; row < 3; ++row) {
    result.offset[row] = transform.GetOffset()[row];
    for (unsigned int column = 0; column < 3; ++column) {
      result.linear[row][column] = transform.GetMatrix()[row][column];
    }
  }
  return result;
}

Metric::Pointer make_metric(const Image& fixed,
                            const std::vector<std::array<float, 3>>& points,
                            const Image& moving,
                            Transform& transform) {
  auto samples = Metric::FixedSampledPointSetType::New();
  itk::SizeValueType count = 0;
  for (const std::array<float, 3>& point : points) {
    samples->SetPoint(count++, Metric::FixedSampledPointSetType::PointType(point.data()));
  }
  auto metric = Metric::New();
  metric->SetNumberOfHistogramBins(histogram_bins);
  metric->SetFixedImage(make_image(fixed));
  metric->SetMovingImage(make_image(moving));
  metric->SetFixedSampledPointSet(samples);
  metric->SetUseSampledPointSet(true);
  metric->SetUseMovingImageGradientFilter(false);
  metric->SetUseFixedImageGradientFilter(false);
  metric->SetMovingTransform(&transform);
  // Sums over points depend on how they are split between threads.
  metric->SetMaximumNumberOfWorkUnits(1);
  metric->Initialize();
  return metric;
}

}  // namespace

Affine improve(const Image& fixed,
               const std::vector<std::array<float, 3>>& points,
               const Image& moving,
               const Affine& start,
               const std::array<double, 3>& centre_mm,
               Family family,
               const Steps& steps) {
  try {
    const Transform::Pointer transform =
        family == Family::rigid ? make_transform<itk::Euler3DTransform<double>>(start, centre_mm)
                                : make_transform<itk::AffineTransform<double, 3>>(start, centre_mm);
    const Metric::Pointer metric = make_metric(fixed, points, moving, *transform);
    auto scales = Scales::New();
    scales->SetMetric(metric);
    scales->SetTransformForward(true);
    auto optimizer = Optimizer::New();
    optimizer->SetMetric(metric);
    optimizer->SetScalesEstimator(scales);
    optimizer->SetDoEstimateLearningRateOnce(false);
    optimizer->SetDoEstimateLearningRateAtEachIteration(false);
    optimizer->SetLearningRate(steps.first_mm);
    optimizer->SetMinimumStepLength(steps.last_mm);
    optimizer->SetRelaxationFactor(0.6);
    optimizer->SetNumberOfIterations(static_cast<itk::SizeValueType>(steps.most_iterations));
    optimizer->SetReturnBestParametersAndValue(true);
    optimizer->SetNumberOfWorkUnits(1);
    optimizer->StartOptimization();
    return result_of(*transform);
  } catch (const itk::ExceptionObject& error) {
    throw NumericalError(
        {.found = std::string("a registration that ended with: ") + error.GetDescription(),
         .expected = "images that overlap and have contrast",
         .where = "mutual-information registration",
         .remedy = "look at both images and their positions in a viewer"});
  }
}

}  // namespace rewire::itk_mattes
