#include "tests/stages/files_itk/read_with_itk.h"

#include <itkImage.h>
#include <itkImageFileReader.h>
#include <itkNiftiImageIO.h>
#include <itkVector.h>

#include <stdexcept>

namespace rewire::testing {

ItkScan read_with_itk(const std::string& path) {
  using Image = itk::Image<float, 4>;
  const auto reader = itk::ImageFileReader<Image>::New();
  reader->SetImageIO(itk::NiftiImageIO::New());
  reader->SetFileName(path);
  try {
    reader->Update();
  } catch (const itk::ExceptionObject& error) {
    throw std::runtime_error(error.GetDescription());
  }
  const Image& image = *reader->GetOutput();
  ItkScan scan;
  const auto size = image.GetLargestPossibleRegion().GetSize();
  std::size_t count = 1;
  for (unsigned axis = 0; axis < 4; ++axis) count *= scan.size[axis] = size[axis];
  scan.values.assign(image.GetBufferPointer(), image.GetBufferPointer() + count);
  scan.time_step_s = image.GetSpacing()[3];
  for (unsigned row = 0; row < 3; ++row) {
    const double sign = row < 2 ? -1.0 : 1.0;  // ITK's world goes to the left and posterior
    for (unsigned axis = 0; axis < 3; ++axis) {
      scan.world_from_voxel[row][axis] =
          sign * image.GetDirection()(row, axis) * image.GetSpacing()[axis];
    }
    scan.world_from_voxel[row][3] = sign * image.GetOrigin()[row];
  }
  return scan;
}

std::vector<float> read_vectors_with_itk(const std::string& path,
                                         std::array<std::size_t, 3>& size) {
  using Image = itk::Image<itk::Vector<float, 3>, 3>;
  const auto reader = itk::ImageFileReader<Image>::New();
  reader->SetImageIO(itk::NiftiImageIO::New());
  reader->SetFileName(path);
  try {
    reader->Update();
  } catch (const itk::ExceptionObject& error) {
    throw std::runtime_error(error.GetDescription());
  }
  const Image& image = *reader->GetOutput();
  std::size_t count = 1;
  for (unsigned axis = 0; axis < 3; ++axis) {
    count *= size[axis] = image.GetLargestPossibleRegion().GetSize()[axis];
  }
  std::vector<float> values;
  for (std::size_t i = 0; i < count; ++i) {
    for (unsigned part = 0; part < 3; ++part) values.push_back(image.GetBufferPointer()[i][part]);
  }
  return values;
}

}  // namespace rewire::testing
