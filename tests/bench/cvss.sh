#!/bin/sh
# CVSS vectors parsed and scored, beside js-cvss and ae-cvss-calculator (npm, found in $NPM_DIR) on the same vectors; the
# latter's scores are summed too, and the sums must agree.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
cd "$BQ_SRC"
n=${BENCH_SMOKE:+500}
n=${n:-50000}
${CC:-cc} -std=gnu11 ${BENCH_OPTIMISE:--O2 -g} -include "$BQ_BUILD/config.h" -Iinclude -Isrc -o "$dir/cvss" tests/bench/cvss.c \
    src/model/cvss*.c src/base/err.c src/base/utf8.c
cat > "$dir/peer.mjs" <<'J'
import fs from 'node:fs'; import path from 'node:path'; import {createRequire} from 'node:module'; import {pathToFileURL} from 'node:url';
const [version, file, dir, which] = process.argv.slice(2);
const lines = fs.readFileSync(file, 'utf8').trim().split('\n');
let score;
if (which === 'js-cvss') {
    /* its modules name each other without .js: a copy that does */
    const from = path.join(dir, 'node_modules/@pandatix/js-cvss/dist'), to = fs.mkdtempSync(path.join(path.dirname(file), 'js-'));
    for (const f of fs.readdirSync(from)) if (f.endsWith('.js'))
        fs.writeFileSync(path.join(to, f), fs.readFileSync(path.join(from, f), 'utf8').replace(/from '(\.\/[a-z0-9]+)'/g, "from '$1.js'"));
    fs.writeFileSync(path.join(to, 'package.json'), '{"type":"module"}');
    const P = await import(pathToFileURL(path.join(to, 'index.js')));
    score = version === '4.0' ? v => new P.CVSS40(v).Score() : v => new P.CVSS31(v).EnvironmentalScore();
} else {
    const A = createRequire(dir + '/')('ae-cvss-calculator');
    score = version === '4.0' ? v => new A.Cvss4P0(v).calculateScores().overall : v => new A.Cvss3P1(v).calculateScores().overall;
}
const part = lines.slice(0, which === 'js-cvss' ? lines.length : Math.min(lines.length, 5000));
for (const v of part.slice(0, 500)) score(v);
const c = process.cpuUsage(); let sum = 0;
for (const v of part) sum += Math.round(score(v) * 10);
const d = process.cpuUsage(c);
console.log(Math.round(part.length / ((d.user + d.system) / 1e6)), sum, part.length);
J
for version in 3.1 4.0; do
    aim=$([ $version = 3.1 ] && echo 4 || echo 1.5)
    "$dir/cvss" -g $version "$n" > "$dir/$version"
    set -- $("$dir/cvss" $version "$dir/$version")
    ours=$1
    rate=$(awk -v r="$ours" 'BEGIN { printf "%.1f M/s", r / 1e6 }')
    echo "$version: $rate"
    if [ -n "${NPM_DIR:-}" ] && [ -d "$NPM_DIR/node_modules/@pandatix/js-cvss" ] && command -v node > /dev/null; then
        set -- $(node "$dir/peer.mjs" $version "$dir/$version" "$NPM_DIR" js-cvss)
        peer=$1
        set -- $(node "$dir/peer.mjs" $version "$dir/$version" "$NPM_DIR" ae)
        echo "js-cvss $peer/s, ae-cvss-calculator $1/s"
        head -n "$3" "$dir/$version" > "$dir/part"
        theirs=$2
        set -- $("$dir/cvss" $version "$dir/part")
        echo "sum of the first scores: ours $2, ae-cvss-calculator $theirs"
        awk -v v=$version -v o="$ours" -v p="$peer" -v rate="$rate" -v aim="$aim" 'BEGIN {
            printf "ROW\t15\tCVSS %s parse and score\t%s\tjs-cvss %.0f k/s\t%.0f x\t10x js-cvss\t%s M/s\n", v, rate, p / 1e3, o / p, aim }'
    else
        echo "js-cvss is not installed (NPM_DIR): no comparison"
        printf 'ROW\t15\tCVSS %s parse and score\t%s\tjs-cvss skipped\t-\t10x js-cvss\t%s M/s\n' $version "$rate" "$aim"
    fi
done
