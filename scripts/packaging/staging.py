"""The tree that every package holds: programs, what comes with them, man pages, completions, licences."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# What the programs need beside the C library; each is in every Debian since 12.
LIBRARIES = ("libcurl.so.4", "libsqlite3.so.0")
C_RUNTIME = ("libc.so.6", "libm.so.6", "libgcc_s.so.1", "ld-linux", "linux-vdso", "libpthread", "libdl")


def run(*words, **options):
    return subprocess.run(words, check=True, text=True, stdout=subprocess.PIPE, cwd=ROOT, **options).stdout.strip()


def version():
    text = (ROOT / "Sources/Wording/TapedeckVersion.swift").read_text()
    return re.search(r'current = "([^"]+)"', text).group(1)


def commit_time():
    """When what is packaged was made, in seconds since 1970: SOURCE_DATE_EPOCH, else the last commit's time."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    return int(given) if given else int(run("git", "log", "-1", "--format=%ct"))


def linking(scratch):
    """What keeps a static program small: the name of ICU's data, for an empty table in its place, and options of
    `swift build` for lld, which folds equal functions."""
    toolchain = pathlib.Path(shutil.which("swift")).resolve().parent
    scratch.mkdir(exist_ok=True)
    archive = toolchain.parent / "lib/swift_static/linux/lib_FoundationICU.a"
    names = re.findall(r"\b(icudt\d+_dat)\b", run(str(toolchain / "llvm-nm"), str(archive), stderr=subprocess.DEVNULL))
    if not names:
        sys.exit(f"{archive} has no table icudt…_dat; see Sources/BuildFacts/no_icu_data.c")
    # SwiftPM takes another linker from a toolset.
    toolset = scratch / "toolset.json"
    toolset.write_text(json.dumps({"schemaVersion": "1.0", "linker": {"path": str(toolchain / "ld.lld")}}))
    # A folder with the archive and no shared library beside it, so that C++'s library, of which Swift's needs little, is linked in.
    library = pathlib.Path(run(str(toolchain / "clang"), "-print-file-name=libstdc++.a"))
    if not library.is_absolute():
        sys.exit("there is no libstdc++.a to link in; apt-get install libstdc++-12-dev")
    archives = scratch / "archives"
    archives.mkdir(exist_ok=True)
    (archives / library.name).unlink(missing_ok=True)
    (archives / library.name).symlink_to(library)
    words = [f"-L{archives}", "--icf=safe", "-z", "pack-relative-relocs", "-O2", "--no-export-dynamic", "--build-id=none"]
    # Where the sources lie is in no message, so that another folder gives the same bytes (a build id would be of the debugging
    # information, too). No function in Swift throws as C++ does, so none needs a table to be unwound by: 3 MB of them.
    # `#file` is short: of a path that was mapped the length would still be the old one's, as it is where `try!` names one.
    swift = ["-file-prefix-map", f"{ROOT}=.", "-Xllvm", "-force-attribute=nounwind", "-Xfrontend",
             "-enable-experimental-concise-pound-file", "-enforce-exclusivity=unchecked"]
    # Nor does any in C; and what nothing calls goes.
    c = ["-ffunction-sections", "-fdata-sections", "-fno-asynchronous-unwind-tables", "-fno-unwind-tables",
         f"-ffile-prefix-map={ROOT}=."]
    given = [("-Xlinker", words), ("-Xswiftc", swift), ("-Xcc", c), ("-Xcxx", ["-fno-exceptions"])]
    return names[0], ["--toolset", str(toolset), *(part for kind, words in given for word in words for part in (kind, word))]


def build():
    """Builds the static programs in a folder of their own, and gives that folder."""
    commit = run("git", "rev-parse", "--short=12", "HEAD")
    if run("git", "status", "--porcelain", "--", "Package.swift", "Sources"):
        commit += "+changes"
    icu, options = linking(ROOT / ".build-package")
    environment = {**os.environ, "TAPEDECK_COMMIT": commit, "TAPEDECK_ICU_DATA": icu}
    words = ["swift", "build", "-c", "release", "--static-swift-stdlib", "--disable-local-rpath", "--scratch-path",
             ".build-package", *options]
    # Each by its name: `swift build` of everything would link tests, which can't be static.
    for product in ("tapedeck", "apprunner"):
        subprocess.run([*words, "--product", product], check=True, cwd=ROOT, env=environment, stdout=sys.stderr)
    return ROOT / ".build-package/release"


