#!/bin/sh
# bugquill scope beside what people use: the same rules and URLs, the same lines out, CPU time (user and system), both
# sides alternating. BENCH_BQ: the program to measure, when it is not the build at hand (an optimised one, say).
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
bq=${BENCH_BQ:-$BQ}
here=$BQ_SRC/tests/bench
urls=1000000
rounds=5
growth="100 1000 10000 100000"
if [ -n "${BENCH_SMOKE:-}" ]; then urls=20000 rounds=1 growth="100 10000"; fi
HOME=$dir/home
export HOME
mkdir -p "$HOME"
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME

make_set() { # make_set RULES URLS: $dir/RULES with program.yaml
    mkdir -p "$dir/$1"
    awk -v rules="$1" -v urls="$2" -v dir="$dir/$1" -f "$here/scope_gen.awk"
    "$bq" program import "$dir/$1/rules.txt" --as "set-$1" > /dev/null
    cp "$HOME/.local/share/bugquill/programs/set-$1.yaml" "$dir/$1/program.yaml"
}
cpu() { # cpu INPUT OUTPUT COMMAND...: its CPU time in milliseconds
    in=$1 out=$2
    shift 2
    sh -c 'in=$1 out=$2; shift 2; "$@" < "$in" > "$out" || :; times' sh "$in" "$out" "$@" |
        awk 'NR == 2 { gsub(/s/, ""); t = 0; for (i = 1; i <= 2; i++) { split($i, p, "m"); t += p[1] * 60 + p[2] } printf "%d", t * 1000 }'
}
ours() { cpu "$1/urls.txt" "$dir/ours.out" "$bq" scope -p "$1/program.yaml" --only in --threads "${2:-1}" -; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", (b > 0 ? a / b : 0) }'; }
beside() { # beside LABEL FLOOR AIM COMMAND...: alternating, peer's time divided by ours
    label=$1 floor=$2 aim=$3
    shift 3
    : > "$dir/a" > "$dir/b"
    i=0
    while [ "$i" -lt "$rounds" ]; do
        cpu "$set/urls.txt" "$dir/peer.out" "$@" >> "$dir/b"
        echo >> "$dir/b"
        ours "$set" >> "$dir/a"
        echo >> "$dir/a"
        i=$((i + 1))
    done
    a=$(median < "$dir/a") b=$(median < "$dir/b")
    printf 'ROW\t1\tscope: %s URLs, 10,000 entries\t%s ms\t%s %s ms\t%s times\t%s\t%s\n' "$urls" "$a" "$label" "$b" "$(ratio "$b" "$a")" "$floor" "$aim"
}

set=$dir/10000
make_set 10000 "$urls"
if command -v node > /dev/null; then
    ours "$set" > /dev/null
    # An escaped backslash is the only thing our cells spell otherwise here.
    cut -f2 "$dir/ours.out" > "$dir/ours.lines"
    node "$here/scope_peer.mjs" "$set/in.txt" "$set/out.txt" < "$set/urls.txt" > "$dir/peer.out"
    if ! cmp "$dir/ours.lines" "$dir/peer.out"; then echo "the outputs differ: nothing is measured"; exit 1; fi
    echo "the same $(wc -l < "$dir/peer.out" | tr -d ' ') of $urls lines from both"
    beside node 6 10 node "$here/scope_peer.mjs" "$set/in.txt" "$set/out.txt"
else
    echo "node is not installed: skipped"
fi
if command -v go > /dev/null; then
    GOCACHE=$dir/go GO111MODULE=off go build -o "$dir/scope_peer" "$here/scope_peer.go"
    "$dir/scope_peer" "$set/in.txt" "$set/out.txt" < "$set/urls.txt" > "$dir/peer.out"
    ours "$set" > /dev/null
    cut -f2 "$dir/ours.out" > "$dir/ours.lines"
    if ! cmp "$dir/ours.lines" "$dir/peer.out"; then echo "the outputs differ: nothing is measured"; exit 1; fi
    beside go 3 5 "$dir/scope_peer" "$set/in.txt" "$set/out.txt"
else
    echo "go is not installed: skipped"
fi
# Substrings anywhere in the line: no paths, ranges, patterns or exclusions, and the wrong answer for evilhost.
beside 'grep -F -f (hosts and wildcards only)' 3 5 env LC_ALL=C sh -c 'grep -F -f "$1" | cat' sh "$set/hosts.txt"

# two threads: wall clock. To a new file each time: cutting the old one off takes as long as a tenth of the answers.
wall() {
    rm -f "$dir/t$1.out"
    start=$(date +%s%N)
    "$bq" scope -p "$set/program.yaml" --only in --threads "$1" - < "$set/urls.txt" > "$dir/t$1.out" || :
    echo $((($(date +%s%N) - start) / 1000000))
}
: > "$dir/a" > "$dir/b"
i=0
while [ "$i" -lt "$rounds" ]; do
    wall 1 >> "$dir/a"
    wall 2 >> "$dir/b"
    i=$((i + 1))
done
cmp "$dir/t1.out" "$dir/t2.out"
a=$(median < "$dir/a") b=$(median < "$dir/b")
printf 'ROW\t1\tscope: two threads, wall clock, order kept\t%s ms\tone thread %s ms\t%s times\t1.7\t1.7\n' "$b" "$a" "$(ratio "$a" "$b")"

# growth
first=
for rules in $growth; do
    [ "$rules" = 10000 ] || make_set "$rules" "$urls"
    : > "$dir/a"
    i=0
    while [ "$i" -lt "$rounds" ]; do
        ours "$dir/$rules" >> "$dir/a"
        echo >> "$dir/a"
        i=$((i + 1))
    done
    last=$(median < "$dir/a")
    : "${first:=$last}"
    rss='?'
    if [ -x /usr/bin/time ]; then
        /usr/bin/time -f %M -o "$dir/rss" "$bq" scope -p "$dir/$rules/program.yaml" --threads 1 - < "$dir/$rules/urls.txt" > /dev/null || :
        rss=$(tail -1 "$dir/rss")
    fi
    echo "$rules entries: $last ms, $rss KB resident"
done
printf 'ROW\t2\tscope: growth, %s\t%s ms\t%s ms\t%s times\t5\t3\n' "${growth%% *} to ${growth##* } entries" "$last" "$first" "$(ratio "$last" "$first")"

# every program of a hunter who imported the platforms' lists: 905 programs, 15,809 entries, asked about one URL
programs=905 entries=15809
[ -z "${BENCH_SMOKE:-}" ] || programs=50 entries=1000
folder=$HOME/.local/share/bugquill/programs
rm -f "$folder"/*.yaml
awk -v programs="$programs" -v entries="$entries" -v folder="$folder" '
    { line[NR - 1] = $0 }
    END {
        for (p = 0; p < programs; p++) {
            file = folder "/many-" p ".yaml"
            printf "bugquill: 1\nid: many-%d\nname: Many %d\nas_of: 2026-11-01\nscope:\n  in:\n", p, p > file
            out = ""
            for (e = int(entries * p / programs); e < int(entries * (p + 1) / programs); e++) {
                text = line[e % NR]
                if (sub(/^!/, "", text)) out = out "  - \047" text "\047\n"
                else printf "  - \047%s\047\n", text > file
            }
            if (out != "") printf "  out:\n%s", out > file
            close(file)
        }
    }' "$dir/10000/rules.txt"
for threads in 1 2; do
    : > "$dir/a"
    i=0
    while [ "$i" -lt "$rounds" ]; do
        start=$(date +%s%N)
        "$bq" scope --all --threads "$threads" https://openai.com/ > "$dir/all.out" || :
        echo $((($(date +%s%N) - start) / 1000000)) >> "$dir/a"
        i=$((i + 1))
    done
    grep -q '^in' "$dir/all.out"
    printf 'ROW\t1\tscope --all: %s programs, %s entries loaded, one URL, %s threads, wall clock\t%s ms\t-\t-\t-\t50 ms\n' "$programs" "$entries" "$threads" "$(median < "$dir/a")"
done
