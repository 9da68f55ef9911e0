# Sourced by the tests here: a real terminal, tmux on a socket of our own. Waits poll the screen, never the clock.
#
#     start 80x24 "$BQ new"; wait_for 'Title'; type_text 'abc'; keys Tab; screen; finish
. "$BQ_SRC/tests/lib/tap.sh"
if ! command -v tmux >/dev/null 2>&1; then
    echo "1..0 # SKIP tmux is missing"
    exit 0
fi
if [ ! -x "$BQ_BUILD/screen-tests" ]; then
    echo "1..0 # SKIP built without the form"
    exit 0
fi
home
TMUX_TMPDIR=$work
export TMUX_TMPDIR
unset TMUX STY NO_COLOR COLORFGBG SSH_TTY SSH_CONNECTION DISPLAY WAYLAND_DISPLAY VISUAL
# the form lets nobody trace it, so the leak check of sanitizers can't run in it: key scripts do that
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS
EDITOR=false
SHELL=/bin/sh
drafts=$HOME/.local/share/bugquill/drafts
state=$HOME/.local/state/bugquill
export EDITOR SHELL
socket=bq$$ servers=0
trap 'tmux -L $socket kill-server >/dev/null 2>&1; rm -rf "$work"' EXIT

tm() { tmux -u -L "$socket" "$@"; }

start() { # start COLUMNSxROWS COMMAND: in a shell that says how it ended
    columns=${1%x*} rows=${1#*x}
    tm kill-server >/dev/null 2>&1
    servers=$((servers + 1)) socket=bq$$.$servers # the old one may still be going down
    rm -f "$work/ended"
    printf '%s\necho "ended $?" >"%s/ended"\necho over; exec sleep 1000\n' "$2" "$work" >"$work/run.sh"
    tm -f /dev/null new-session -d -x "$columns" -y "$rows" "sh $work/run.sh"
    tm set -g status off >/dev/null
    tm set -g escape-time 0 >/dev/null
    tm resize-window -x "$columns" -y "$rows"
}

screen() { tm capture-pane -p; }

# Polls until a line of the screen matches, for up to WAIT seconds (10): slow machines only make it longer.
wait_for() { # wait_for REGEX
    tries=0
    while ! screen 2>/dev/null | grep -Eq -- "$1"; do
        tries=$((tries + 1))
        if [ "$tries" -gt $((${WAIT:-10} * 50)) ]; then
            note "waited in vain for: $1"
            note "$(screen)"
            return 1
        fi
        sleep 0.02
    done
}

wait_file() { # wait_file FILE: until it is there
    tries=0
    while [ ! -e "$1" ]; do
        tries=$((tries + 1))
        [ "$tries" -gt 500 ] && return 1
        sleep 0.02
    done
}

wait_gone() { # wait_gone PID
    tries=0
    while kill -0 "$1" 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -gt 500 ] && return 1
        sleep 0.02
    done
}

keys() { tm send-keys "$@"; }
type_text() { tm send-keys -l -- "$1"; }
# The process of the program itself.
program_pid() {
    tty=$(tm display-message -p '#{pane_tty}')
    ps -t "${tty#/dev/}" -o pid=,comm= | awk '$2 == "bugquill" { print $1; exit }'
}
ended() { wait_file "$work/ended" && cat "$work/ended"; }
