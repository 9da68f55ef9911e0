/* The scripted terminal. */
#include "term/fake.h"
#include <stdlib.h>
#include <string.h>

struct ui_fake {
    int rows, columns;
    struct ui_cell *cells;
    size_t room; /* cells that fit */
    struct ui_look looks[UI_STYLES_MAX];
    struct ui_frame frame;
    ui_fake_read_fn *read;
    void *context;
    char *clipboard;
    int64_t now_ms;
    int leaves, suspensions;
    bool more;
};

static void fake_free(void *self)
{
    struct ui_fake *fake = self;

    if (!fake)
        return;
    free(fake->cells);
    free(fake->clipboard);
    free(fake);
}

static void fake_size(void *self, int *rows, int *columns)
{
    const struct ui_fake *fake = self;

    *rows = fake->rows;
    *columns = fake->columns;
}

static void fake_draw(void *self, const struct ui_frame *frame)
{
    struct ui_fake *fake = self;
    size_t count = (size_t)frame->rows * (size_t)frame->columns;
    int looks = frame->look_count < UI_STYLES_MAX ? frame->look_count : UI_STYLES_MAX;

    if (count > fake->room) {
        struct ui_cell *cells = realloc(fake->cells, count * sizeof *cells);
        if (!cells)
            return;
        fake->cells = cells;
        fake->room = count;
    }
    memcpy(fake->cells, frame->cells, count * sizeof *fake->cells);
    memcpy(fake->looks, frame->looks, (size_t)looks * sizeof *frame->looks);
    fake->frame = *frame;
    fake->frame.cells = fake->cells;
    fake->frame.looks = fake->looks;
}

static void fake_read(void *self, int timeout_ms, struct ui_key *out)
{
    struct ui_fake *fake = self;

    memset(out, 0, sizeof *out);
    fake->read(fake->context, fake, timeout_ms, out);
}

static bool fake_pending(void *self)
{
    return ((struct ui_fake *)self)->more;
}

static void fake_nothing(void *self)
{
    (void)self;
}

static void fake_leave(void *self)
{
    ((struct ui_fake *)self)->leaves++;
}

static void fake_suspend(void *self)
{
    ((struct ui_fake *)self)->suspensions++;
}

static bool fake_clipboard(void *self, const char *text, size_t len)
{
    struct ui_fake *fake = self;
    char *copy = malloc(len + 1);

    if (!copy)
        return false;
    if (len)
        memcpy(copy, text, len);
    copy[len] = '\0';
    free(fake->clipboard);
    fake->clipboard = copy;
    return true;
}

static int64_t fake_now_ms(void *self)
{
    return ((struct ui_fake *)self)->now_ms;
}

static const struct ui_term_ops fake_ops = {
    .size = fake_size,
    .draw = fake_draw,
    .read = fake_read,
    .pending = fake_pending,
    .redraw = fake_nothing,
    .leave = fake_leave,
    .enter = fake_nothing,
    .suspend = fake_suspend,
    .bell = fake_nothing,
    .clipboard = fake_clipboard,
    .now_ms = fake_now_ms,
    .free = fake_free,
};

struct ui_fake *ui_fake_new(int rows, int columns, ui_fake_read_fn *read, void *context)
{
    struct ui_fake *fake = calloc(1, sizeof *fake);

    if (!fake)
        return NULL;
    fake->rows = rows;
    fake->columns = columns;
    fake->read = read;
    fake->context = context;
    return fake;
}

struct ui_term *ui_fake_term(struct ui_fake *fake, const struct ui_term_facts *facts)
{
    struct ui_term *term = ui_term_wrap(&fake_ops, fake, facts);

    if (!term)
        fake_free(fake);
    return term;
}

bool ui_fake_resize(struct ui_fake *fake, int rows, int columns)
{
    fake->rows = rows;
    fake->columns = columns;
    return rows > 0 && columns > 0;
}

void ui_fake_pass(struct ui_fake *fake, int64_t ms)
{
    fake->now_ms += ms;
}

void ui_fake_more(struct ui_fake *fake, bool more)
{
    fake->more = more;
}

bool ui_fake_pending(const struct ui_fake *fake)
{
    return fake->more;
}

const struct ui_frame *ui_fake_frame(const struct ui_fake *fake)
{
    return &fake->frame;
}

const char *ui_fake_clipboard(const struct ui_fake *fake)
{
    return fake->clipboard ? fake->clipboard : "";
}

int ui_fake_leaves(const struct ui_fake *fake)
{
    return fake->leaves;
}

int ui_fake_suspensions(const struct ui_fake *fake)
{
    return fake->suspensions;
}
