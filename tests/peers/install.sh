#!/usr/bin/env bash
# Installs what the services in other languages need, below the target folder, where
# `cargo test --test peers` finds it. Needs Python 3 with venv, Node.js 20 with npm, and their
# package registries.
set -euo pipefail
peers="$(cd "$(dirname "$0")" && pwd)"
target="${CARGO_TARGET_DIR:-$peers/../../target}/peers"
mkdir -p "$target/node"
target="$(cd "$target" && pwd)"
cd "$peers"

# Once for each version of the lists: a machine that has them needs no registry.
current() { cmp -s "$1" "$2"; }

if ! current python/requirements.txt "$target/python/requirements.txt"; then
    python3 -m venv --clear "$target/python"
    "$target/python/bin/pip" install --quiet --disable-pip-version-check \
        --requirement python/requirements.txt
    cp python/requirements.txt "$target/python/"
fi

if ! current node/package-lock.json "$target/node/installed.json"; then
    cp node/package.json node/package-lock.json "$target/node/"
    npm ci --prefix "$target/node" --no-audit --no-fund
    cp node/package-lock.json "$target/node/installed.json"
fi
