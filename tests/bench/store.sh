#!/bin/sh
# Row 8: one draft of 10 MB loaded and saved, beside libyaml's document load and beside cp and fsync. The folder lies in the
# build tree: what a temporary folder in memory calls synced would tell nothing.
set -eu
dir=$(mktemp -d "$BQ_BUILD/bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT INT TERM
cd "$BQ_SRC"
size=10000000
rounds=9
if [ -n "${BENCH_SMOKE:-}" ]; then
    size=100000
    rounds=1
fi
# shellcheck disable=SC2086
${CC:-cc} -std=gnu11 ${BENCH_OPTIMISE:--O2 -g} -include "$BQ_BUILD/config.h" -Iinclude -Isrc -o "$dir/store" tests/bench/store.c \
    "$BQ_BUILD/.libs/libbqcore.a" ${CORE_LIBS:-$(sed -n "s/^dependency_libs='\(.*\)'/\1/p" "$BQ_BUILD/libbqcore.la")} \
    ${YAML_LIBS:--lyaml} -lpthread
"$dir/store" "$dir" "$size" "$rounds"
