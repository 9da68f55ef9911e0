/* The drafts screen: what there is, what can be recovered, and what to do with it. */
#include "screen/drafts.h"
#include "bqi/store.h"
#include "screen/ask.h"
#include "screen/entry.h"
#include "screen/frame.h"
#include "screen/screens.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct drafts {
    struct ui_layer layer;
    struct bq_store_list list;
    struct bq_recovery_list recoveries;
    size_t *shown; /* indexes of entries that match */
    size_t count, at, top;
    size_t rows;          /* of the list, as last drawn */
    struct ui_rect place; /* of the rows */
    size_t looked;        /* entries whose whole text has been searched */
    bool filtering;
    struct entry filter;
    struct drafts_opening opening;
};

/* ---- what is shown
 * ------------------------------------------------------------------------------------------ */

static void refilter(struct drafts *drafts)
{
    drafts->count = 0;
    for (size_t i = 0; i < drafts->list.count; i++)
        if (bq_store_entry_matches(&drafts->list.items[i], drafts->filter.text))
            drafts->shown[drafts->count++] = i;
    drafts->at = drafts->top = 0;
    drafts->looked = drafts->filter.len ? 0 : drafts->list.count;
}

static int load(struct drafts *drafts, struct ui_host *host, struct bq_err *err)
{
    int status;

    bq_store_list_clear(&drafts->list);
    bq_recovery_list_clear(&drafts->recoveries);
    status = bq_store_list(host->paths, &drafts->list, err);
    if (!status)
        status = bq_recovery_list(host->paths, &drafts->recoveries, err);
    if (status)
        return status;
    free(drafts->shown);
    drafts->shown = calloc(drafts->list.count + 1, sizeof *drafts->shown);
    if (!drafts->shown)
        return bq_err_nomem(err);
    refilter(drafts);
    return BQ_OK;
}

static bool is_shown(const struct drafts *drafts, size_t index)
{
    for (size_t i = 0; i < drafts->count; i++)
        if (drafts->shown[i] == index)
            return true;
    return false;
}

/* While no key waits the words are looked for in the drafts' texts, a few drafts at a time. */
static bool drafts_idle(struct ui_layer *layer, struct ui_host *host)
{
    enum { AT_A_TIME = 16 };
    struct drafts *drafts = (struct drafts *)layer;

    (void)host;
    for (int i = 0; i < AT_A_TIME && drafts->looked < drafts->list.count; i++) {
        size_t index = drafts->looked++;
        if (!is_shown(drafts, index) &&
            bq_store_text_matches(&drafts->list.items[index], drafts->filter.text))
            drafts->shown[drafts->count++] = index;
    }
    return drafts->looked < drafts->list.count;
}

/* Recoveries come first, then the drafts that match. */
static size_t total(const struct drafts *drafts)
{
    return drafts->recoveries.count + drafts->count;
}

static const struct bq_recovery *recovery_at(const struct drafts *drafts, size_t row)
{
    return row < drafts->recoveries.count ? &drafts->recoveries.items[row] : NULL;
}

static const struct bq_store_entry *entry_at(const struct drafts *drafts, size_t row)
{
    if (row < drafts->recoveries.count || row >= total(drafts))
        return NULL;
    return &drafts->list.items[drafts->shown[row - drafts->recoveries.count]];
}

/* ---- drawing
 * ---------------------------------------------------------------------------------------------------
 */

static void draw_recovery(struct ui_host *host, struct ui_rect line,
                          const struct bq_recovery *recovery, enum ui_style style)
{
    bool wide = line.columns >= 60;
    char when[32], text[160];

    ui_host_when(host, recovery->changed, when, sizeof when);
    snprintf(text, sizeof text, "%s, %s",
             !recovery->path[0]      ? "never saved"
             : recovery->saved_since ? wide ? "the draft was saved since" : "saved since"
             : wide                  ? "newer than the saved draft"
                                     : "newer",
             when);
    ui_grid_put_cut(host->grid, line.row, line.column + 2, line.columns / 2 - 3, style,
                    bq_span_str(recovery->title[0] ? recovery->title : "(untitled)"));
    ui_grid_put_right(host->grid, line.row, line.column + line.columns - 1, line.columns / 2, style,
                      bq_span_str(text));
}

