"""Every rule of scripts/check-architecture bites: check_architecture_test.py <script>.

A clean small tree passes; the same tree with one violation fails, naming the file and the rule.
"""

import pathlib
import subprocess
import sys
import tempfile

CLEAN = {
    "stages/core/error.h": "#pragma once\n#include <string>\n",
    "stages/core/log.h": "#pragma once\n",
    "stages/core/log.cpp": '#include "stages/core/log.h"\n#include <spdlog/spdlog.h>\n',
    "stages/core/parallel.cpp": "#include <tbb/parallel_for.h>\n",
    "stages/data/grid.h": '#include <Eigen/Core>\n#include "stages/core/error.h"\n',
    "stages/kernels/linalg/svd.cpp": '#include <Eigen/SVD>\n#include "stages/core/error.h"\n',
    "stages/kernels/network/paths.h": "#pragma once\n",
    "stages/kernels/network/paths.cpp": "#include <boost/graph/graph_traits.hpp>\n",
    "stages/kernels/spectral/fft.cpp": "#include <fftw3.h>\n",
    "stages/kernels/registration/rigid.cpp": "#include <itkImage.h>\n",
    "stages/files/nifti.h": '#include "stages/data/grid.h"\n',
    "stages/files/toml.cpp": "#include <toml++/toml.hpp>\n",
    "stages/files/hdf5.cpp": "#include <hdf5.h>\n#include <H5Fpublic.h>\n",
    "stages/denoise/denoise.h": '#include "stages/files/nifti.h"\n',
    "stages/connectivity/connect.h": '#include "stages/kernels/network/paths.h"\n',
    "stages/registry.h": '#include "stages/denoise/denoise.h"\n',
    "pipeline/trial_run.h": '#include "stages/registry.h"\n',
    "pipeline/app/command.h": '#include "pipeline/trial_run.h"\n',
    "pipeline/app/main.cpp": '#include <CLI/CLI.hpp>\n#include "pipeline/app/command.h"\n',
    "tests/paths_test.cpp": '#include <Eigen/Dense>\n#include "stages/kernels/network/paths.h"\n',
}

