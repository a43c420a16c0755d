#!/bin/sh
# Debian packages. The portal itself needs the first line alone, and that only to make PDF files: pango and Thai fonts.
# The second line is for the whole suite: a browser and PostgreSQL.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -y -q --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libthai0 fonts-thai-tlwg \
    chromium postgresql
