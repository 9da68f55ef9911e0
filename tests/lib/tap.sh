# Sourced by shell tests: counts, compares, and keeps them out of the person's home.
#
#     . "$BQ_SRC/tests/lib/tap.sh"
#     home                              # private HOME and XDG folders
#     run "$BQ" check draft.yaml        # sets $code, $out, $err
#     is "$code" 1 "a finding exits with 1"
#     like "$out" 'title-missing' "the rule is named"
#     done_testing
set -u
LC_ALL=C.UTF-8
TZ=UTC
export LC_ALL TZ
tap_count=0
tap_failed=0
work=$(mktemp -d "${TMPDIR:-/tmp}/bq-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

ok() { # ok CODE MESSAGE: CODE 0 passes
    tap_count=$((tap_count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $tap_count - $2"
    else
        tap_failed=$((tap_failed + 1))
        echo "not ok $tap_count - $2"
    fi
}

note() { printf '%s\n' "$*" | sed 's/^/# /'; }

is() { # is GOT WANT MESSAGE
    if [ "$1" = "$2" ]; then
        ok 0 "$3"
    else
        ok 1 "$3"
        note "got:  $1"
        note "want: $2"
    fi
}

# The text goes in as a here-document: dash makes no process for that, as it would for printf in a pipe.
matches() { # matches TEXT EXTENDED-REGEX
    grep -Eq -- "$2" << TEXT
$1
TEXT
}

like() { # like TEXT EXTENDED-REGEX MESSAGE
    if matches "$1" "$2"; then
        ok 0 "$3"
    else
        ok 1 "$3"
        note "no match for: $2"
        note "in: $1"
    fi
}

unlike() { # unlike TEXT EXTENDED-REGEX MESSAGE
    if matches "$1" "$2"; then
        ok 1 "$3"
        note "should not match: $2"
        note "in: $1"
    else
        ok 0 "$3"
    fi
}

run() { # run COMMAND...: sets $code, $out, $err
    "$@" > "$work/.out" 2> "$work/.err" < "${stdin:-/dev/null}"
    code=$?
    out=
    err=
    [ ! -s "$work/.out" ] || out=$(cat "$work/.out")
    [ ! -s "$work/.err" ] || err=$(cat "$work/.err")
}

home() { # a private home with nothing in it
    HOME=$work/home
    mkdir -p "$HOME"
    unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR
    export HOME
}

skip_all() { # skip_all REASON: nothing here can run
    echo "1..0 # SKIP $1"
    exit 0
}

skip() { # skip MESSAGE REASON
    tap_count=$((tap_count + 1))
    echo "ok $tap_count - $1 # SKIP $2"
}

done_testing() {
    echo "1..$tap_count"
    [ "$tap_failed" -eq 0 ]
    exit
}
