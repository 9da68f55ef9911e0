/*
 * The terminal of the process, by ncursesw: the only file that knows curses. Output goes through
 * curses' own differences, so a key costs few bytes; input is read and decoded by hand (reader.h).
 */
#include "bqi/handoff.h"
#include "term/reader.h"
#include "term/signals.h"
#include "term/term.h"
#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

enum { RUN_MAX = 512 };

struct tty {
    SCREEN *screen;
    struct ui_reader *reader;
    struct ui_sequences sequences;
    struct ui_cell *shown; /* what the screen holds, rows * columns */
    int rows, columns;
    struct ui_look looks[UI_STYLES_MAX];
    attr_t attrs[UI_STYLES_MAX];
    short pairs[UI_STYLES_MAX];
    int look_count;
    int colors;
    bool mouse, utf8, away, gone;
    int cursor; /* shown 1, hidden 0, unknown -1 */
};

/* ---- modes curses does not know
 * ------------------------------------------------------------------ */

static void put(const char *text)
{
    fputs(text, stdout);
    fflush(stdout);
}

static void modes_on(const struct tty *tty)
{
    put("\033[?2004h");
    if (tty->mouse)
        put("\033[?1000h\033[?1002h\033[?1006h");
}

static void modes_off(const struct tty *tty)
{
    if (tty->mouse)
        put("\033[?1006l\033[?1002l\033[?1000l");
    put("\033[?2004l");
}

/* ---- size
 * ------------------------------------------------------------------------------------------- */

static bool measure(struct tty *tty)
{
    struct winsize size;
    int rows = LINES, columns = COLS;
    struct ui_cell *shown;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col) {
        rows = size.ws_row;
        columns = size.ws_col;
    }
    if (rows < 1 || columns < 1 || (rows == tty->rows && columns == tty->columns))
        return false;
    shown = calloc((size_t)rows * (size_t)columns, sizeof *shown);
    if (!shown)
        return false;
    free(tty->shown);
    tty->shown = shown;
    tty->rows = rows;
    tty->columns = columns;
    if (rows != LINES || columns != COLS)
        resizeterm(rows, columns);
    return true;
}

static void tty_size(void *self, int *rows, int *columns)
{
    const struct tty *tty = self;

    *rows = tty->rows;
    *columns = tty->columns;
}

/* ---- colours
 * ---------------------------------------------------------------------------------------- */

static attr_t attrs_of(const struct ui_look *look)
{
    attr_t attrs = A_NORMAL;

    if (look->attrs & UI_ATTR_BOLD)
        attrs |= A_BOLD;
    if (look->attrs & UI_ATTR_DIM)
        attrs |= A_DIM;
    if (look->attrs & UI_ATTR_UNDERLINE)
        attrs |= A_UNDERLINE;
    if (look->attrs & UI_ATTR_REVERSE)
        attrs |= A_REVERSE;
    if (look->attrs & UI_ATTR_ITALIC)
        attrs |= A_ITALIC;
    return attrs;
}

/* A colour this terminal has; bright ones become bold where there are only eight. */
static short color_of(const struct tty *tty, int color, attr_t *attrs)
{
    if (color < 0)
        return -1;
    if (color >= 8 && color < 16 && tty->colors < 16) {
        if (attrs)
            *attrs |= A_BOLD;
        color -= 8;
    }
    return color < tty->colors ? (short)color : -1;
}

static void take_looks(struct tty *tty, const struct ui_frame *frame)
{
    int count = frame->look_count < UI_STYLES_MAX ? frame->look_count : UI_STYLES_MAX;

    if (count == tty->look_count &&
        memcmp(tty->looks, frame->looks, (size_t)count * sizeof *frame->looks) == 0)
        return;
    memcpy(tty->looks, frame->looks, (size_t)count * sizeof *frame->looks);
    tty->look_count = count;
    for (int i = 0; i < count; i++) {
        tty->attrs[i] = attrs_of(&tty->looks[i]);
        tty->pairs[i] = 0;
        if (tty->colors <= 0)
            continue;
        short fg = color_of(tty, tty->looks[i].fg, &tty->attrs[i]);
        short bg = color_of(tty, tty->looks[i].bg, NULL);
        if ((fg >= 0 || bg >= 0) && init_pair((short)(i + 1), fg, bg) == OK)
            tty->pairs[i] = (short)(i + 1);
    }
    memset(tty->shown, 0, (size_t)tty->rows * (size_t)tty->columns * sizeof *tty->shown);
}

/* ---- drawing
 * --------------------------------------------------------------------------------------- */

