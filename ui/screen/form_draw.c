/* The form on the screen: header, rail, the page's items, and how much room each gets. */
#include "bqi/utf8.h"
#include "screen/form.h"
#include "screen/frame.h"
#include "screen/review.h"
#include <stdio.h>
#include <string.h>

enum { OPEN_ALL_FROM = 22, FINDING_ROWS = 4, LABEL_COLUMNS = 14, AREA_MIN = 3 };

/* An item's share of the page. */
struct slot {
    enum form_item item;
    bool open;    /* with its value below the label; else one line */
    int rows;     /* of label and value */
    int findings; /* rows below them */
    int blank;    /* empty rows after them */
};

static bool is_line(enum form_kind kind)
{
    return kind == FORM_LINE || kind == FORM_TARGET || kind == FORM_TYPE;
}

static struct ui_rect part(struct ui_rect rect, int row, int rows)
{
    struct ui_rect cut = { rect.row + row, rect.column, rows, rect.columns };

    return cut;
}

/* ---- sharing the rows
 * --------------------------------------------------------------------------------- */

static int least_rows(const struct form *form, enum form_item item, bool open)
{
    enum form_kind kind = form_item_info(item)->kind;

    if (!open)
        return 1;
    if (is_line(kind))
        return 2;
    if (kind == FORM_AREA)
        return 1 + AREA_MIN;
    size_t rows = form_table_rows(form, item) + 1;
    return 1 + (rows < 6 ? (int)rows : 6);
}

static int sum_rows(const struct slot *slots, int count)
{
    int sum = 0;

    for (int i = 0; i < count; i++)
        sum += slots[i].rows;
    return sum;
}

static int list_slots(const struct form *form, struct ui_rect rect, struct slot *slots)
{
    bool compact = form->layout.kind == UI_COMPACT;
    int count = 0;

    for (int i = 0; i < ITEM_COUNT; i++) {
        enum form_item item = (enum form_item)i;
        const struct form_item_info *info = form_item_info(item);
        if (info->page != form_page(form) || !form_item_shown(form, item))
            continue;
        bool focused = item == form->focus;
        bool open = focused || (!compact && (is_line(info->kind) || rect.rows >= OPEN_ALL_FROM ||
                                             info->page == PAGE_PEOPLE));
        slots[count++] = (struct slot){ item, open, least_rows(form, item, open), 0, 0 };
    }
    return count;
}

/* Closes items out of focus, the last first, until the page fits. */
static void close_slots(const struct form *form, struct slot *slots, int count, int rows)
{
    for (int i = count - 1; i >= 0 && sum_rows(slots, count) > rows; i--) {
        if (slots[i].item != form->focus && slots[i].open) {
            slots[i].open = false;
            slots[i].rows = 1;
        }
    }
}

static void share_findings(struct form *form, struct ui_host *host, struct ui_rect rect,
                           struct slot *slots, int count, int *left)
{
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i<count && * left> 0; i++) {
            bool focused = slots[i].item == form->focus;
            if (focused != (pass == 0) || !slots[i].open)
                continue;
            struct ui_rect none = { 0, 0, 0, rect.columns };
            int want = form_item_findings(form, host, slots[i].item, none);
            int most = focused ? FINDING_ROWS : 2;
            slots[i].findings = want < most ? want : most;
            if (slots[i].findings > *left)
                slots[i].findings = *left;
            *left -= slots[i].findings;
        }
    }
}

/* What is left goes to the text in focus, some of it to the others; else between the items. */
static void share_rest(const struct form *form, struct slot *slots, int count, int left)
{
    int areas = 0;

    for (int i = 0; i < count; i++)
        areas += slots[i].open && form_item_info(slots[i].item)->kind == FORM_AREA;
    for (int i = 0; i < count - 1 && left > areas * 4; i++, left--)
        slots[i].blank = slots[i].open || slots[i + 1].open;
    if (!areas)
        return;
    for (int i = 0; i < count; i++) {
        if (!slots[i].open || form_item_info(slots[i].item)->kind != FORM_AREA)
            continue;
        bool focused = slots[i].item == form->focus;
        int share = areas == 1 ? left : focused ? left / 2 : left / (2 * areas);
        slots[i].rows += share;
    }
}

/* ---- labels and values
 * ---------------------------------------------------------------------------------- */

