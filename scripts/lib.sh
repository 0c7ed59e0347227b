# Shared by the scripts: sourced, not run.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf 'tapedeck: %s\n' "$*" >&2; }

die() {
    say "$*"
    exit 1
}

# Whether a library can be found the way the build finds it.
has_library() { command -v pkg-config >/dev/null 2>&1 && pkg-config --exists "$1"; }
