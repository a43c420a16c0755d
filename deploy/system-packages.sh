#!/bin/sh
# Debian packages for the whole suite: a browser, Thai fonts and PostgreSQL. The portal itself needs none of them.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -y -q --no-install-recommends chromium fonts-thai-tlwg postgresql
