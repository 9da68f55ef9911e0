#!/bin/sh
# The secret scan, 100 MB, every kind, beside secretlint's recommended rules (npm, found in $NPM_DIR) over the same files.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
cd "$BQ_SRC"
size=${BENCH_SMOKE:+2}
size=${size:-100}
# shellcheck disable=SC2086
${CC:-cc} -std=gnu11 ${BENCH_OPTIMISE:--O2 -g} -include "$BQ_BUILD/config.h" -Iinclude -Isrc -o "$dir/secrets" tests/bench/secrets.c \
    src/check/keywords.c src/check/pattern.c src/check/pii.c src/check/secret*.c src/base/buf.c src/base/pages.c src/base/data.c \
    src/base/err.c src/base/utf8.c "$BQ_BUILD/builtin-data.c" ${PCRE2_LIBS:--lpcre2-8} -lpthread
# text as reports hold it: prose, requests, logs and source
find doc src tests/cases tests/cli -type f \( -name '*.md' -o -name '*.c' -o -name '*.yaml' -o -name '*.test' \) | sort |
    head -400 | xargs cat > "$dir/seed"
"$dir/secrets" "$dir/seed" "$size" > "$dir/ours"
grep -v '^OURS' "$dir/ours"
ours=$(sed -n 's/^OURS //p' "$dir/ours")
speed=$(awk -v s="$ours" 'BEGIN { printf "%.0f MB/s", 1.048576 / s }')
lint=${NPM_DIR:-}/node_modules/.bin/secretlint
if [ -n "${NPM_DIR:-}" ] && [ -x "$lint" ]; then
    part=${BENCH_SMOKE:+2}
    part=${part:-20}
    "$dir/secrets" -w "$dir/seed" "$dir/text" "$part"
    mkdir "$dir/files"
    split -C 1000000 --additional-suffix=.txt "$dir/text" "$dir/files/"
    echo '{"rules":[{"id":"@secretlint/secretlint-rule-preset-recommend"}]}' > "$dir/rc.json"
    peer=$( (cd "$NPM_DIR" && bash -c "TIMEFORMAT=%U; time '$lint' --no-color --secretlintrc '$dir/rc.json' '$dir/files/*' > '$dir/lint' 2>&1 || true") 2>&1 | tail -1)
    hits=$(grep -c ' error ' "$dir/lint" || true)
    awk -v p="$peer" -v mb="$part" -v s="$ours" -v speed="$speed" -v hits="$hits" 'BEGIN {
        rate = p / mb
        printf "secretlint: %d MB in %.2f s user, %d hits\n", mb, p, hits
        printf "ROW\t4\tsecret scan, every kind\t%s\tsecretlint %.0f MB/s\t%.1f x\t2x secretlint\t150 MB/s\n", speed, 1.048576 / rate, rate / s }'
else
    echo "secretlint is not installed (NPM_DIR): no comparison"
    printf 'ROW\t4\tsecret scan, every kind\t%s\tsecretlint skipped\t-\t2x secretlint\t150 MB/s\n' "$speed"
fi