def stripped(program, target):
    swift = pathlib.Path(shutil.which("swift")).resolve().parent
    tool = next((path for path in (shutil.which("strip"), swift / "llvm-objcopy") if path and pathlib.Path(path).exists()), None)
    if tool is None:
        sys.exit("there is neither strip nor the toolchain's llvm-objcopy to strip the programs with; apt-get install binutils")
    # What the compiler hashed of each module to build it less often has the folder in it.
    words = [tool, "--remove-section=.swift_modhash"]
    words += ["--strip-all", program, target] if str(tool).endswith("objcopy") else ["-s", "-o", target, program]
    subprocess.run(words, check=True)
    target.chmod(0o755)


def check_libraries(program):
    """A program that needs another library would not start on a bare system."""
    needed = re.findall(r"NEEDED\s+Shared library: \[(\S+)\]", run("readelf", "-d", str(program)))
    other = [name for name in needed if name not in LIBRARIES and not name.startswith(C_RUNTIME)]
    if other:
        sys.exit(f"{program} needs {', '.join(other)}, which no package here depends on; link it in, or add the dependency")


def notices(folder):
    """What the source files of a folder say of their copyright and licence at their beginning, each text once."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.suffix in (".c", ".cc", ".h", ".S")):
        head = re.match(r"\s*((?://[^\n]*\n)+|/\*.*?\*/(?:\s*/\*.*?\*/)?)", path.read_text(errors="replace"), re.S)
        if head and re.search("copyright|licen[sc]e", head[1], re.I):
            found.setdefault(head[1].strip(), path.relative_to(folder).as_posix())
    return "\n\n".join(f"{path} and others:\n\n{text}" for text, path in found.items()) + "\n"


def licences(checkouts, target):
    """The licence and notice of everything that is linked in."""
    target.mkdir(parents=True)
    for package in sorted(checkouts.iterdir()):
        for path in sorted([*package.iterdir(), *package.glob("Sources/*/*")]):
            name = path.name.split(".")[0].upper()
            if path.is_file() and name in ("LICENSE", "NOTICE", "COPYING"):
                inner = "" if path.parent == package else f"{path.parent.name}-"
                shutil.copy(path, target / f"{package.name}-{inner}{name}.txt")
        # BoringSSL comes without its licence's file; its sources have all of it.
        for folder in sorted(package.glob("Sources/C*BoringSSL")):
            (target / f"{package.name}-{folder.name}-NOTICES.txt").write_text(notices(folder))
    swift = pathlib.Path(shutil.which("swift")).resolve().parents[1] / "share/swift/LICENSE.txt"
    shutil.copy(swift, target / "swift-LICENSE.txt")
    # Nor does Swift's toolchain have the licence of ICU, which is in its Foundation; where Debian's ICU is, there it is.
    for path in sorted(pathlib.Path("/usr/share/doc").glob("libicu[0-9]*/copyright"))[-1:]:
        shutil.copy(path, target / "icu-LICENSE.txt")
    for path in sorted(pathlib.Path("/usr/share/doc").glob("libstdc++*-dev/copyright"))[-1:]:
        shutil.copy(path, target / "libstdc++-LICENSE.txt")
    (target / "README.txt").write_text(
        "Licences of what is linked into the programs: Swift's packages and its standard library, Foundation and Dispatch.\n"
        "swift-crypto and swift-nio-ssl hold BoringSSL (Apache License 2.0 and what the NOTICES of both say); Foundation holds\n"
        "ICU (Unicode License V3, https://www.unicode.org/license.txt). Of GCC's libstdc++ that is linked in which Swift's library\n"
        "needs (GNU General Public License 3 with the GCC Runtime Library Exception 3.1).\n")


def stage(programs, checkouts, tree, is_static):
    """Lays out bin and share below a folder."""
    shutil.rmtree(tree, ignore_errors=True)
    (tree / "bin").mkdir(parents=True)
    for name in ("tapedeck", "apprunner"):
        if is_static:
            check_libraries(programs / name)
        stripped(programs / name, tree / "bin" / name)
    share = tree / "share"
    for path in run("git", "ls-files", "CONTRACT.md", "Fixtures", "cassettes").splitlines():
        (share / "tapedeck" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, share / "tapedeck" / path)
    subprocess.run([ROOT / "scripts/man-pages", programs, share], check=True, stdout=sys.stderr)
    doc = share / "doc/tapedeck"
    doc.mkdir(parents=True)
    for name in ("LICENSE", "README.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, doc / name)
    licences(checkouts, doc / "licences")
