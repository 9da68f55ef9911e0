/* Frames as SVG. */
#include "svg.h"
#include "bqi/utf8.h"
#include "grid/grid.h"

enum { CELL_WIDTH = 8, CELL_HEIGHT = 17, BASE_LINE = 13, MARGIN = 10 };

/* The sixteen named colours as soft palettes show them; foreground and background last. */
static const char *const palettes[2][18] = {
    { "#1c1f26", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#abb2bf",
      "#5c6370", "#ff7b85", "#b5e890", "#ffd68a", "#82c4ff", "#de9cf0", "#7fd8e2", "#ffffff",
      "#d7dae0", "#1c1f26" },
    { "#24292e", "#c0242f", "#22863a", "#9a6700", "#0550ae", "#8250df", "#0a6f85", "#57606a",
      "#6e7781", "#d1242f", "#2da44e", "#bf8700", "#218bff", "#a475f9", "#1b7c99", "#ffffff",
      "#24292e", "#ffffff" },
};

struct paint {
    const char *fg, *bg;
    unsigned attrs;
};

static struct paint paint_of(const struct ui_look *look, const char *const *palette)
{
    struct paint paint = { look->fg >= 0 && look->fg < 16 ? palette[look->fg] : palette[16],
                           look->bg >= 0 && look->bg < 16 ? palette[look->bg] : palette[17],
                           look->attrs };

    if (look->attrs & UI_ATTR_REVERSE) {
        const char *swap = paint.fg;
        paint.fg = paint.bg;
        paint.bg = swap;
    }
    return paint;
}

static void add_escaped(struct bq_buf *out, uint32_t code)
{
    char bytes[4];

    if (code == '<')
        bq_buf_adds(out, "&lt;");
    else if (code == '&')
        bq_buf_adds(out, "&amp;");
    else if (code == ' ')
        bq_buf_adds(out, "\xc2\xa0");
    else
        bq_buf_add(out, bytes, bq_utf8_encode(code, bytes));
}

static void add_run(struct bq_buf *out, const struct ui_cell *cells, int row, int from, int to,
                    const struct paint *paint, const char *background)
{
    int x = MARGIN + from * CELL_WIDTH, y = MARGIN + row * CELL_HEIGHT;
    int width = (to - from) * CELL_WIDTH;
    bool blank = true;

    if (paint->bg != background)
        bq_buf_addf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n", x, y,
                    width, CELL_HEIGHT, paint->bg);
    for (int i = from; i < to; i++)
        blank &= cells[i].code[0] == ' ' || !cells[i].code[0];
    if (blank)
        return;
    bq_buf_addf(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" fill=\"%s\"%s%s%s%s>", x,
                y + BASE_LINE, width, paint->fg,
                paint->attrs & UI_ATTR_BOLD ? " font-weight=\"bold\"" : "",
                paint->attrs & UI_ATTR_DIM ? " opacity=\"0.6\"" : "",
                paint->attrs & UI_ATTR_ITALIC ? " font-style=\"italic\"" : "",
                paint->attrs & UI_ATTR_UNDERLINE ? " text-decoration=\"underline\"" : "");
    for (int i = from; i < to; i++)
        for (int k = 0; cells[i].width && k < UI_CELL_CODES && cells[i].code[k]; k++)
            add_escaped(out, cells[i].code[k]);
    bq_buf_adds(out, "</text>\n");
}

static void add_row(struct bq_buf *out, const struct ui_frame *frame, int row,
                    const char *const *palette)
{
    const struct ui_cell *cells = frame->cells + (size_t)row * (size_t)frame->columns;

    for (int from = 0, to; from < frame->columns; from = to) {
        struct paint paint = paint_of(&frame->looks[cells[from].style], palette);
        for (to = from + 1; to < frame->columns && cells[to].style == cells[from].style;)
            to++;
        add_run(out, cells, row, from, to, &paint, palette[17]);
    }
}

void svg_draw(const struct ui_frame *frame, bool light, const char *title, struct bq_buf *out)
{
    const char *const *palette = palettes[light];
    struct ui_frame copy = *frame;
    int width = frame->columns * CELL_WIDTH + 2 * MARGIN;
    int height = frame->rows * CELL_HEIGHT + 2 * MARGIN;

    if (light) /* what the light theme would have drawn */
        copy.looks = ui_theme_looks(UI_THEME_LIGHT);
    bq_buf_addf(out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                "viewBox=\"0 0 %d %d\" font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, "
                "Consolas, monospace\" font-size=\"13\">\n<title>%s</title>\n"
                "<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"%s\"/>\n",
                width, height, width, height, title, palette[17]);
    for (int row = 0; row < frame->rows; row++)
        add_row(out, &copy, row, palette);
    if (frame->cursor_row >= 0)
        bq_buf_addf(out, "<rect x=\"%d\" y=\"%d\" width=\"2\" height=\"%d\" fill=\"%s\"/>\n",
                    MARGIN + frame->cursor_column * CELL_WIDTH,
                    MARGIN + frame->cursor_row * CELL_HEIGHT + 1, CELL_HEIGHT - 2, palette[16]);
    bq_buf_adds(out, "</svg>\n");
}