static void right_of_label(struct form *form, enum form_item item, char *out, size_t size)
{
    const struct form_item_info *info = form_item_info(item);

    out[0] = '\0';
    if (info->kind == FORM_AREA || item == ITEM_TITLE)
        form_text_measure(form, item, out, size);
    else if (item == form->focus || info->kind == FORM_TABLE)
        snprintf(out, size, "%s", info->hint);
}

static void draw_label(struct form *form, struct ui_host *host, struct ui_rect rect,
                       enum form_item item)
{
    const struct form_item_info *info = form_item_info(item);
    bool focused = item == form->focus;
    enum ui_style style = focused ? UI_STYLE_FOCUS : UI_STYLE_LABEL;
    char right[80];
    int end;

    right_of_label(form, item, right, sizeof right);
    end = ui_grid_put_cut(host->grid, rect.row, rect.column + 1,
                          rect.columns - 3 - (int)strlen(right), style, bq_span_str(info->label));
    if (info->required)
        ui_grid_put(host->grid, rect.row, end + 1, style, "*");
    ui_grid_put_right(host->grid, rect.row, rect.column + rect.columns - 1, (int)strlen(right),
                      UI_STYLE_DIM, bq_span_str(right));
}

/* What a choice says about itself inside its brackets: a priority, a verdict. */
static void remark_of(const struct form *form, enum form_item item, char *out, size_t size)
{
    const struct bq_draft *draft = bq_session_peek(form->session);
    const char *text = bq_draft_text(draft, form_item_info(item)->field, NULL);

    out[0] = '\0';
    if (!*text)
        return;
    if (item == ITEM_TYPE) {
        const struct bq_type *type = bq_taxonomy_find(bq_session_taxonomy(form->session), text);
        snprintf(out, size, "%s", type ? bq_priority_name(type->priority) : "unknown");
    } else if (item == ITEM_TARGET && bq_session_program(form->session)) {
        const struct bq_target *target = bq_program_target(bq_session_program(form->session), text);
        snprintf(out, size, "%s", !target ? "unlisted" : target->out ? "OUT" : "in");
    }
}

/* The type's name in words; other values as they are. */
static const char *value_of(const struct form *form, enum form_item item)
{
    const char *text =
        bq_draft_text(bq_session_peek(form->session), form_item_info(item)->field, NULL);

    if (item == ITEM_TYPE) {
        const struct bq_type *type = bq_taxonomy_find(bq_session_taxonomy(form->session), text);
        return type ? type->path : text;
    }
    return text;
}

static void draw_line_value(struct form *form, struct ui_host *host, struct ui_rect rect,
                            enum form_item item)
{
    struct ui_grid *grid = host->grid;
    int first = rect.column + 1, last = rect.column + rect.columns - 2;
    struct ui_rect inner = { rect.row, first + 1, 1, last - first - 1 };
    bool focused = item == form->focus;
    char remark[32];

    remark_of(form, item, remark, sizeof remark);
    ui_grid_put(grid, rect.row, first, focused ? UI_STYLE_FOCUS : UI_STYLE_DIM, "[");
    ui_grid_put(grid, rect.row, last, focused ? UI_STYLE_FOCUS : UI_STYLE_DIM, "]");
    if (remark[0] && inner.columns > 20) {
        int room = (int)strlen(remark);
        ui_grid_put_right(grid, rect.row, last, room,
                          strcmp(remark, "OUT") == 0 ? UI_STYLE_ERROR : UI_STYLE_DIM,
                          bq_span_str(remark));
        inner.columns -= room + 1;
    }
    if (form_item_info(item)->kind == FORM_TYPE) {
        frame_put_tail(grid, inner.row, inner.column, inner.columns, UI_STYLE_FIELD,
                       bq_span_str(value_of(form, item)));
        if (focused)
            ui_grid_cursor(grid, inner.row, inner.column);
    } else {
        form_text_draw(form, host, item, inner);
    }
}

/* The first line of what an item holds, for one row. */
static void draw_closed(struct form *form, struct ui_host *host, struct ui_rect rect,
                        enum form_item item)
{
    const struct form_item_info *info = form_item_info(item);
    int severity = form_item_severity(form, item);
    int column = rect.column + 1 + LABEL_COLUMNS;
    int room = rect.columns - LABEL_COLUMNS - 4;
    char text[256];

