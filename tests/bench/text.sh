#!/bin/sh
# Builds and runs tests/bench/text.c with optimisation, whatever the build at hand was made with.
# Needs BQ_SRC and BQ_BUILD (for config.h). Arguments go to the program.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
cd "$BQ_SRC"
# shellcheck disable=SC2086
${CC:-cc} -std=gnu11 -O2 -g -include "$BQ_BUILD/config.h" -Iinclude -Isrc -Iui -o "$dir/text" \
    tests/bench/text.c src/text/*.c src/base/buf.c src/base/utf8.c src/base/show.c src/base/err.c \
    ui/grid/*.c ui/widget/area*.c ui/term/key.c ${UTF8PROC_LIBS:--lutf8proc}
"$dir/text" "$@"
