#!/bin/sh
# Row 6: ten thousand generated drafts of 5.7 KB checked with every rule, the look-alikes among them included, beside a
# Node script that does far less (needs js-yaml and ajv in $NPM_DIR) and beside libyaml's bare loop. CPU time, medians of
# alternating runs. Row 16: one draft and `--version`, beside an empty C program: what starting any process costs here.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
count=10000
runs=3
if [ -n "${BENCH_SMOKE:-}" ]; then
    count=200
    runs=1
fi
python3 "$BQ_SRC/tests/bench/gen_drafts.py" "$dir/drafts" "$count"
# shellcheck disable=SC2086
${CC:-cc} -O2 -o "$dir/yaml_loop" "$BQ_SRC/tests/bench/yaml_loop.c" ${YAML_LIBS:--lyaml}
cat > "$dir/cpu.py" << 'END'
import resource, subprocess, sys
times = int(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_CHILDREN)
for _ in range(times):
    subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
after = resource.getrusage(resource.RUSAGE_CHILDREN)
print("%.5f %d" % ((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / times, after.ru_maxrss))
END
cpu() { python3 "$dir/cpu.py" 1 "$@"; }
short() { python3 "$dir/cpu.py" "$often" "$@"; }
often=20
echo 'int main(void) { return 0; }' > "$dir/empty.c"
${CC:-cc} -O2 -o "$dir/empty" "$dir/empty.c"
median() { sort -n "$1" | awk '{ v[NR] = $1 } END {print v[int((NR + 1) / 2)]}'; }
peer=
if command -v node > /dev/null && [ -d "${NPM_DIR:-/nonexistent}/node_modules/js-yaml" ]; then peer=1; fi
if [ -n "$peer" ]; then node "$BQ_SRC/tests/bench/check_peer.mjs" "$dir/drafts"; fi
echo "findings: $("$BQ" check --no-config "$dir/drafts" | wc -l) in $(du -sk "$dir/drafts" | cut -f1) KB"
i=0
while [ "$i" -lt "$runs" ]; do
    cpu "$BQ" check --no-config "$dir/drafts" >> "$dir/ours"
    cpu sh -c 'cd "$1" && exec "$2" *.yaml' sh "$dir/drafts" "$dir/yaml_loop" >> "$dir/floor"
    if [ -n "$peer" ]; then cpu node "$BQ_SRC/tests/bench/check_peer.mjs" "$dir/drafts" >> "$dir/node"; fi
    short "$dir/empty" >> "$dir/empty.s"
    short "$BQ" --version >> "$dir/version"
    short "$BQ" check --no-config "$dir/drafts/d00000.yaml" >> "$dir/one"
    i=$((i + 1))
done
ours=$(median "$dir/ours")
floor=$(median "$dir/floor")
ratio() { awk "BEGIN {printf \"%.2f\", $1 / $2}"; }
empty=$(median "$dir/empty.s")
echo "check of $count drafts: $ours s CPU, $(awk '{ print $2 }' "$dir/ours" | sort -n | tail -1) kB at most; libyaml alone: $floor s"
printf 'ROW\t6\tcheck of %s drafts, CPU s\t%s\tlibyaml loop %s\t%s\t-\t2.4\n' "$count" "$ours" "$floor" "$(ratio "$ours" "$floor")"
if [ -n "$peer" ]; then
    node=$(median "$dir/node")
    printf 'ROW\t6\tcheck of %s drafts, CPU s\t%s\tnode script %s\t%s\t1.4\t0.85\n' "$count" "$ours" "$node" "$(ratio "$ours" "$node")"
else
    echo "node with js-yaml and ajv: skipped, not installed (set NPM_DIR)"
fi
for what in version one; do
    time=$(median "$dir/$what")
    name='check of one draft'
    bars='5 ms	2.5 ms'
    if [ "$what" = version ]; then
        name='`--version`'
        bars='4x	2.2x'
    fi
    awk -v name="$name" -v t="$time" -v e="$empty" -v bars="$bars" \
        'BEGIN { printf "ROW\t16\t%s, CPU\t%.1f ms\tan empty C program %.1f ms\t%.2fx\t%s\n", name, t * 1000, e * 1000, t / e, bars }'
done