static void draw_entry(struct ui_host *host, struct ui_rect line,
                       const struct bq_store_entry *entry, enum ui_style style)
{
    struct ui_grid *grid = host->grid;
    int end = line.column + line.columns - 1;
    bool wide = line.columns >= 70;
    char when[32];

    ui_host_when(host, entry->updated, when, sizeof when);
    ui_grid_put_right(grid, line.row, end, 10, style, bq_span_str(when));
    if (entry->trouble[0]) {
        enum ui_style bad = style == UI_STYLE_SELECTED ? style : UI_STYLE_ERROR;
        ui_grid_put_cut(grid, line.row, line.column + 2, wide ? 26 : line.columns - 22, style,
                        bq_span_str(bq_path_base(entry->path)));
        if (wide)
            ui_grid_put_cut(grid, line.row, line.column + 30, line.columns - 42, bad,
                            bq_span_str(entry->trouble));
        else
            ui_grid_put_cut(grid, line.row, end - 18, 7, bad, bq_span_str("broken"));
        return;
    }
    ui_grid_put_cut(grid, line.row, line.column + 2, line.columns - (wide ? 38 : 22), style,
                    bq_span_str(entry->title[0] ? entry->title : entry->id));
    if (wide)
        ui_grid_put_cut(grid, line.row, end - 34, 15, style, bq_span_str(entry->program));
    ui_grid_put_cut(grid, line.row, end - 18, 7, style, bq_span_str(entry->status));
}

/* Why the draft under the cursor can't be read, whole, and what to do, below the list. */
static void draw_trouble(const struct drafts *drafts, struct ui_host *host, struct ui_rect *page)
{
    const struct bq_store_entry *entry = entry_at(drafts, drafts->at);
    struct ui_rect rect = { 0, page->column + 2, 0, page->columns - 4 };
    char text[1024];

    if (!entry || !entry->trouble[0])
        return;
    snprintf(text, sizeof text, "%s Can't be read, %.900s. Enter opens it as text.",
             frame_mark(BQ_ERROR), entry->trouble);
    rect.rows = ui_grid_put_wrapped(host->grid, rect, UI_STYLE_ERROR, bq_span_str(text));
    if (rect.rows > page->rows / 2)
        rect.rows = page->rows / 2;
    page->rows -= rect.rows;
    rect.row = page->row + page->rows;
    ui_grid_put_wrapped(host->grid, rect, UI_STYLE_ERROR, bq_span_str(text));
}

static void draw_empty(const struct drafts *drafts, struct ui_host *host, struct ui_rect page)
{
    const char *text = drafts->filter.len ? "No draft has all these words. Esc shows all again."
                                          : "No drafts yet. n starts one.";

    ui_grid_put_cut(host->grid, page.row + 1, page.column + 2, page.columns - 4, UI_STYLE_DIM,
                    bq_span_str(text));
}

static int draw_rows(struct drafts *drafts, struct ui_host *host, struct ui_rect page)
{
    struct ui_grid *grid = host->grid;
    int row = page.row;

    for (size_t i = drafts->top; i < total(drafts) && row < page.row + page.rows; i++, row++) {
        bool here = i == drafts->at;
        enum ui_style style = here ? UI_STYLE_SELECTED : UI_STYLE_NORMAL;
        struct ui_rect line = { row, page.column + 1, 1, page.columns - 2 };
        if (here)
            ui_grid_fill(grid, line, style);
        ui_grid_put(grid, row, line.column, style, here ? ">" : " ");
        const struct bq_recovery *recovery = recovery_at(drafts, i);
        const struct bq_store_entry *entry = entry_at(drafts, i);
        if (recovery)
            draw_recovery(host, line, recovery, here ? style : UI_STYLE_WARNING);
        else if (entry)
            draw_entry(host, line, entry, style);
        if (i + 1 == drafts->recoveries.count && row + 1 < page.row + page.rows)
            ui_grid_hline(grid, ++row, 0, grid->columns, UI_STYLE_RULE);
    }
    return row;
}

