#!/bin/sh
# Search in the type picker: every beginning of every query in tests/data/type-queries.tsv, in process; and, where fzy is
# installed, the same list filtered by it (one start a query, so its time holds a process start).
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
cd "$BQ_SRC"
queries=tests/data/type-queries.tsv
if [ -n "${BENCH_SMOKE:-}" ]; then
    head -12 "$queries" > "$dir/queries"
    queries=$dir/queries
fi
data=$BQ_BUILD/builtin-data.c
# shellcheck disable=SC2086
${CC:-cc} -std=gnu11 ${BENCH_OPTIMISE:--O2 -g} -include "$BQ_BUILD/config.h" -Iinclude -Isrc -o "$dir/types" tests/bench/types.c \
    src/model/taxonomy*.c src/base/arena.c src/base/buf.c src/base/pages.c src/base/data.c src/base/err.c src/base/file*.c src/base/once.c \
    src/base/hash.c src/base/paths.c src/base/utf8.c "$data" ${SODIUM_LIBS:--lsodium} -lpthread
"$dir/types" "$queries" | tee "$dir/ours"

# How often is the wanted type first, and among the first five? By us, and by a fuzzy finder over the same full paths.
awk -F'\t' '/^[#!>]/{next}{n=split($1,p,".");name[$1]=$2;path="";id="";for(i=1;i<=n;i++){id=id (i>1?".":"") p[i];path=path (i>1?" > ":"") name[id]}print path "\t" $1}' \
    data/taxonomy/vrt.tsv > "$dir/list"
score() { # score NAME COMMAND...: COMMAND QUERY prints ids, best first
    name=$1
    shift
    grep -v '^#' "$queries" | while IFS="$(printf '\t')" read -r query want; do
        "$@" "$query" | head -5 | awk -v want="$want" '{hit = $0 == want || index($0, want ".") == 1
            if (hit && !at) at = NR} END {print at + 0}'
    done | awk -v name="$name" '{n++; first += $1 == 1; five += $1 > 0}
        END {printf "%-22s first %3d %%, among five %3d %%, of %d queries\n", name, first*100/n, five*100/n, n}'
}
ours() { "$BQ" type search -n 5 "$1" 2>/dev/null | cut -f1; }
score bugquill ours
if command -v fzy > /dev/null; then
    theirs() { fzy -e "$1" < "$dir/list" | cut -f2; }
    score fzy theirs
    # CPU seconds of one fzy a query over FILE, by the shell's account of its children
    fzy_cpu() { # fzy_cpu FILE
        sh -c 'grep -v "^#" "$1" | cut -f1 | { while read -r query; do fzy -e "$query" < "$2" > /dev/null; done; times; }' \
            sh "$queries" "$1" | tail -1 | awk -F'[ms ]+' '{print $1 * 60 + $2 + $3 * 60 + $4}'
    }
    whole=$(fzy_cpu "$dir/list") empty=$(fzy_cpu /dev/null)
    awk -v whole="$whole" -v empty="$empty" -v n="$(grep -vc '^#' "$queries")" '
        /^search per key/ { median = $5; p99 = $8; if (median == "") exit }
        END {
            query = whole * 1e6 / n; net = (whole - empty) * 1e6 / n
            printf "fzy, CPU a query %.0f us, %.0f us of it its start\n", query, query - net
            if (net < 1) net = 1
            printf "ROW\t14\ttype search a key, 582 types, CPU, p99 (median)\t%s us (%s us)\tfzy %.0f us a query, start not counted\t%.2fx\t<= fzy\tp99 <= 0.5x fzy\n", \
                p99, median, net, p99 / net
        }' "$dir/ours"
else
    awk '/^search per key/ { printf "ROW\t14\ttype search a key, 582 types, CPU, p99 (median)\t%s us (%s us)\tfzy skipped\t-\t<= fzy\tp99 <= 0.5x fzy\n", $8, $5 }' "$dir/ours"
fi
