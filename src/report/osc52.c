/* The sequence that asks a terminal to fill its clipboard; each terminal passes over what it does
 * not allow. */
#include "bqi/handoff.h"

#include "report/base64.h"

enum { TEXT_MAX = 74994, SCREEN_PIECE = 700 };

/* \033Ptmux;...\033\\ with every escape inside doubled. */
static void add_tmux(struct bq_buf *out, const struct bq_buf *plain)
{
    bq_buf_adds(out, "\033Ptmux;");
    for (size_t i = 0; i < plain->len; i++) {
        if (plain->data[i] == '\033')
            bq_buf_addc(out, '\033');
        bq_buf_addc(out, plain->data[i]);
    }
    bq_buf_adds(out, "\033\\");
}

static void add_screen(struct bq_buf *out, const struct bq_buf *plain)
{
    for (size_t i = 0; i < plain->len; i += SCREEN_PIECE) {
        size_t len = plain->len - i < SCREEN_PIECE ? plain->len - i : SCREEN_PIECE;
        bq_buf_adds(out, "\033P");
        bq_buf_add(out, plain->data + i, len);
        bq_buf_adds(out, "\033\\");
    }
}

int bq_osc52_format(const char *text, size_t len, const char *term, bool passthrough, char **out,
                    size_t *out_len, struct bq_err *err)
{
    struct bq_buf plain, wrapped;
    *out = NULL;
    if (len > TEXT_MAX)
        return bq_err_set(err, BQ_ELIMIT, "%zu bytes: terminals take at most %d into the clipboard",
                          len, TEXT_MAX);
    bq_buf_init(&plain, 1 << 20);
    bq_buf_init(&wrapped, 1 << 20);
    bq_buf_adds(&plain, "\033]52;c;");
    bq_base64(&plain, text, len);
    bq_buf_adds(&plain, "\a");
    if (passthrough) {
        bq_buf_add(&wrapped, plain.data, plain.len);
        add_tmux(&wrapped, &plain);
    } else if (term && !strncmp(term, "screen", 6)) {
        add_screen(&wrapped, &plain);
    } else {
        bq_buf_add(&wrapped, plain.data, plain.len);
    }
    int status = bq_buf_check(&wrapped, err);
    if (!status)
        *out = bq_buf_take(&wrapped, out_len);
    bq_buf_clear(&plain);
    bq_buf_clear(&wrapped);
    return status;
}