static bool cell_to_curses(const struct tty *tty, const struct ui_cell *cell, cchar_t *out)
{
    wchar_t text[UI_CELL_CODES + 1] = { 0 };
    int style = cell->style < tty->look_count ? cell->style : 0;

    for (int i = 0; i < UI_CELL_CODES && cell->code[i]; i++)
        text[i] = (wchar_t)cell->code[i];
    if (!text[0])
        text[0] = L' ';
    if (!tty->utf8 && text[0] > 0x7e) {
        text[0] = L'?';
        text[1] = L'\0';
    }
    if (setcchar(out, text, tty->attrs[style], tty->pairs[style], NULL) == OK)
        return true;
    text[0] = L'?';
    text[1] = L'\0';
    return setcchar(out, text, tty->attrs[style], tty->pairs[style], NULL) == OK;
}

static bool same_cell(const struct ui_cell *a, const struct ui_cell *b)
{
    return a->width == b->width && a->style == b->style &&
           memcmp(a->code, b->code, sizeof a->code) == 0;
}

/* Sends one stretch of changed cells, from up to before to. */
static void draw_run(struct tty *tty, int row, int from, int to, const struct ui_cell *cells)
{
    cchar_t run[RUN_MAX];
    int count = 0;
    int at = from;

    for (int column = from; column < to && count < RUN_MAX - 1; column++) {
        if (cells[column].width == 0 && column > from)
            continue;
        count += cell_to_curses(tty, &cells[column], &run[count]);
        /* a wide one the last column can't hold */
        if (cells[column].width == 2 && column + 1 >= tty->columns)
            count--;
    }
    if (count)
        mvwadd_wchnstr(stdscr, row, at, run, count);
}

static void draw_row(struct tty *tty, int row, const struct ui_cell *cells)
{
    struct ui_cell *shown = tty->shown + (size_t)row * (size_t)tty->columns;
    int from = 0, to = tty->columns;

    while (from < to && same_cell(&cells[from], &shown[from]))
        from++;
    while (to > from && same_cell(&cells[to - 1], &shown[to - 1]))
        to--;
    if (from == to)
        return;
    /* never begin or end in the middle of a wide character, of before or of now */
    while (from > 0 && (cells[from].width == 0 || shown[from].width == 0))
        from--;
    while (to < tty->columns && (cells[to].width == 0 || shown[to].width == 0))
        to++;
    for (int at = from; at < to; at += RUN_MAX / 2) {
        int end = at + RUN_MAX / 2 < to ? at + RUN_MAX / 2 : to;
        while (at > from && cells[at].width == 0)
            at++;
        while (end < to && cells[end].width == 0)
            end++;
        draw_run(tty, row, at, end, cells);
    }
    memcpy(shown + from, cells + from, (size_t)(to - from) * sizeof *shown);
}

static void tty_draw(void *self, const struct ui_frame *frame)
{
    struct tty *tty = self;
    bool visible = frame->cursor_row >= 0 && frame->cursor_row < tty->rows &&
                   frame->cursor_column >= 0 && frame->cursor_column < tty->columns;

    if (tty->away || tty->gone || frame->rows != tty->rows || frame->columns != tty->columns)
        return;
    take_looks(tty, frame);
    for (int row = 0; row < frame->rows; row++)
        draw_row(tty, row, frame->cells + (size_t)row * (size_t)frame->columns);
    if (visible)
        move(frame->cursor_row, frame->cursor_column);
    if (tty->cursor != (int)visible) {
        curs_set(visible ? 1 : 0);
        tty->cursor = visible;
    }
    wnoutrefresh(stdscr);
    doupdate();
}

static void tty_redraw(void *self)
{
    struct tty *tty = self;

    memset(tty->shown, 0, (size_t)tty->rows * (size_t)tty->columns * sizeof *tty->shown);
    clearok(curscr, TRUE);
    tty->cursor = -1;
}

/* ---- giving the terminal away and back
 * ----------------------------------------------------------- */

static void tty_leave(void *self)
{
    struct tty *tty = self;

    if (tty->away || tty->gone)
        return;
    tty->away = true;
    modes_off(tty);
    endwin();
    fflush(stdout);
}

static void tty_enter(void *self)
{
    struct tty *tty = self;

    if (!tty->away || tty->gone)
        return;
    tty->away = false;
    measure(tty);
    modes_on(tty);
    tty_redraw(tty);
}

static void tty_suspend(void *self)
{
    struct tty *tty = self;

    tty_leave(tty);
    ui_signals_stop();
    tty_enter(tty);
}

/* ---- input
 * -------------------------------------------------------------------------------------------- */