static void drafts_draw(struct ui_layer *layer, struct ui_host *host)
{
    struct drafts *drafts = (struct drafts *)layer;
    struct ui_grid *grid = host->grid;
    char folder[512], state[600], title[160];
    struct ui_rect page;

    if (grid->rows < 3 || grid->columns < 20) {
        frame_too_small(host);
        return;
    }
    ui_host_path(host, host->paths->drafts, folder, sizeof folder);
    /* the count is worth more than the folder */
    snprintf(state, sizeof state, "%s", grid->columns < 50 ? "" : folder);
    snprintf(title, sizeof title, "bugquill  %zu draft%s", drafts->list.count,
             drafts->list.count == 1 ? "" : "s");
    page = frame_page(host, title, state);
    if (drafts->filtering || drafts->filter.len) {
        ui_grid_put(grid, page.row, page.column + 1, UI_STYLE_LABEL, "/");
        entry_draw(&drafts->filter, grid, page.row, page.column + 3, page.columns - 5,
                   drafts->filtering && host->top == layer);
        page.row++;
        page.rows--;
    }
    if (drafts->recoveries.count && page.rows > 4) {
        ui_grid_put_cut(grid, page.row, page.column + 1, page.columns - 2, UI_STYLE_WARNING,
                        bq_span_str("Unsaved work from an ended session. Enter looks at it"));
        page.row++;
        page.rows--;
    }
    draw_trouble(drafts, host, &page);
    drafts->rows = (size_t)(page.rows > 0 ? page.rows : 1);
    drafts->place = page;
    if (drafts->at < drafts->top)
        drafts->top = drafts->at;
    if (drafts->at >= drafts->top + drafts->rows)
        drafts->top = drafts->at - drafts->rows + 1;
    draw_rows(drafts, host, page);
    if (!drafts->count)
        draw_empty(drafts, host,
                   (struct ui_rect){ page.row + (int)drafts->recoveries.count, page.column,
                                     page.rows, page.columns });
    ui_grid_scroll_bar(grid, page.row, grid->columns - 1, page.rows, drafts->top, drafts->rows,
                       total(drafts));
}

/* ---- doing
 * ---------------------------------------------------------------------------------------------------------
 */

static void open_here(struct drafts *drafts, struct ui_host *host)
{
    const struct bq_store_entry *entry = entry_at(drafts, drafts->at);
    const struct bq_recovery *recovery =
        entry ? bq_recovery_of(&drafts->recoveries, entry->path) : recovery_at(drafts, drafts->at);

    /* whoever opens a draft by its own row is asked too: typed text is not passed by */
    if (recovery)
        drafts_ask_recovery(&drafts->opening, host, recovery);
    else if (entry && entry->trouble[0])
        drafts_edit_file(host, entry->path);
    else if (entry)
        drafts_open(&drafts->opening, host, entry->path);
    else
        drafts_open_new(&drafts->opening, host);
}

/* ---- keys
 * ------------------------------------------------------------------------------------------------------------
 */

static void move_by(struct drafts *drafts, long by)
{
    long last = total(drafts) ? (long)total(drafts) - 1 : 0, at = (long)drafts->at + by;

    drafts->at = (size_t)(at < 0 ? 0 : at > last ? last : at);
}

static bool move_key(struct drafts *drafts, const struct ui_key *key)
{
    switch (key->code) {
    case UI_KEY_UP:
        move_by(drafts, -1);
        return true;
    case UI_KEY_DOWN:
        move_by(drafts, 1);
        return true;
    case UI_KEY_HOME:
    case UI_KEY_END:
        if (drafts->filtering)
            return false; /* of what is typed */
        move_by(drafts, key->code == UI_KEY_HOME ? -(long)total(drafts) : (long)total(drafts));
        return true;
    case UI_KEY_PAGE_UP:
        move_by(drafts, -(long)drafts->rows);
        return true;
    case UI_KEY_PAGE_DOWN:
        move_by(drafts, (long)drafts->rows);
        return true;
    default:
        return false;
    }
}

/* Below the unsaved work is a rule, which is no row. */
static void click(struct drafts *drafts, struct ui_host *host, const struct ui_key *key)
{
    struct ui_rect list = drafts->place;
    size_t unsaved = drafts->recoveries.count, top = drafts->top;
    int rule = top < unsaved ? list.row + (int)(unsaved - top) : -1;

    if (rule >= 0 && key->row == rule && key->button == UI_BUTTON_PRESS)
        return;
    if (rule >= 0 && key->row > rule)
        list.row++;
    if (frame_list_mouse(key, list, top, total(drafts), &drafts->at))
        open_here(drafts, host);
}

