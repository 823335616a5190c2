#include "stages/files/scan_picture_files.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

#include "stages/core/number_text.h"
#include "stages/files/atomic_file.h"
#include "stages/files/base64.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/png.h"

namespace rewire {
namespace {

/// Of the drawing, in its own units: two to a pixel of a slice.
constexpr double units_per_pixel = 2.0;
constexpr double gap = 6.0;
constexpr double row_head = 22.0;
constexpr double page_head = 48.0;
constexpr double trace_height = 90.0;
constexpr double trace_left = 60.0;

struct Style {
  Outline of;
  std::string_view colour;
  std::string_view name;
};
constexpr std::array<Style, 4> styles{{{Outline::scan_brain, "#ff5a4d", "scan's brain mask"},
                                       {Outline::white_matter, "#4dc3ff", "T1w's white matter"},
                                       {Outline::template_brain, "#6ee36e", "template's brain"},
                                       {Outline::structures, "#ffd24d", "amygdala, hippocampus"}}};
constexpr std::array<std::string_view, 3> axis_colours{"#ff5a4d", "#6ee36e", "#4dc3ff"};

std::string number(double value) { return format_fixed(value, 1); }

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    switch (letter) {
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '&':
        safe += "&amp;";
        break;
      default:
        safe += letter;
    }
  }
  return safe;
}

std::string text_at(double x, double y, std::string_view content, std::string_view colour) {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" fill=\"" + std::string(colour) +
         "\">" + escaped(content) + "</text>\n";
}

std::string_view colour_of(Outline of) {
  return std::find_if(styles.begin(), styles.end(), [&](const Style& s) { return s.of == of; })
      ->colour;
}

/// Where pixels of a slice lie on the page.
std::string path_of(const OutlineLines& outline, double left, double top) {
  std::string path;
  for (const auto& line : outline.lines) {
    char pen = 'M';
    for (const Eigen::Vector2f& point : line) {
      path += pen + number(left + units_per_pixel * (static_cast<double>(point.x()) + 0.5)) + " " +
              number(top + units_per_pixel * (static_cast<double>(point.y()) + 0.5));
      pen = 'L';
    }
  }
  if (path.empty()) return {};
  return "<path stroke=\"" + std::string(colour_of(outline.of)) + "\" d=\"" + path + "\"/>\n";
}

std::string slice_svg(const PictureSlice& slice, double left, double top) {
  const std::vector<std::byte> png = grey_png(slice.grey, slice.width, slice.height);
  std::string svg = "<image x=\"" + number(left) + "\" y=\"" + number(top) + "\" width=\"" +
                    number(units_per_pixel * slice.width) + "\" height=\"" +
                    number(units_per_pixel * slice.height) + "\" href=\"data:image/png;base64," +
                    base64(png) + "\"/>\n";
  for (const OutlineLines& outline : slice.outlines) svg += path_of(outline, left, top);
  return svg + text_at(left + 4.0, top + 14.0, slice.place, "#ffffff");
}

double height_of(const PictureRow& row) {
  int pixels = 0;
  for (const PictureSlice& slice : row.slices) pixels = std::max(pixels, slice.height);
  return units_per_pixel * pixels;
}

double width_of(const PictureRow& row) {
  double width = gap;
  for (const PictureSlice& slice : row.slices) width += units_per_pixel * slice.width + gap;
  return width;
}

std::string row_svg(const PictureRow& row, double top) {
  std::string svg = text_at(gap, top + 15.0, row.title, "#ffffff");
  std::vector<Outline> shown;
  double legend = 220.0;
  for (const PictureSlice& slice : row.slices) {
    for (const OutlineLines& outline : slice.outlines) {
      if (std::find(shown.begin(), shown.end(), outline.of) != shown.end()) continue;
      shown.push_back(outline.of);
      const auto style = std::find_if(
          styles.begin(), styles.end(), [&](const Style& s) { return s.of == outline.of; });
      svg += text_at(legend, top + 15.0, style->name, style->colour);
      legend += 190.0;
    }
  }
  double left = gap;
  for (const PictureSlice& slice : row.slices) {
    svg += slice_svg(slice, left, top + row_head);
    left += units_per_pixel * slice.width + gap;
  }
  return svg;
}