static void sort_signal(struct tty *tty, struct ui_key *key)
{
    switch ((int)key->rune) {
    case SIGWINCH:
        key->code = measure(tty) ? UI_KEY_RESIZE : UI_KEY_NONE;
        if (key->code == UI_KEY_RESIZE)
            tty_redraw(tty);
        break;
    case SIGTSTP:
        tty_suspend(tty);
        key->code = UI_KEY_CONTINUE;
        break;
    case SIGCONT: /* stopped by force and continued: the shell has used the terminal meanwhile */
        tty_leave(tty);
        tty_enter(tty);
        key->code = UI_KEY_CONTINUE;
        break;
    default:
        break;
    }
}

static void tty_read(void *self, int timeout_ms, struct ui_key *out)
{
    struct tty *tty = self;

    do {
        ui_reader_read(tty->reader, timeout_ms, out);
        if (out->code == UI_KEY_SIGNAL)
            sort_signal(tty, out);
    } while (out->code == UI_KEY_NONE);
    if (out->code == UI_KEY_GONE)
        tty->gone = true;
}

static bool tty_pending(void *self)
{
    struct tty *tty = self;

    return ui_reader_pending(tty->reader);
}

static int64_t tty_now_ms(void *self)
{
    struct timespec t;

    (void)self;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- bell and clipboard
 * ---------------------------------------------------------------------------- */

static void tty_bell(void *self)
{
    (void)self;
    put("\a");
}

static bool tty_clipboard(void *self, const char *text, size_t len)
{
    const struct tty *tty = self;
    const char *term = getenv("STY") && !getenv("TMUX") ? "screen" : getenv("TERM");
    char *sequence;
    size_t size;

    if (tty->gone || bq_osc52_format(text, len, term, false, &sequence, &size, NULL))
        return false;
    fwrite(sequence, 1, size, stdout);
    fflush(stdout);
    free(sequence);
    return true;
}

/* ---- opening
 * ------------------------------------------------------------------------------------------- */

static void tty_free(void *self)
{
    struct tty *tty = self;

    if (!tty)
        return;
    if (tty->screen) {
        tty_leave(tty);
        delscreen(tty->screen);
    }
    ui_signals_restore();
    ui_reader_free(tty->reader);
    free(tty->shown);
    free(tty);
}

static const struct ui_term_ops tty_ops = {
    .size = tty_size,
    .draw = tty_draw,
    .read = tty_read,
    .pending = tty_pending,
    .redraw = tty_redraw,
    .leave = tty_leave,
    .enter = tty_enter,
    .suspend = tty_suspend,
    .bell = tty_bell,
    .clipboard = tty_clipboard,
    .now_ms = tty_now_ms,
    .free = tty_free,
};

static bool set(const char *name)
{
    const char *value = getenv(name);

    return value && *value;
}

/* Terminals whose description many systems lack, although they understand xterm's. */
static bool like_xterm(const char *term)
{
    static const char *const names[] = { "xterm",   "kitty", "foot",    "alacritty", "ghostty",
                                         "wezterm", "rio",   "konsole", "gnome",     "vte",
                                         "contour", "st-",   "tmux",    "screen",    "iterm" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strstr(term, names[i]))
            return true;
    return false;
}

static SCREEN *open_screen(struct ui_term_facts *facts)
{
    const char *term = getenv("TERM");
    const char *second = term && like_xterm(term) ? "xterm-256color" : "vt100";
    const char *const tries[] = { term, second, "vt100", "ansi" };

    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        SCREEN *screen = tries[i] && *tries[i] ? newterm(tries[i], stdout, stdin) : NULL;
        if (!screen)
            continue;
        if (i > 0)
            snprintf(facts->notice, sizeof facts->notice,
                     "This system does not know the terminal \"%.40s\"; taking it for %s",
                     term ? term : "", tries[i]);
        return screen;
    }
    return NULL;
}

static void add_sequences(struct ui_sequences *to)
{
    static const struct {
        const char *capability;
        int code;
        unsigned mods;
    } keys[] = {
        { "kcuu1", UI_KEY_UP, 0 },
        { "kcud1", UI_KEY_DOWN, 0 },
        { "kcub1", UI_KEY_LEFT, 0 },
        { "kcuf1", UI_KEY_RIGHT, 0 },
        { "khome", UI_KEY_HOME, 0 },
        { "kend", UI_KEY_END, 0 },
        { "kpp", UI_KEY_PAGE_UP, 0 },
        { "knp", UI_KEY_PAGE_DOWN, 0 },
        { "kdch1", UI_KEY_DELETE, 0 },
        { "kich1", UI_KEY_INSERT, 0 },
        { "kcbt", UI_KEY_TAB, UI_MOD_SHIFT },
        { "kf1", UI_KEY_F1, 0 },
        { "kf2", UI_KEY_F1 + 1, 0 },
        { "kf3", UI_KEY_F1 + 2, 0 },
        { "kf4", UI_KEY_F1 + 3, 0 },
        { "kf5", UI_KEY_F1 + 4, 0 },
        { "kf6", UI_KEY_F1 + 5, 0 },
        { "kf7", UI_KEY_F1 + 6, 0 },
        { "kf8", UI_KEY_F1 + 7, 0 },
        { "kf9", UI_KEY_F1 + 8, 0 },
        { "kf10", UI_KEY_F1 + 9, 0 },
        { "kf11", UI_KEY_F1 + 10, 0 },
        { "kf12", UI_KEY_F12, 0 },
    };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        char name[8];
        snprintf(name, sizeof name, "%s", keys[i].capability);
        const char *bytes = tigetstr(name);
        if (bytes && bytes != (char *)-1)
            ui_sequences_add(to, bytes, keys[i].code, keys[i].mods);
    }
}