static void filter_key(struct drafts *drafts, const struct ui_key *key)
{
    if (key->code == UI_KEY_ESC) {
        entry_set(&drafts->filter, "");
        drafts->filtering = false;
    } else if (key->code == UI_KEY_ENTER) {
        drafts->filtering = false;
        return;
    } else {
        entry_key(&drafts->filter, key);
    }
    refilter(drafts);
}

static void rename_done(void *owner, struct ui_host *host, int result, const char *text)
{
    struct drafts *drafts = owner;
    const struct bq_store_entry *entry = entry_at(drafts, drafts->at);
    char path[BQ_PATH_MAX];
    struct bq_err err;

    if (result == ASK_CANCEL || !entry)
        return;
    if (bq_store_rename(host->paths, entry->path, text, ui_host_now(host), path, &err))
        ui_host_say(host, UI_TONE_BAD, "Not renamed: %s", err.text);
    screen_drafts_refresh(host);
}

static void ask_name(struct drafts *drafts, struct ui_host *host,
                     const struct bq_store_entry *entry)
{
    char name[128];
    struct ask_spec spec = { .title = "Another file name",
                             .body = "Small letters, digits, dots, - and _. The id in the draft "
                                     "stays.",
                             .prompt = "Name",
                             .initial = name,
                             .owner = drafts,
                             .done = rename_done };

    snprintf(name, sizeof name, "%s", bq_path_base(entry->path));
    if (bq_span_ends(bq_span_str(name), ".yaml"))
        name[strlen(name) - 5] = '\0';
    ask_push(host, &spec);
}

static void manage(struct drafts *drafts, struct ui_host *host, const struct bq_store_entry *entry,
                   uint32_t letter)
{
    char path[BQ_PATH_MAX];
    struct bq_err err;
    int status = BQ_OK;

    if (letter == 'e') {
        drafts_edit_file(host, entry->path);
    } else if (letter == 'v') {
        drafts_pick_version(host, entry->path);
    } else if (letter == 'r') {
        ask_name(drafts, host, entry);
    } else if (letter == 'd') {
        status = bq_store_duplicate(host->paths, entry->path, ui_host_now(host), path, &err);
        if (!status)
            ui_host_say(host, UI_TONE_GOOD, "A copy is in %s", bq_path_base(path));
        screen_drafts_refresh(host);
    } else if (letter == 'x' && !ui_host_too_soon(host)) {
        status = bq_store_trash(host->paths, entry->path, ui_host_now(host), path, &err);
        if (!status)
            ui_host_say(host, UI_TONE_PLAIN, "In the trash; u brings it back");
        screen_drafts_refresh(host);
    }
    if (status)
        ui_host_say_error(host, &err);
}

static void letter_key(struct drafts *drafts, struct ui_host *host, uint32_t letter)
{
    const struct bq_store_entry *entry = entry_at(drafts, drafts->at);

    switch (letter) {
    case 'n':
        drafts_open_new(&drafts->opening, host);
        break;
    case 't':
        drafts_pick_template(&drafts->opening, host, entry);
        break;
    case 'e':
    case 'r':
    case 'd':
    case 'x':
    case 'v':
        if (entry)
            manage(drafts, host, entry, letter);
        break;
    case 'u':
        drafts_pick_trash(host);
        break;
    case '/':
        drafts->filtering = true;
        break;
    case 'q':
        ui_host_leave(host);
        break;
    case '?':
        screen_help_push(host);
        break;
    case 'j':
        move_by(drafts, 1);
        break;
    case 'k':
        move_by(drafts, -1);
        break;
    default:
        break;
    }
}

static void drafts_key(struct ui_layer *layer, struct ui_host *host, const struct ui_key *key,
                       enum ui_action action)
{
    struct drafts *drafts = (struct drafts *)layer;

    (void)action;
    if (move_key(drafts, key))
        return;
    if (key->code == UI_KEY_MOUSE)
        click(drafts, host, key);
    else if (drafts->filtering)
        filter_key(drafts, key);
    else if (key->code == UI_KEY_ENTER)
        open_here(drafts, host);
    else if (key->code == UI_KEY_ESC && drafts->filter.len)
        filter_key(drafts, key);
    else if (ui_key_types(key))
        letter_key(drafts, host, key->rune);
}

