#!/bin/sh
# Look-alikes: how the cost grows from a thousand drafts to ten thousand.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
cd "$BQ_SRC"
n=${BENCH_SMOKE:+500}
${CC:-cc} -std=gnu11 ${BENCH_OPTIMISE:--O2 -g} -include "$BQ_BUILD/config.h" -Iinclude -Isrc -o "$dir/alike" tests/bench/alike.c \
    src/check/sketch.c src/check/sketch_index.c src/model/draft*.c src/base/buf.c src/base/pages.c src/base/err.c src/base/utf8.c
"$dir/alike" "${n:-10000}"
