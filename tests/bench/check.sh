#!/bin/sh
# Row 6: ten thousand generated drafts of 5.7 KB checked with every rule, the look-alikes among them included, beside a
# Node script that does far less (needs js-yaml and ajv in $NPM_DIR) and beside libyaml's bare loop. CPU time, medians of
# alternating runs. Row 16: one draft.
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
before = resource.getrusage(resource.RUSAGE_CHILDREN)
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
after = resource.getrusage(resource.RUSAGE_CHILDREN)
print("%.4f" % (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
END
cpu() { python3 "$dir/cpu.py" "$@"; }
median() { sort -n "$1" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
peer=
if command -v node > /dev/null && [ -d "${NPM_DIR:-/nonexistent}/node_modules/js-yaml" ]; then peer=1; fi
if [ -n "$peer" ]; then node "$BQ_SRC/tests/bench/check_peer.mjs" "$dir/drafts"; fi
echo "findings: $("$BQ" check --no-config "$dir/drafts" | wc -l) in $(du -sk "$dir/drafts" | cut -f1) KB"
i=0
while [ "$i" -lt "$runs" ]; do
    cpu "$BQ" check --no-config "$dir/drafts" >> "$dir/ours"
    cpu sh -c 'cd "$1" && exec "$2" *.yaml' sh "$dir/drafts" "$dir/yaml_loop" >> "$dir/floor"
    if [ -n "$peer" ]; then cpu node "$BQ_SRC/tests/bench/check_peer.mjs" "$dir/drafts" >> "$dir/node"; fi
    cpu "$BQ" check --no-config "$dir/drafts/d00000.yaml" >> "$dir/one"
    i=$((i + 1))
done
ours=$(median "$dir/ours")
floor=$(median "$dir/floor")
ratio() { awk "BEGIN {printf \"%.2f\", $1 / $2}"; }
echo "check of $count drafts: $ours s CPU; libyaml alone: $floor s; one draft: $(median "$dir/one") s"
printf 'ROW\t6\tcheck of %s drafts, CPU s\t%s\tlibyaml loop %s\t%s\t4\t2.4\n' "$count" "$ours" "$floor" "$(ratio "$ours" "$floor")"
if [ -n "$peer" ]; then
    node=$(median "$dir/node")
    printf 'ROW\t6\tcheck of %s drafts, CPU s\t%s\tnode script %s\t%s\t1.4\t0.85\n' "$count" "$ours" "$node" "$(ratio "$ours" "$node")"
else
    echo "node with js-yaml and ajv: skipped, not installed (set NPM_DIR)"
fi
printf 'ROW\t16\tcheck of one draft, CPU ms\t%s\t-\t-\t5\t2.5\n' "$(awk "BEGIN {print $(median "$dir/one") * 1000}")"
