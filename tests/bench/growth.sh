#!/bin/sh
# How each cost grows: CPU time and peak memory at four sizes a decade apart. Linear where every byte has to be looked at,
# flat where it must not matter (memory of streams).
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
sizes='1 10 100 1000'
if [ -n "${BENCH_SMOKE:-}" ]; then sizes='1 2'; fi
${CC:-cc} -O2 -o "$dir/cost" "$BQ_SRC/tests/bench/cost.c"
line() { # line WHAT UNIT SIZE STDIN COMMAND...
    what=$1 unit=$2 size=$3 input=$4
    shift 4
    "$dir/cost" "$input" "$@" | while read -r seconds kb; do
        printf '%-34s %9s %-8s %9s s %8s kB\n' "$what" "$size" "$unit" "$seconds" "$kb"
    done | tee -a "$dir/lines"
}
for size in $sizes; do
    count=$((size * 10))
    python3 "$BQ_SRC/tests/bench/gen_drafts.py" "$dir/drafts$size" "$count"
    line 'check of many drafts' drafts "$count" /dev/null "$BQ" check --no-config "$dir/drafts$size"
done
for size in $sizes; do
    awk -v n="$size" 'BEGIN { for (i = 0; i < n * 1000; i++) printf "https://h%d.%s.example/path/%d?q=%d\n", i % 977, i % 3 ? "api.openai.com" : "evil", i, i }' \
        > "$dir/urls"
    line 'scope of many URLs' URLs "$((size * 1000))" "$dir/urls" "$BQ" scope --no-config --threads 1 -
done
for size in $sizes; do
    awk -v n="$size" 'BEGIN {
        print "bugquill: 1\nprogram: openai\ntitle: Stored XSS in the share page lets a viewer read chats\ndescription: |"
        for (i = 0; i < n * 60; i++) printf "  Line %d says what was seen on page %d and why it matters to people who use the page every day.\n", i, i * 7 % 1000
    }' > "$dir/draft.yaml"
    line 'check of one long draft' kB "$(($(wc -c < "$dir/draft.yaml") / 1000))" /dev/null "$BQ" check --no-config "$dir/draft.yaml"
    line 'export of one long draft, HTML' kB "$(($(wc -c < "$dir/draft.yaml") / 1000))" /dev/null "$BQ" export --no-config -f html "$dir/draft.yaml"
done
# The streams' rows of the table: how time and memory grow while the input grows ten times.
awk '/^scope of many URLs/ { n++; size[n] = $5; seconds[n] = $(NF - 3); kb[n] = $(NF - 1) }
    END {
        printf "ROW\t2\tscope: URLs from %d to %d, CPU\t%s s\t%s s\t%.1f times for %.0f times the URLs\tlinear\tlinear\n", size[n - 1], size[n], seconds[n], seconds[n - 1], seconds[n] / seconds[n - 1], size[n] / size[n - 1]
        printf "ROW\t2\tscope: URLs from %d to %d, peak memory\t%d kB\t%d kB\t%.2f times\t-\tflat\n", size[1], size[n], kb[n], kb[1], kb[n] / kb[1]
    }' "$dir/lines"