static unsigned drafts_where(const struct ui_layer *layer)
{
    (void)layer;
    return IN_DRAFTS;
}

static const struct ui_footer_item *drafts_footer(const struct ui_layer *layer)
{
    static const struct ui_footer_item items[] = {
        { UI_DO_NONE, 0, "open", "Enter" },  { UI_DO_NONE, 0, "new report", "n" },
        { UI_DO_NONE, 0, "filter", "/" },    { UI_DO_NONE, 0, "leave", "q" },
        { UI_DO_NONE, 0, "duplicate", "d" }, { UI_DO_NONE, 0, "versions", "v" },
        { UI_DO_NONE, 0, "trash", "x" },     { UI_DO_NONE, 0, "untrash", "u" },
        { UI_DO_NONE, 0, "rename", "r" },    { UI_DO_NONE, 0, "as text", "e" },
        { UI_DO_NONE, 0, "template", "t" },  { 0 }
    };

    (void)layer;
    return items;
}

static void drafts_leave(struct ui_layer *layer, struct ui_host *host)
{
    (void)layer;
    ui_host_quit(host, CLI_OK);
}

static void drafts_help(struct ui_layer *layer, struct ui_host *host, struct bq_buf *out)
{
    (void)layer;
    (void)host;
    bq_buf_adds(out,
                "## Your drafts\n\nNewest first. What a session that ended without saving left "
                "behind stands above the line. A draft that can't be read is listed with the "
                "reason and never overwritten.\n\n| key | does |\n|---|---|\n"
                "| Enter | open |\n| n | a new report |\n| t | a new report from a template "
                "|\n| / | show only drafts with these "
                "words, also in their texts |\n| e | the file in your editor, checked when "
                "you come back |\n| d | duplicate |\n| r | another file name |\n| v | "
                "earlier versions: compare, restore |\n| x | into the trash |\n| u | back "
                "from the trash |\n| q | leave |\n\n");
}

static void drafts_free(struct ui_layer *layer)
{
    struct drafts *drafts = (struct drafts *)layer;

    bq_store_list_clear(&drafts->list);
    bq_recovery_list_clear(&drafts->recoveries);
    free(drafts->shown);
    free(drafts);
}

static const struct ui_layer_ops drafts_ops = { .draw = drafts_draw,
                                                .key = drafts_key,
                                                .where = drafts_where,
                                                .footer = drafts_footer,
                                                .help = drafts_help,
                                                .idle = drafts_idle,
                                                .leave = drafts_leave,
                                                .free = drafts_free };

static int make(struct ui_host *host, struct drafts **out, struct bq_err *err)
{
    struct drafts *drafts = calloc(1, sizeof *drafts);
    int status;

    *out = NULL;
    if (!drafts)
        return bq_err_nomem(err);
    drafts->layer.ops = &drafts_ops;
    status = load(drafts, host, err);
    if (status)
        drafts_free(&drafts->layer);
    else
        *out = drafts;
    return status;
}

int screen_drafts_push(struct ui_host *host, struct bq_err *err)
{
    struct drafts *drafts;
    int status = make(host, &drafts, err);

    if (drafts)
        ui_host_push(host, &drafts->layer);
    return status;
}

bool screen_drafts_offer(struct ui_host *host, const char *path)
{
    struct bq_recovery_list list;
    const struct bq_recovery *recovery;
    struct drafts *drafts = NULL;

    if (bq_recovery_list(host->paths, &list, NULL))
        return false;
    recovery = bq_recovery_of(&list, path);
    if (recovery)
        (void)!make(host, &drafts, NULL);
    if (drafts) {
        ui_host_push(host, &drafts->layer);
        drafts_ask_recovery(&drafts->opening, host, recovery);
    } else {
        recovery = NULL;
    }
    bq_recovery_list_clear(&list);
    return recovery != NULL;
}

void screen_drafts_refresh(struct ui_host *host)
{
    struct drafts *drafts = (struct drafts *)host->top;
    struct bq_err err;
    size_t at;

    if (!host->top || host->top->ops != &drafts_ops)
        return;
    at = drafts->at;
    if (load(drafts, host, &err))
        ui_host_say_error(host, &err);
    drafts->at = at < total(drafts) ? at : 0;
}
