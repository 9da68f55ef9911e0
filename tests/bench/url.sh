#!/bin/sh
# Row 3: the URL reader alone on clean ASCII URLs, beside libcurl's URL API (libcurl4-openssl-dev or another libcurl).
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
cd "$BQ_SRC"
awk -v rules=1000 -v urls="${BENCH_SMOKE:+2000}${BENCH_SMOKE:-300000}" -v dir="$dir" -f tests/bench/scope_gen.awk
grep -E '^https?://[a-z0-9.-]*[a-z][a-z0-9.-]*(/|$)' "$dir/urls.txt" > "$dir/clean.txt"
curl=
if pkg-config --exists libcurl 2> /dev/null; then
    curl="-DBENCH_CURL $(pkg-config --cflags --libs libcurl)"
else
    echo "libcurl is not installed: skipped"
fi
# shellcheck disable=SC2086
${CC:-cc} -std=gnu11 ${BENCH_OPTIMISE:--O2 -g} -include "$BQ_BUILD/config.h" -Iinclude -Isrc -o "$dir/url" tests/bench/url.c \
    src/scope/url.c src/scope/url_plain.c src/scope/host.c src/scope/address.c src/scope/idn.c \
    src/base/buf.c src/base/pages.c src/base/err.c src/base/utf8.c $curl -lidn2
"$dir/url" "$dir/clean.txt"