/// Three lines over the volumes, about 0; at least `least` of the unit to both sides.
std::string trace_svg(const Eigen::MatrixXd& values,
                      const std::string& title,
                      double least,
                      double top,
                      double width) {
  const double reach = std::max(least, values.cwiseAbs().maxCoeff());
  const double middle = top + 0.5 * trace_height;
  const double right = width - gap;
  const auto x = [&](Eigen::Index t) {
    const double share =
        values.rows() > 1 ? static_cast<double>(t) / static_cast<double>(values.rows() - 1) : 0.0;
    return trace_left + share * (right - trace_left);
  };
  std::string svg = "<path stroke=\"#777777\" d=\"M" + number(trace_left) + " " + number(middle) +
                    "L" + number(right) + " " + number(middle) + "\"/>\n";
  for (int axis = 0; axis < 3; ++axis) {
    std::string path;
    for (Eigen::Index t = 0; t < values.rows(); ++t) {
      path += (t == 0 ? "M" : "L") + number(x(t)) + " " +
              number(middle - 0.46 * trace_height * values(t, axis) / reach);
    }
    svg += "<path stroke=\"" + std::string(axis_colours[static_cast<std::size_t>(axis)]) +
           "\" d=\"" + path + "\"/>\n";
    svg += text_at(360.0 + 30.0 * axis,
                   top - 4.0,
                   std::string(1, "xyz"[axis]),
                   axis_colours[static_cast<std::size_t>(axis)]);
  }
  svg += text_at(gap, top - 4.0, title, "#ffffff");
  svg += text_at(gap, top + 12.0, format_fixed(reach, 2), "#bbbbbb");
  return svg + text_at(gap, top + trace_height, format_fixed(-reach, 2), "#bbbbbb");
}

}  // namespace

std::string scan_pictures_svg(const ScanPictures& pictures, const std::string& title) {
  double width = 400.0;
  for (const PictureRow& row : pictures.rows) width = std::max(width, width_of(row));
  std::string body = text_at(gap, 20.0, title, "#ffffff");
  body += text_at(gap, 40.0, "left is on the left; places in mm of the template", "#bbbbbb");
  double top = page_head;
  for (const PictureRow& row : pictures.rows) {
    body += row_svg(row, top);
    top += row_head + height_of(row) + gap;
  }
  const bool has_motion = pictures.translations_mm.rows() > 0 &&
                          pictures.translations_mm.allFinite() &&
                          pictures.rotations_deg.allFinite();
  if (has_motion) {
    top += row_head;
    body += trace_svg(
        pictures.translations_mm, "Head: translation (mm) over the volumes", 0.5, top, width);
    top += trace_height + row_head + gap;
    body += trace_svg(
        pictures.rotations_deg, "Head: rotation (degrees) over the volumes", 0.5, top, width);
    top += trace_height + gap;
  }
  const std::string size = number(width) + " " + number(top);
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + "\" width=\"" +
         number(width) + "\" height=\"" + number(top) +
         "\" font-family=\"sans-serif\" font-size=\"14\" fill=\"none\" stroke-width=\"1\">\n"
         "<rect width=\"100%\" height=\"100%\" fill=\"#111111\"/>\n" +
         body + "</svg>\n";
}

void write_scan_pictures(const std::filesystem::path& path,
                         const ScanPictures& pictures,
                         const std::string& title,
                         const Provenance& provenance) {
  nlohmann::json facts{
      {"Description", "Scan, T1w and template in the same slices, with edges; head motion"}};
  write_sidecar(path, std::move(facts), provenance);
  write_text(path, scan_pictures_svg(pictures, title));
}

}  // namespace rewire
