#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/atlas/atlas_library.h"
#include "stages/core/error.h"

namespace rewire::app {
namespace {

std::string where_volume_is(const AtlasDescriptor& descriptor) {
  try {
    return locate_volume(descriptor).path.string();
  } catch (const Error&) {
    return "not found; " + descriptor.obtain;
  }
}

int list() {
  for (const AtlasDescriptor& descriptor : list_atlases()) {
    std::printf("%-24s %s\n%-24s   %s\n",
                descriptor.name.c_str(),
                descriptor.title.c_str(),
                "",
                where_volume_is(descriptor).c_str());
  }
  return 0;
}

int show(const std::string& name) {
  const AtlasDescriptor descriptor = find_atlas(name);
  std::printf("%s: %s\n%s\n",
              descriptor.name.c_str(),
              descriptor.title.c_str(),
              descriptor.description.c_str());
  for (const AtlasVolume& volume : descriptor.volumes)
    std::printf("space: %s\n", volume.space.c_str());
  std::printf("volume: %s\nsource: %s\nlicence: %s\n",
              where_volume_is(descriptor).c_str(),
              descriptor.source.c_str(),
              descriptor.licence.c_str());
  for (const std::string& citation : descriptor.citations)
    std::printf("cite: %s\n", citation.c_str());
  std::printf("\nlabel\tname\tstructure\tprefrontal_area\themisphere\tnetwork\n");
  for (const Region& region : read_label_table(descriptor.label_table)) {
    std::printf("%d\t%s\t%s\t%s\t%s\t%s\n",
                region.label,
                region.name.c_str(),
                std::string(to_text(region.structure)).c_str(),
                std::string(to_text(region.prefrontal_area)).c_str(),
                std::string(to_text(region.hemisphere)).c_str(),
                region.network.c_str());
  }
  return 0;
}

int check(const std::string& name) {
  const std::vector<Problem> problems = check_atlas(find_atlas(name));
  for (const Problem& problem : problems) {
    std::printf("%s: %s\n",
                problem.severity == Severity::error ? "error" : "warning",
                to_text(problem).c_str());
  }
  if (problems.empty()) std::printf("%s: nothing wrong\n", name.c_str());
  return has_errors(problems) ? static_cast<int>(ErrorKind::input) : 0;
}

}  // namespace

void add_atlas_command(Command& program) {
  Command command = program.subcommand("atlas", "The atlases that are known");
  auto name = std::make_shared<std::string>();
  Command list_command = command.subcommand("list", "Every atlas and where its volume is");
  list_command.does([] { return list(); });
  Command show_command = command.subcommand("show", "Source, licence and regions of one");
  show_command.add_option("name", *name, "Atlas").required();
  show_command.does([name] { return show(*name); });
  Command check_command = command.subcommand("check", "Hold volume and label table together");
  check_command.add_option("name", *name, "Atlas").required();
  check_command.does([name] { return check(*name); });
}

}  // namespace rewire::app