    ui_grid_put_cut(host->grid, rect.row, rect.column + 1, LABEL_COLUMNS - 1, UI_STYLE_LABEL,
                    bq_span_str(info->label));
    if (is_line(info->kind))
        snprintf(text, sizeof text, "%.250s", value_of(form, item));
    else if (info->kind == FORM_AREA)
        form_text_measure(form, item, text, sizeof text);
    else
        form_table_summary(form, item, text, sizeof text);
    if (!text[0])
        snprintf(text, sizeof text, "%s", info->required ? "to do" : "optional");
    if (info->kind == FORM_TYPE)
        frame_put_tail(host->grid, rect.row, column, room, UI_STYLE_DIM, bq_span_str(text));
    else
        ui_grid_put_cut(host->grid, rect.row, column, room, UI_STYLE_DIM, bq_span_str(text));
    if (severity >= 0)
        ui_grid_put(host->grid, rect.row, rect.column + rect.columns - 2,
                    frame_style((enum bq_severity)severity),
                    frame_mark((enum bq_severity)severity));
}

static void draw_value(struct form *form, struct ui_host *host, struct ui_rect rect,
                       enum form_item item)
{
    enum form_kind kind = form_item_info(item)->kind;

    if (is_line(kind))
        draw_line_value(form, host, rect, item);
    else if (kind == FORM_AREA)
        form_text_draw(form, host, item,
                       (struct ui_rect){ rect.row, rect.column + 1, rect.rows, rect.columns - 2 });
    else
        form_table_draw(form, host, item, rect);
}

static void draw_slot(struct form *form, struct ui_host *host, struct ui_rect rect,
                      const struct slot *slot)
{
    form->places[slot->item] = part(rect, 0, slot->rows);
    if (!slot->open) {
        draw_closed(form, host, rect, slot->item);
        return;
    }
    draw_label(form, host, part(rect, 0, 1), slot->item);
    draw_value(form, host, part(rect, 1, slot->rows - 1), slot->item);
    if (slot->findings)
        form_item_findings(form, host, slot->item, part(rect, slot->rows, slot->findings));
}

static void draw_page(struct form *form, struct ui_host *host, struct ui_rect rect)
{
    struct slot slots[ITEM_COUNT];
    struct ui_rect before;
    int count = list_slots(form, rect, slots), row = 0, left, first = 0;

    close_slots(form, slots, count, rect.rows);
    left = rect.rows - sum_rows(slots, count);
    /* still too many: leave out what stands above the focus */
    while (left < 0 && first < count && slots[first].item != form->focus)
        left += slots[first++].rows;
    share_findings(form, host, rect, slots + first, count - first, &left);
    if (left > 0)
        share_rest(form, slots + first, count - first, left);
    before = ui_grid_narrow(host->grid, rect);
    for (int i = first; i < count && row < rect.rows; i++) {
        int rows = slots[i].rows;
        if (row + rows > rect.rows)
            slots[i].rows = rect.rows - row;
        draw_slot(form, host, part(rect, row, rect.rows - row), &slots[i]);
        row += rows + slots[i].findings + slots[i].blank;
    }
    ui_grid_widen(host->grid, before);
}

/* ---- around the page
 * ---------------------------------------------------------------------------------------- */

static const char *program_name(const struct form *form)
{
    const struct bq_program *program = bq_session_program(form->session);

    return program ? bq_program_info(program)->name : "no program";
}

/* What is left to do, in words: fields first, then errors, then what the last page still asks. */
static enum ui_style to_do(const struct form *form, bool small, char *out, size_t size)
{
    int missing = form_items_missing(bq_session_peek(form->session));
    size_t errors = bq_findings_count(bq_session_findings(form->session), BQ_ERROR);
    size_t first, left = review_in_the_way(form, &first);

    if (missing && small)
        snprintf(out, size, "%d to do", missing);
    else if (missing)
        snprintf(out, size, "%d of %d to do", missing, form_items_required());
    else if (errors)
        snprintf(out, size, "%zu error%s%s", errors, errors == 1 ? "" : "s",
                 small ? "" : " to mend");
    else if (left)
        snprintf(out, size, "%zu to do%s", left, small ? "" : " on Review");
    else
        snprintf(out, size, "%s", small ? "0 to do" : "nothing to do");
    return missing  ? UI_STYLE_NORMAL
           : errors ? UI_STYLE_ERROR
           : left   ? UI_STYLE_NORMAL
                    : UI_STYLE_OK;
}

