#!/bin/sh
# Writes the lock files anew from the *.in files: hashes for every package, no addresses. Run with the oldest supported Python.
set -eu
compile() {
  .venv/bin/pip-compile --quiet --no-header --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url \
    --no-emit-find-links --no-emit-trusted-host --no-emit-options --output-file "$1.lock" "$1.in"
}
compile requirements
compile requirements-scale
compile requirements-dev
