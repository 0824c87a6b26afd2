#!/bin/sh
# Sets up both environments: .venv (the service) and .venv-nlu (Rasa, Python 3.10).
# Does nothing where the locks have not changed since, so a second run needs no network.
set -eu
cd "$(dirname "$0")"

say() { printf '%s\n' "$*"; }

# uv: taken if there, else installed by pip into .tools/.
find_uv() {
    for uv in "$(command -v uv || true)" .tools/bin/uv .tools/pip/bin/uv; do
        [ -n "$uv" ] && "$uv" --version >/dev/null 2>&1 && { UV=$uv; return; }
    done
    say "Installing uv into .tools/ …"
    if python3 -m venv .tools >/dev/null 2>&1 && .tools/bin/python -m pip install -q uv; then
        UV=.tools/bin/uv
    else
        python3 -m pip install -q --target .tools/pip uv
        UV=.tools/pip/bin/uv
    fi
}

# Where pyenv keeps its versions: as it says itself, or beside the shims that stand in the PATH.
pyenv_root() {
    shim=$(command -v python3 || true)
    case "$shim" in */shims/python3) dirname "$(dirname "$shim")" ;; *) printf '%s' "$HOME/.pyenv" ;; esac
}

# A working interpreter of one of the given versions. pyenv's shims may name a version that is
# not switched on, so every candidate is asked; pyenv's own folders are looked through as well.
find_python() {
    for version in "$@"; do
        for python in "$(command -v "python$version" || true)" \
            "${PYENV_ROOT:-$(pyenv_root)}"/versions/"$version"*/bin/python "/usr/bin/python$version"; do
            [ -x "$python" ] || continue
            found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
            [ "$found" = "$version" ] && { printf '%s' "$python"; return; }
        done
    done
    printf '%s' "$1" # uv fetches it
}

# environment, the files it is made from (the lock first), versions…
set_up() {
    environment=$1 made_from=$2
    shift 2
    lock=${made_from%% *}
    # shellcheck disable=SC2086
    wanted=$(cksum $made_from setup.sh | cksum)
    [ "$(cat "$environment/.wattline-lock" 2>/dev/null || true)" = "$wanted" ] && return
    find_uv
    python=$(find_python "$@")
    say "Setting up $environment (Python $1) …"
    started=$(date +%s)
    "$UV" venv -q --clear --python "$python" "$environment"
    "$UV" pip sync --quiet --require-hashes --compile-bytecode --python "$environment/bin/python" "$lock"
    if [ "$environment" = .venv ]; then
        "$UV" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
    fi
    say "$environment is ready: $(($(date +%s) - started)) s, $(du -sh "$environment" | cut -f1)"
    printf '%s' "$wanted" >"$environment/.wattline-lock"
}

set_up .venv "requirements-dev.lock pyproject.toml" 3.12 3.13 3.11
set_up .venv-nlu nlu/requirements.lock 3.10
