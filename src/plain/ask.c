/* Questions and answers, one a line. */
#include "ask.h"
#include "bqi/show.h"
#include "bqi/utf8.h"
#include <poll.h>
#include <stdarg.h>
#include <termios.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 16 << 20, PASTE_MS = 20 };

void plain_ask_init(struct plain_ask *ask, FILE *in, FILE *out)
{
    ask->in = in;
    ask->out = out;
    ask->ended = false;
    ask->terminal = isatty(fileno(in)) == 1;
    /* What is unread has to be in the terminal, where it can be asked for (more_came). */
    if (ask->terminal)
        setvbuf(in, NULL, _IONBF, 0);
    bq_buf_init(&ask->line, LINE_MAX_BYTES);
}

void plain_ask_clear(struct plain_ask *ask)
{
    bq_buf_clear(&ask->line);
}

void plain_say(struct plain_ask *ask, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(ask->out, format, args);
    va_end(args);
}

static void show(struct plain_ask *ask, const char *s, size_t len, enum bq_show_mode mode)
{
    struct bq_buf shown;
    bq_buf_init(&shown, (size_t)LINE_MAX_BYTES);
    bq_show(&shown, s, len, mode);
    fwrite(shown.data, 1, shown.len, ask->out);
    bq_buf_clear(&shown);
}

void plain_show(struct plain_ask *ask, const char *s, size_t len)
{
    show(ask, s, len, BQ_SHOW_LINE);
}

void plain_show_text(struct plain_ask *ask, const char *s, size_t len)
{
    show(ask, s, len, BQ_SHOW_TEXT);
}

/* One raw line; a line over the cap is read to its end and refused by the caller. */
static bool read_line(struct plain_ask *ask)
{
    int c;
    bq_buf_reset(&ask->line);
    while ((c = getc_unlocked(ask->in)) != EOF && c != '\n')
        bq_buf_addc(&ask->line, (char)c);
    if (c == EOF && ask->line.len == 0 && !bq_buf_failed(&ask->line)) {
        ask->ended = true;
        return false;
    }
    if (ask->line.len && ask->line.data[ask->line.len - 1] == '\r')
        bq_buf_truncate(&ask->line, ask->line.len - 1);
    return true;
}

bool plain_read(struct plain_ask *ask)
{
    size_t bad;
    fflush(ask->out);
    while (read_line(ask)) {
        if (bq_buf_failed(&ask->line))
            plain_say(ask, "That line is over %d MiB. Again: ", LINE_MAX_BYTES >> 20);
        else if (memchr(ask->line.data, '\0', ask->line.len))
            plain_say(ask, "That line holds a NUL byte. Again: ");
        else if (!bq_utf8_valid(ask->line.data, ask->line.len, &bad))
            plain_say(ask, "Byte %zu of that line is not UTF-8. Again: ", bad + 1);
        else
            return true;
        fflush(ask->out);
    }
    return false;
}

static enum plain_answer word_of(const struct plain_ask *ask)
{
    struct bq_span line = bq_buf_span(&ask->line);
    if (line.len == 0)
        return PLAIN_KEEP;
    if (bq_span_is(line, "<"))
        return PLAIN_BACK;
    if (bq_span_is(line, "?"))
        return PLAIN_HELP;
    if (bq_span_is(line, "!"))
        return PLAIN_FINDINGS;
    if (bq_span_is(line, "+"))
        return PLAIN_PARTS;
    if (bq_span_is(line, "q"))
        return PLAIN_STOP;
    return PLAIN_VALUE;
}

/*
 * Did more come together with the line? Nobody types that fast: it was pasted, and its further
 * lines would answer the next questions. A terminal that reads by lines does not tell of an
 * unfinished one, so it is asked while it does not.
 */
static bool more_came(struct plain_ask *ask)
{
    struct pollfd input = { .fd = fileno(ask->in), .events = POLLIN };
    struct termios was, now;
    bool more;

    if (!ask->terminal || tcgetattr(input.fd, &was) != 0)
        return false;
    now = was;
    now.c_lflag &= ~(tcflag_t)ICANON;
    now.c_cc[VMIN] = 1;
    now.c_cc[VTIME] = 0;
    if (tcsetattr(input.fd, TCSANOW, &now) != 0)
        return false;
    more = poll(&input, 1, PASTE_MS) == 1 && (input.revents & POLLIN);
    tcsetattr(input.fd, TCSANOW, &was);
    return more;
}

/* The rest of a paste, with a blank for each line end, as in the fields of the full screen. */
static bool join_pasted(struct plain_ask *ask)
{
    struct bq_buf whole;
    bool joined = false, read = true;

    bq_buf_init(&whole, LINE_MAX_BYTES);
    bq_buf_add(&whole, ask->line.data ? ask->line.data : "", ask->line.len);
    while (!bq_buf_failed(&whole) && more_came(ask) && (read = plain_read(ask))) {
        if (whole.len && ask->line.len)
            bq_buf_addc(&whole, ' ');
        bq_buf_add(&whole, ask->line.data ? ask->line.data : "", ask->line.len);
        joined = true;
    }
    if (joined && !bq_buf_failed(&whole)) {
        bq_buf_reset(&ask->line);
        bq_buf_add(&ask->line, whole.data ? whole.data : "", whole.len);
        plain_say(ask, "Several lines came at once; they are taken as one answer.\n");
    }
    bq_buf_clear(&whole);
    return read;
}

enum plain_answer plain_answer(struct plain_ask *ask)
{
    return plain_read(ask) && join_pasted(ask) ? word_of(ask) : PLAIN_STOP;
}

enum plain_answer plain_answer_text(struct plain_ask *ask, struct bq_buf *out)
{
    enum plain_answer answer = plain_read(ask) ? word_of(ask) : PLAIN_STOP;
    bool first = true;
    if (answer != PLAIN_VALUE)
        return answer;
    if (ask->terminal && bq_span_is(bq_buf_span(&ask->line), "e"))
        return PLAIN_EDITOR;
    do {
        struct bq_span line = bq_buf_span(&ask->line);
        if (bq_span_is(line, "."))
            break;
        if (!first)
            bq_buf_addc(out, '\n');
        bq_buf_add(out, line.s, bq_span_is(line, "..") ? 1 : line.len);
        first = false;
    } while (plain_read(ask));
    return PLAIN_VALUE;
}