/* UTF-8 whatever the locale says, if the system has a locale for it. */
static bool choose_locale(void)
{
    const char *locale = setlocale(LC_CTYPE, "");

    if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
        return true;
    /* "C" only means that nobody said anything: terminals of today speak UTF-8 */
    return (!locale || strcmp(locale, "C") == 0) && !set("LC_ALL") && !set("LC_CTYPE") &&
           !set("LANG") && setlocale(LC_CTYPE, "C.UTF-8");
}

/* They print what they don't understand, or drop it: OSC 52 is not for them. */
static bool without_clipboard(const char *term)
{
    static const char *const names[] = { "linux", "vt1",    "vt2",  "vt3",
                                         "vt5",   "cons25", "ansi", "dumb" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strncmp(term, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

static void look_around(struct ui_term_facts *facts)
{
    const char *term = getenv("TERM");

    facts->in_tmux = set("TMUX");
    facts->in_screen = set("STY") && !facts->in_tmux;
    facts->over_ssh = set("SSH_TTY") || set("SSH_CONNECTION");
    facts->no_clipboard = !facts->in_tmux && !facts->in_screen && term && without_clipboard(term);
    facts->utf8 = choose_locale();
}

static void set_up_screen(struct tty *tty, const struct ui_term_options *options)
{
    raw();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    leaveok(stdscr, FALSE);
    scrollok(stdscr, FALSE);
    idlok(stdscr, FALSE);
    if (!options->no_color && !set("NO_COLOR") && has_colors() && start_color() == OK) {
        use_default_colors();
        tty->colors = COLORS;
    }
}

static int esc_delay(void)
{
    const char *value = getenv("ESCDELAY");
    long ms = value ? strtol(value, NULL, 10) : 0;

    return ms > 0 && ms <= 10000 ? (int)ms : UI_ESC_DELAY;
}

/* Terminals that are known not to mark pastes. */
static bool bare_pastes(void)
{
    const char *term = getenv("TERM");

    return term && (strcmp(term, "linux") == 0 || strncmp(term, "vt", 2) == 0 || set("STY"));
}

int ui_term_open(const struct ui_term_options *options, struct ui_term **out, struct bq_err *err)
{
    struct ui_term_facts facts = { 0 };
    const char *term = getenv("TERM");
    struct tty *tty = NULL;
    int status;

    *out = NULL;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return bq_err_set(err, BQ_EINVAL, "the form needs a terminal; --plain works without one");
    if (!term || !*term || strcmp(term, "dumb") == 0)
        return bq_err_set(err, BQ_EINVAL,
                          "this terminal (TERM=%.40s) can't move its cursor; use --plain",
                          term ? term : "");
    look_around(&facts);
    tty = calloc(1, sizeof *tty);
    if (!tty)
        return bq_err_nomem(err);
    tty->cursor = -1;
    tty->mouse = options->mouse;
    tty->utf8 = facts.utf8;
    status = ui_signals_install(STDOUT_FILENO, err);
    if (status)
        goto fail;
    use_env(FALSE);
    use_tioctl(TRUE);
    tty->screen = open_screen(&facts);
    if (!tty->screen) {
        status = bq_err_set(err, BQ_EINVAL, "no description of this terminal (TERM=%.40s)", term);
        goto fail;
    }
    set_up_screen(tty, options);
    facts.colors = tty->colors;
    add_sequences(&tty->sequences);
    tty->reader =
        ui_reader_new(STDIN_FILENO, ui_signals_fd(), &tty->sequences, esc_delay(), bare_pastes());
    if (!tty->reader || (!measure(tty) && !tty->shown)) {
        status = bq_err_nomem(err);
        goto fail;
    }
    modes_on(tty);
    *out = ui_term_wrap(&tty_ops, tty, &facts);
    if (!*out) {
        status = bq_err_nomem(err);
        goto fail;
    }
    return BQ_OK;
fail:
    tty_free(tty);
    return status;
}
