#!/bin/sh
# Builds and runs tests/bench/text.c with optimisation, whatever the build at hand was made with.
# Needs BQ_SRC and BQ_BUILD (for config.h). Arguments go to the program.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
cd "$BQ_SRC"
# shellcheck disable=SC2086
${CC:-cc} -std=gnu11 ${BENCH_OPTIMISE:--O2 -g} -include "$BQ_BUILD/config.h" -Iinclude -Isrc -Iui -o "$dir/text" \
    tests/bench/text.c src/text/*.c src/base/buf.c src/base/pages.c src/base/utf8.c src/base/show.c src/base/err.c \
    ui/grid/*.c ui/widget/area*.c ui/term/key.c ${UTF8PROC_LIBS:--lutf8proc}
"$dir/text" ${BENCH_SMOKE:+--smoke} "$@" | tee "$dir/out"


# Rows of the table: 11 and 12 here are the field alone (buffer, wrap, drawing), without checks and terminal.
row() { # row NUMBER WHAT SHAPE BYTES PLACE FLOOR-US AIM-US: the 99th percentile
    awk -v n="$1" -v what="$2" -v shape="$3" -v bytes="$4" -v place="$5" -v floor="$6" -v aim="$7" '
        $1 == shape && $2 == bytes && index($0, place) {
            printf "ROW\t%s\t%s\t%.3f ms\t-\t-\t%s\t%s\n", n, what, $(NF - 1) / 1000, floor, aim }' "$dir/out"
}
row 11 "key to grid in a field of 1 MB, p99" lines 1000000 "type in middle" "0.3 ms" "0.1 ms"
row 11 "key to grid in a field of 8 MB, p99" lines 8388608 "type in middle" "5 ms" "0.5 ms"
row 12 "key to grid at the end of one line of 1 MB, p99" one-line 1000000 "type at end" "1 ms" "0.1 ms"
row 18 "paste of 8 MB into the grid" lines 8388608 "paste" "500 ms" "100 ms"