static void title_of(const struct form *form, char *out, size_t size)
{
    const char *title = bq_draft_text(bq_session_peek(form->session), BQ_FIELD_TITLE, NULL);
    bool small = form->layout.kind <= UI_COMPACT;
    char left[32];

    to_do(form, true, left, sizeof left);
    if (small)
        snprintf(out, size, "%d/%d %s  %s", form_page(form) + 1, PAGE_COUNT,
                 form_page_name(form_page(form)), left);
    else
        snprintf(out, size, "%s / %s", program_name(form), *title ? title : "(untitled)");
}

static void state_of(const struct form *form, const struct ui_host *host, char *out, size_t size)
{
    bool dirty = bq_session_dirty(form->session), file = *bq_session_path(form->session) != '\0';
    char when[32] = "";

    if (form->saved)
        ui_host_when(host, form->saved, when, sizeof when);
    if (!file)
        snprintf(out, size, "%s",
                 !dirty                            ? "new"
                 : form->layout.kind <= UI_COMPACT ? "not saved"
                                                   : "new, not saved");
    else if (dirty)
        snprintf(out, size, "changed%s%s", when[0] ? " since " : "", when);
    else
        snprintf(out, size, "saved%s%s", when[0] ? " " : "", when);
}

static int page_severity(const struct form *form, enum form_page page)
{
    int worst = -1;

    for (int i = 0; i < ITEM_COUNT; i++) {
        int severity = form_item_severity(form, (enum form_item)i);
        if (form_item_info((enum form_item)i)->page == page && severity > worst)
            worst = severity;
    }
    return worst;
}

static const char *page_state(const struct form *form, enum form_page page, int severity)
{
    const struct bq_draft *draft = bq_session_peek(form->session);
    bool any = false, all = true;

    for (int i = 0; i < ITEM_COUNT; i++) {
        const struct form_item_info *info = form_item_info((enum form_item)i);
        if (info->page != page)
            continue;
        bool filled = form_item_filled((enum form_item)i, draft);
        any |= filled && i != ITEM_PEOPLE;
        all &= filled || !info->required;
    }
    if (page == form_page(form))
        return "[>]";
    if (page == PAGE_REVIEW)
        return strcmp(bq_draft_text(draft, BQ_FIELD_STATUS, NULL), "ready") == 0 ? "[x]" : "[ ]";
    if (all && severity < (int)BQ_WARNING)
        return "[x]";
    return any || severity >= (int)BQ_WARNING ? "[~]" : "[ ]";
}

static void draw_rail(struct form *form, struct ui_host *host, struct ui_rect rail)
{
    struct ui_grid *grid = host->grid;
    struct ui_rect before;
    char text[64];

    if (!rail.rows)
        return;
    before = ui_grid_narrow(grid, rail);
    for (int i = 0; i < PAGE_COUNT; i++) {
        enum form_page page = (enum form_page)i;
        int severity = page_severity(form, page);
        bool here = page == form_page(form);
        snprintf(text, sizeof text, "%d %s %s", i + 1, page_state(form, page, severity),
                 form_page_name(page));
        ui_grid_put_cut(grid, rail.row + i, rail.column + 1, rail.columns - 3,
                        here ? UI_STYLE_FOCUS : UI_STYLE_NORMAL, bq_span_str(text));
        if (severity >= 0)
            ui_grid_put(grid, rail.row + i, rail.column + rail.columns - 1,
                        frame_style((enum bq_severity)severity),
                        frame_mark((enum bq_severity)severity));
    }
    enum ui_style style = to_do(form, false, text, sizeof text);
    ui_grid_put_cut(grid, rail.row + PAGE_COUNT + 1, rail.column + 1, rail.columns - 2, style,
                    bq_span_str(text));
    if (rail.rows >= PAGE_COUNT + 9 && bq_session_program(form->session)) {
        const struct bq_program_info *info = bq_program_info(bq_session_program(form->session));
        int row = rail.row + rail.rows - 4;
        ui_grid_put(grid, row, rail.column + 1, UI_STYLE_DIM, "PROGRAM");
        ui_grid_put_cut(grid, row + 1, rail.column + 1, rail.columns - 2, UI_STYLE_NORMAL,
                        bq_span_str(info->name));
        snprintf(text, sizeof text, "scope %s", info->as_of[0] ? info->as_of : "undated");
        ui_grid_put_cut(grid, row + 2, rail.column + 1, rail.columns - 2, UI_STYLE_DIM,
                        bq_span_str(text));
    }
    ui_grid_widen(grid, before);
}

