#!/bin/sh
# The form on a terminal, beside nano and the least curses program: first screen, key to screen, bytes, memory, pastes.
set -u
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
cd "$dir" || exit 1 # nano leaves a file where it was killed
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_RUNTIME_DIR NO_COLOR
export HOME="$dir/home" LC_ALL=C.UTF-8
mkdir -p "$HOME"
runs=30 count=300
[ -z "${BENCH_SMOKE:-}" ] || { runs=3 count=20; }
${CC:-cc} -O2 -D_GNU_SOURCE -o "$dir/pty" "$BQ_SRC/tests/bench/pty.c" || exit 1
pty=$dir/pty
row() { printf 'ROW\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$@"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.2fx", a / b; else print "-" }'; }
nano=$(command -v nano) || { nano=; echo "nano is missing: its figures are skipped"; }
field() { echo "$1" | cut -d ' ' -f "$2"; }

# a draft with a proof of 1 MB in lines, one with 1 MB in one line
make_draft() { # make_draft FILE AWK-PROGRAM
    printf 'bugquill: 1\nprogram: openai\ntitle: a long proof\npoc: |-\n' >"$1"
    awk "$2" | sed 's/^/  /' >>"$1"
}
lines='BEGIN { for (i = 0; i < 14000; i++) printf "%d some words of a proof that is long, and more of them to eighty columns\n", i }'
single='BEGIN { for (i = 0; i < 14000; i++) printf "%d some words of a proof that is long, and more of them to eighty columns ", i; print "" }'
make_draft "$dir/lines.yaml" "$lines"
make_draft "$dir/single.yaml" "$single"
awk "$lines" >"$dir/lines.txt"
awk "$single" >"$dir/single.txt"

if ${CC:-cc} -O2 $(pkg-config --cflags ncursesw 2>/dev/null) -o "$dir/hello" "$BQ_SRC/tests/bench/hello.c" \
    $(pkg-config --libs ncursesw 2>/dev/null || echo -lncursesw); then
    hello=$("$pty" start $runs -- "$dir/hello")
    # "help" ends the form's first screen; its findings come right after it
    ours=$("$pty" start $runs help -- "$BQ" new -p openai)
    echo "first screen, ms (min and median with all findings, then of the screen alone): ours $ours, curses hello $hello"
    row 9 "first screen, empty draft (min of $runs), ms" "$(field "$ours" 3)" "curses hello $(field "$hello" 1)" \
        "$(ratio "$(field "$ours" 3)" "$(field "$hello" 1)")" "2x" "1.4x"
    row 9 "the same with all findings on it, ms" "$(field "$ours" 1)" "curses hello $(field "$hello" 1)" \
        "$(ratio "$(field "$ours" 1)" "$(field "$hello" 1)")" "-" "-"
fi
ours=$("$pty" start $runs help -- "$BQ" edit "$dir/lines.yaml")
theirs=$([ -z "$nano" ] || "$pty" start $runs -- "$nano" -I "$dir/lines.txt")
echo "first screen with 1 MB, ms: ours $ours, nano $theirs"
row 10 "first screen, 1 MB draft, ms" "$(field "$ours" 3)" "nano ${theirs%% *}" \
    "$(ratio "$(field "$ours" 3)" "${theirs%% *}")" "1x" "0.7x"

# 10: the drafts screen; its first visit reads every draft, later ones what changed
drafts=10000
[ -z "${BENCH_SMOKE:-}" ] || drafts=100
mkdir -p "$HOME/.local/share/bugquill/drafts"
if python3 "$BQ_SRC/tests/bench/gen_drafts.py" "$HOME/.local/share/bugquill/drafts" $drafts >/dev/null; then
    first=$("$pty" start 1 help -- "$BQ")
    ours=$("$pty" start $runs help -- "$BQ")
    echo "drafts screen with $drafts, ms: $ours; without its index: $first"
    row 10 "drafts screen, $drafts drafts, ms" "$(field "$ours" 3)" "its first visit $(field "$first" 3)" "-" "100 ms" "20 ms"
fi
rm -rf "$HOME/.local"

# 11, 13, 17: typing in the middle of 1 MB of lines
down='\e[6~\e[6~\e[6~\e[6~\e[6~\e[6~\e[6~\e[6~'
ours=$("$pty" keys $count "\\e3$down" 'abc de' -- "$BQ" edit "$dir/lines.yaml")
theirs=$([ -z "$nano" ] || "$pty" keys $count "$down" 'abc de' -- "$nano" -I "$dir/lines.txt")
echo "key in 1 MB of lines (median p99 bytes kB): ours $ours, nano $theirs"
row 11 "key to screen, 1 MB of lines, median ms (p99)" "$(field "$ours" 1) ($(field "$ours" 2))" \
    "nano $(field "${theirs:-- -}" 1) ($(field "${theirs:-- -}" 2))" "$(ratio "$(field "$ours" 1)" "$(field "${theirs:-0 0}" 1)")" \
    "2x, p99 2 ms" "1x, p99 1 ms"
row 13 "bytes to the terminal a key" "$(field "$ours" 3)" "nano $(field "${theirs:-- - -}" 3)" \
    "$(ratio "$(field "$ours" 3)" "$(field "${theirs:-0 0 0}" 3)")" "1.5x" "1x"
row 17 "resident memory with a 1 MB draft, kB" "$(field "$ours" 4)" "nano $(field "${theirs:-- - - -}" 4)" \
    "$(ratio "$(field "$ours" 4)" "$(field "${theirs:-0 0 0 0}" 4)")" "12 MB" "2x"

# 12: at the end of one line of 1 MB
ours=$("$pty" keys $count '\e3\e[1;5F' 'abc de' -- "$BQ" edit "$dir/single.yaml")
theirs=$([ -z "$nano" ] || "$pty" keys $count '\e[F' 'abc de' -- "$nano" -I "$dir/single.txt")
echo "key at the end of one 1 MB line (median p99 bytes kB): ours $ours, nano $theirs"
row 12 "the same at the end of one 1 MB line, p99 ms" "$(field "$ours" 2)" "nano $(field "${theirs:-- -}" 2)" \
    "$(ratio "$(field "$ours" 2)" "$(field "${theirs:-0 0}" 2)")" "1x" "p99 2 ms"

# 18: pastes
head -c 203000 "$dir/lines.txt" >"$dir/small"
ours=$("$pty" paste "$dir/small" '\e3' -- "$BQ" new -p openai)
theirs=$([ -z "$nano" ] || "$pty" paste "$dir/small" '' -- "$nano" -I)
echo "paste of 203 kB, ms: ours $ours, nano $theirs"
row 18 "bracketed paste of 203 kB, ms" "$ours" "nano $theirs" "$(ratio "$ours" "${theirs:-0}")" "1x" "100 ms"
if [ -z "${BENCH_SMOKE:-}" ]; then
    i=0
    while [ $i -lt 8 ]; do
        cat "$dir/lines.txt"
        i=$((i + 1))
    done | head -c 8000000 >"$dir/big"
    ours=$("$pty" paste "$dir/big" '\e3' -- "$BQ" new -p openai)
    echo "paste of 8 MB, ms: $ours"
    row 18 "bracketed paste of 8 MB, ms" "$ours" "-" "-" "-" "1500 ms"
fi
