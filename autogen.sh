#!/bin/sh
# From a checkout to a tree that has ./configure. Needs autoconf, automake, libtool, pkg-config.
set -eu
cd "$(dirname "$0")"
build-aux/list-sources
mkdir -p m4
autoreconf -fi