# rule, file, its text, what the script must say of it
VIOLATIONS = [
    ("core includes data", "stages/core/low.h", '#include "stages/data/grid.h"\n', "higher layer"),
    ("data includes kernels", "stages/data/low.h", '#include "stages/kernels/network/paths.h"\n',
     "higher layer"),
    ("files includes a stage", "stages/files/low.h", '#include "stages/denoise/denoise.h"\n',
     "higher layer"),
    ("stage includes the registry", "stages/denoise/low.h", '#include "stages/registry.h"\n',
     "higher layer"),
    ("stage includes the pipeline", "stages/denoise/low.h", '#include "pipeline/trial_run.h"\n',
     "higher layer"),
    ("registry includes the pipeline", "stages/registry.cpp", '#include "pipeline/trial_run.h"\n',
     "higher layer"),
    ("kernel includes data", "stages/kernels/linalg/low.h", '#include "stages/data/grid.h"\n',
     "kernels know no data structs"),
    ("kernel includes files", "stages/kernels/linalg/low.h", '#include "stages/files/nifti.h"\n',
     "stages/files"),
    ("kernel logs", "stages/kernels/linalg/low.cpp", '#include "stages/core/log.h"\n',
     "kernels do not log"),
    ("stage includes a stage", "stages/denoise/low.h", '#include "stages/connectivity/connect.h"\n',
     "a stage includes another stage"),
    ("pipeline includes the app", "pipeline/low.h", '#include "pipeline/app/command.h"\n',
     "only the app includes the app"),
    ("unknown layer includes", "stages/extra/low.h", '#include "stages/core/error.h"\n',
     "unknown layer"),
    ("unknown layer", "stages/extra/low.h", "#pragma once\n", "unknown layer"),
    ("path from the own folder", "stages/core/low.cpp", '#include "error.h"\n',
     "start at the repository root"),
    ("way around through ..", "stages/denoise/low.h",
     '#include "stages/denoise/../connectivity/connect.h"\n', "without . and .."),
    ("path from the own folder in a test", "tests/low_test.cpp", '#include "paths.h"\n',
     "start at the repository root"),
    ("missing header of the tests", "tests/low_test.cpp", '#include "tests/gone.h"\n',
     "start at the repository root"),
    ("too long", "stages/core/low.cpp", "// line\n" * 501, "501 lines"),
    ("too long test", "tests/low_test.cpp", "// line\n" * 501, "501 lines"),
    ("banned file name", "stages/core/text_utils.h", "#pragma once\n", "'utils'"),
    ("banned folder name", "stages/core/common/text.h", "#pragma once\n", "'common'"),
    ("banned name in tests", "tests/helpers.h", "#pragma once\n", "'helpers'"),
    ("other suffix", "stages/core/low.hpp", "#pragma once\n", ".h and .cpp"),
    ("other suffix", "pipeline/low.cc", "\n", ".h and .cpp"),
    ("itk in a header", "stages/kernels/registration/low.h", "#include <itkImage.h>\n",
     "ITK belongs into .cpp files"),
    ("itk elsewhere", "stages/preprocess/low.cpp", "#include <itkImage.h>\n", "may be included only"),
    ("hdf5 elsewhere", "stages/data/low.cpp", "#include <hdf5.h>\n", "may be included only"),
    ("H5 elsewhere", "stages/data/low.cpp", "#include <H5Cpp.h>\n", "may be included only"),
    ("fftw elsewhere", "stages/denoise/low.cpp", "#include <fftw3.h>\n", "may be included only"),
    ("boost graph elsewhere", "stages/graph/low.cpp", "#include <boost/graph/copy.hpp>\n",
     "may be included only"),
    ("CLI elsewhere", "pipeline/low.cpp", "#include <CLI/CLI.hpp>\n", "may be included only"),
    ("toml elsewhere", "pipeline/low.cpp", "#include <toml++/toml.hpp>\n", "may be included only"),
    ("spdlog elsewhere", "pipeline/low.cpp", "#include <spdlog/spdlog.h>\n",
     "may be included only"),
    ("tbb elsewhere", "stages/graph/low.cpp", "#include <tbb/parallel_for.h>\n",
     "may be included only"),
    ("oneapi elsewhere", "stages/graph/low.cpp", "#include <oneapi/tbb.h>\n",
     "may be included only"),
    ("folder that begins like an allowed one", "pipeline/app_more/low.cpp",
     "#include <CLI/CLI.hpp>\n", "may be included only"),
    ("heavy Eigen in a header", "stages/data/low.h", "#  include <Eigen/SVD>\n",
     "heavy Eigen headers"),
    ("all of Eigen in a header", "stages/data/low.h", "#include <Eigen/Dense>\n",
     "heavy Eigen headers"),
]


def run(script, files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return subprocess.run([sys.executable, script, folder], capture_output=True, text=True,
                              check=False)


def main():
    script, failures = sys.argv[1], []

    def expect_broken(rule, files, path, phrase):
        result = run(script, files)
        named = [line for line in result.stdout.splitlines() if path in line and phrase in line]
        others = [line for line in result.stdout.splitlines() if line not in named]
        if result.returncode != 1 or len(named) != 1 or others:
            failures.append(f"{rule}: expected {path} and '{phrase}', got status "
                            f"{result.returncode}: {result.stdout}{result.stderr}")

    clean = run(script, CLEAN)
    if clean.returncode != 0 or f"{len(CLEAN)} files keep the rules" not in clean.stdout:
        failures.append(f"clean tree: status {clean.returncode}: {clean.stdout}{clean.stderr}")
    for rule, path, text, phrase in VIOLATIONS:
        expect_broken(rule, CLEAN | {path: text}, path, phrase)
    # Some files may be long, not more than a tenth of them.
    wide = "// " + "x" * 1000 + "\n"
    long_files = {f"stages/core/long_{i}.cpp": wide * 17 for i in range(3)}
    expect_broken("many long files", CLEAN | long_files, "stages/core/long_1.cpp", "more than 10%")
    one_long = run(script, CLEAN | {"stages/core/long_0.cpp": wide * 17})
    if one_long.returncode != 0:
        failures.append(f"one long file: {one_long.stdout}{one_long.stderr}")
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