static void draw_rules(const struct ui_layout *layout, struct ui_host *host)
{
    struct ui_grid *grid = host->grid;

    if (layout->top_rule >= 0)
        ui_grid_hline(grid, layout->top_rule, 0, grid->columns, UI_STYLE_RULE);
    if (layout->bottom_rule >= 0)
        ui_grid_hline(grid, layout->bottom_rule, 0, grid->columns, UI_STYLE_RULE);
    frame_message_rule(host, layout->foot_rule, grid->columns);
    /* lines that end at a rule join it */
    if (layout->rail_rule >= 0)
        ui_grid_vline(grid, layout->body.row, layout->rail_rule, layout->body.rows, UI_STYLE_RULE);
    if (layout->side_rule >= 0)
        ui_grid_vline(grid, layout->body.row, layout->side_rule, layout->body.rows, UI_STYLE_RULE);
    if (layout->preview_rule >= 0) {
        ui_grid_hline(grid, layout->preview_rule, layout->side_rule + 1,
                      grid->columns - layout->side_rule - 1, UI_STYLE_RULE);
        ui_grid_put(grid, layout->preview_rule, layout->side_rule, UI_STYLE_RULE,
                    host->ascii ? "+" : "\xe2\x94\x9c");
    }
}

/* ---- the smallest screens
 * ------------------------------------------------------------------------------------- */

static void draw_single(struct form *form, struct ui_host *host)
{
    const struct form_item_info *info = form_item_info(form->focus);
    struct ui_rect body = form->layout.body;
    int question = body.rows >= 5 ? 2 : body.rows >= 3;
    int value = is_line(info->kind) ? 1 : body.rows - question;
    char title[64];

    snprintf(title, sizeof title, "%d/%d %s", (int)form->focus + 1, ITEM_COUNT, info->label);
    frame_header(host, form->layout.header, title, "");
    if (info->kind == FORM_REVIEW) {
        form_review_draw(form, host, body);
        return;
    }
    if (question) {
        struct ui_rect words = { body.row, body.column + 1, question, body.columns - 2 };
        int rows =
            ui_grid_put_wrapped(host->grid, words, UI_STYLE_LABEL, bq_span_str(info->question));
        value += rows < question && !is_line(info->kind);
        question = rows < question ? rows : question;
    }
    draw_value(form, host, part(body, question, value), form->focus);
    if (body.rows > question + value)
        form_item_findings(form, host, form->focus,
                           part(body, question + value, body.rows - question - value));
}

void form_draw(struct ui_layer *layer, struct ui_host *host)
{
    struct form *form = (struct form *)layer;
    struct ui_grid *grid = host->grid;
    char title[512], state[64];

    ui_layout_form(grid->rows, grid->columns, &form->layout);
    memset(form->places, 0, sizeof form->places);
    ui_grid_cursor(grid, -1, -1);
    if (form->layout.kind == UI_TINY) {
        frame_too_small(host);
        return;
    }
    if (form->layout.kind == UI_SINGLE) {
        draw_single(form, host);
    } else {
        title_of(form, title, sizeof title);
        state_of(form, host, state, sizeof state);
        frame_header(host, form->layout.header, title, state);
        draw_rules(&form->layout, host);
        draw_rail(form, host, form->layout.rail);
        if (form_page(form) == PAGE_REVIEW)
            form_review_draw(form, host, form->layout.body);
        else
            draw_page(form, host, form->layout.body);
        form_findings_draw(form, host);
        form_pane_draw(form, host);
    }
    if (host->top == layer)
        frame_footer(host, form->layout.footer);
    if (form->layout.kind == UI_SINGLE)
        frame_message_row(host, grid->rows - 1, grid->columns);
    else
        frame_message_whole(host, form->layout.foot_rule, grid->columns);
}
