/*
 * What screens draw alike: header, rules with the message, footer, boxes on top.
 */
#ifndef UI_SCREEN_FRAME_H
#define UI_SCREEN_FRAME_H

#include "grid/grid.h"
#include "screen/host.h"

/* Title at the left, state at the right, cut so that the state stays. */
void frame_header(struct ui_host *host, struct ui_rect rect, const char *title, const char *state);
/* A rule across; the message stands in it when there is one, cut to what fits. */
void frame_message_rule(struct ui_host *host, int row, int columns);
/*
 * A message that the rule was too short for takes the row below it too, over whatever was there,
 * unless something lies on top. For the end of drawing.
 */
void frame_message_whole(struct ui_host *host, int row, int columns);
/* The message in a row of its own, where no rule is; false when there is none. */
bool frame_message_row(struct ui_host *host, int row, int columns);
/* The footer for the topmost layer's place. */
void frame_footer(struct ui_host *host, struct ui_rect rect);
/*
 * A box of at most rows x columns in the middle of the screen with a title, all blank inside.
 * Returns the inside; on small screens the whole screen without a frame.
 */
struct ui_rect frame_box(struct ui_host *host, int rows, int columns, const char *title);
/* The same with nothing left to see behind it but header and footer. */
struct ui_rect frame_cover(struct ui_host *host, int rows, int columns, const char *title);
/* A footer's row below a full-screen layer, header above; returns what is between. */
struct ui_rect frame_page(struct ui_host *host, const char *title, const char *state);
/*
 * The mouse in a list of rows, drawn in `list` from row `top` on: a click moves *at to its row, the
 * wheel three rows on or back. True: the click was on the row *at, which means Enter.
 */
bool frame_list_mouse(const struct ui_key *key, struct ui_rect list, size_t top, size_t count,
                      size_t *at);
/* Like ui_grid_put_cut, but what is cut is the beginning: of paths the end tells. */
void frame_put_tail(struct ui_grid *grid, int row, int column, int room, enum ui_style style,
                    struct bq_span span);
/* Of a name of parts, `a > b > c`, the last one. */
struct bq_span frame_last_part(struct bq_span span);
/*
 * A name of parts, cut at the beginning while the last part stays whole, else that part alone with
 * its middle cut out; where that would hide what tells it from others, its beginning instead.
 * differs: the byte of the last part that tells it from others, 0: any.
 */
void frame_put_parts(struct ui_grid *grid, int row, int column, int room, enum ui_style style,
                     struct bq_span span, size_t differs);
/* The whole screen says that it is too small. */
void frame_too_small(struct ui_host *host);

/* "!" error, "~" warning, "i" note. */
const char *frame_mark(enum bq_severity severity);
enum ui_style frame_style(enum bq_severity severity);

#endif
