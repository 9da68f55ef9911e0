/* Tables in the form: collaborators and shares, attachments, accounts. */
#include "screen/ask.h"
#include "screen/form.h"
#include "screen/frame.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what they hold
 * -------------------------------------------------------------------------------------- */

static size_t entries(const struct form *form, enum form_item item)
{
    const struct bq_draft *draft = bq_session_peek(form->session);
    size_t count = 0;

    if (item == ITEM_PEOPLE)
        bq_draft_collaborators(draft, &count);
    else if (item == ITEM_ATTACHMENTS)
        bq_draft_attachments(draft, &count);
    else if (item == ITEM_ACCOUNTS)
        bq_draft_accounts(draft, &count);
    return count;
}

/* The people's first row is the author; every table ends with a row for adding. */
static size_t own_rows(enum form_item item)
{
    return item == ITEM_PEOPLE ? 1 : 0;
}

size_t form_table_rows(const struct form *form, enum form_item item)
{
    return own_rows(item) + entries(form, item) + 1;
}

static void share_text(int64_t share, char *out, size_t size)
{
    if (share == INT64_MIN)
        snprintf(out, size, "- %%");
    else
        snprintf(out, size, "%" PRId64 " %%", share);
}

static void size_text(int64_t bytes, char *out, size_t size)
{
    if (bytes < 0)
        snprintf(out, size, "?");
    else if (bytes < 1000)
        snprintf(out, size, "%" PRId64 " B", bytes);
    else if (bytes < 1000000)
        snprintf(out, size, "%" PRId64 " kB", (bytes + 500) / 1000);
    else
        snprintf(out, size, "%.1f MB", (double)bytes / 1e6);
}

static void row_text(const struct form *form, enum form_item item, size_t row, char *left,
                     char *right, size_t size)
{
    const struct bq_draft *draft = bq_session_peek(form->session);
    size_t count, at = row - own_rows(item);

    left[0] = right[0] = '\0';
    if (item == ITEM_PEOPLE && row == 0) {
        snprintf(left, size, "you");
        share_text(bq_draft_number(draft, BQ_FIELD_OWN_SHARE), right, size);
    } else if (at == entries(form, item)) {
        snprintf(left, size, "%s",
                 item == ITEM_PEOPLE        ? "+ add a collaborator"
                 : item == ITEM_ATTACHMENTS ? "+ add a file"
                                            : "+ add an account");
    } else if (item == ITEM_PEOPLE) {
        const struct bq_collaborator *all = bq_draft_collaborators(draft, &count);
        snprintf(left, size, "%s", all[at].name);
        share_text(all[at].share, right, size);
    } else if (item == ITEM_ATTACHMENTS) {
        const struct bq_attachment *all = bq_draft_attachments(draft, &count);
        snprintf(left, size, "%s", all[at].path);
        size_text(all[at].size, right, size);
    } else {
        const struct bq_account *all = bq_draft_accounts(draft, &count);
        snprintf(left, size, "%s: %s", all[at].role, all[at].id);
    }
}

static int64_t shares_total(const struct bq_draft *draft, bool *complete)
{
    size_t count;
    const struct bq_collaborator *all = bq_draft_collaborators(draft, &count);
    int64_t own = bq_draft_number(draft, BQ_FIELD_OWN_SHARE), total = own == INT64_MIN ? 0 : own;

    *complete = own != INT64_MIN;
    for (size_t i = 0; i < count; i++) {
        *complete &= all[i].share != INT64_MIN;
        if (all[i].share > 0 && all[i].share <= 1000000)
            total += all[i].share;
    }
    return total;
}

void form_table_summary(const struct form *form, enum form_item item, char *out, size_t size)
{
    size_t count = entries(form, item);
    bool complete;

    if (item == ITEM_PEOPLE && count == 0 &&
        bq_draft_number(bq_session_peek(form->session), BQ_FIELD_OWN_SHARE) == INT64_MIN)
        snprintf(out, size, "working alone");
    else if (item == ITEM_PEOPLE)
        snprintf(out, size, "%zu collaborator%s, shares total %" PRId64 " %%", count,
                 count == 1 ? "" : "s", shares_total(bq_session_peek(form->session), &complete));
    else if (count)
        snprintf(out, size, "%zu %s%s", count, item == ITEM_ATTACHMENTS ? "file" : "account",
                 count == 1 ? "" : "s");
    else
        snprintf(out, size, "none yet");
}

/* ---- drawing
 * -------------------------------------------------------------------------------------------------
 */

static void draw_total(const struct form *form, struct ui_host *host, struct ui_rect rect, int row)
{
    const struct bq_draft *draft = bq_session_peek(form->session);
    bool complete;
    int64_t total = shares_total(draft, &complete);
    char text[80];

    if (!entries(form, ITEM_PEOPLE) && bq_draft_number(draft, BQ_FIELD_OWN_SHARE) == INT64_MIN) {
        ui_grid_put_cut(host->grid, row, rect.column + 2, rect.columns - 4, UI_STYLE_DIM,
                        bq_span_str("Working alone? Then there is nothing to do here."));
        return;
    }
    snprintf(text, sizeof text, "%s total %" PRId64 " %%%s", total == 100 && complete ? "ok" : "!",
             total, total == 100 && complete ? "" : ", it has to be 100");
    ui_grid_put_right(host->grid, row, rect.column + rect.columns - 2, rect.columns - 4,
                      total == 100 && complete ? UI_STYLE_OK : UI_STYLE_ERROR, bq_span_str(text));
}

void form_table_draw(struct form *form, struct ui_host *host, enum form_item item,
                     struct ui_rect rect)
{
    enum { TEXT = 1024 };
    size_t rows = form_table_rows(form, item), top = 0;
    bool focused = item == form->focus;
    char left[TEXT], right[TEXT];
    int row = 0;

    if (form->rows[item] >= rows)
        form->rows[item] = rows - 1;
    if (form->rows[item] >= (size_t)rect.rows)
        top = form->rows[item] - (size_t)rect.rows + 1;
    for (; row < rect.rows && top + (size_t)row < rows; row++) {
        size_t at = top + (size_t)row;
        bool here = focused && at == form->rows[item];
        enum ui_style style = here             ? UI_STYLE_SELECTED
                              : at + 1 == rows ? UI_STYLE_DIM
                                               : UI_STYLE_NORMAL;
        struct ui_rect line = { rect.row + row, rect.column + 1, 1, rect.columns - 2 };
        row_text(form, item, at, left, right, TEXT);
        ui_grid_fill(host->grid, line, style);
        ui_grid_put(host->grid, line.row, line.column, style, here ? ">" : " ");
        ui_grid_put_cut(host->grid, line.row, line.column + 2, line.columns - 14, style,
                        bq_span_str(left));
        ui_grid_put_right(host->grid, line.row, line.column + line.columns - 1, 12, style,
                          bq_span_str(right));
    }
    if (item == ITEM_PEOPLE && row < rect.rows)
        draw_total(form, host, rect, rect.row + row);
}

/* ---- changing
 * -------------------------------------------------------------------------------------------------
 */

/* "alice 40", "alice, 40 %", "alice": the name, and the share if there is one. */
static void split_person(const char *text, char *name, size_t size, int64_t *share)
{
    size_t len = strlen(text), digits;

    *share = INT64_MIN;
    while (len && strchr(" %\t", text[len - 1]))
        len--;
    digits = len;
    while (digits && text[digits - 1] >= '0' && text[digits - 1] <= '9')
        digits--;
    if (digits < len && len - digits <= 9 && (digits == 0 || strchr(" ,:\t", text[digits - 1]))) {
        *share = strtol(text + digits, NULL, 10);
        len = digits;
    }
    while (len && strchr(" ,:\t", text[len - 1]))
        len--;
    snprintf(name, size, "%.*s", (int)(len < size ? len : size - 1), text);
}

static void tell(struct form *form, struct ui_host *host, int status, const struct bq_err *err)
{
    if (status)
        ui_host_say_error(host, err);
    form_changed(form);
}

static void own_share_done(void *owner, struct ui_host *host, int result, const char *text)
{
    struct form *form = owner;
    char name[64];
    int64_t share;

    (void)host;
    if (result == ASK_CANCEL)
        return;
    split_person(text, name, sizeof name, &share);
    bq_draft_set_number(bq_session_begin(form->session), BQ_FIELD_OWN_SHARE, share);
    bq_session_end(form->session);
    form_changed(form);
}

/* The author's share, where none was given yet, is what the others leave. */
static void offer_rest(struct bq_draft *draft)
{
    bool complete;

    if (bq_draft_number(draft, BQ_FIELD_OWN_SHARE) != INT64_MIN)
        return;
    int64_t rest = 100 - shares_total(draft, &complete);
    if (rest > 0 && rest < 100)
        bq_draft_set_number(draft, BQ_FIELD_OWN_SHARE, rest);
}

static void person_done(void *owner, struct ui_host *host, int result, const char *text)
{
    struct form *form = owner;
    size_t at = form->rows[ITEM_PEOPLE] - 1, count = entries(form, ITEM_PEOPLE);
    char name[ENTRY_TYPED_MAX];
    struct bq_collaborator person;
    struct bq_err err;
    int status;

    if (result == ASK_CANCEL)
        return;
    split_person(text, name, sizeof name, &person.share);
    person.name = name;
    struct bq_draft *draft = bq_session_begin(form->session);
    status = at < count ? bq_draft_set_collaborator(draft, at, &person, &err)
                        : bq_draft_add_collaborator(draft, &person, &err);
    if (status == BQ_OK)
        offer_rest(draft);
    bq_session_end(form->session);
    tell(form, host, status, &err);
}

static void change_person(struct form *form, struct ui_host *host)
{
    size_t row = form->rows[ITEM_PEOPLE], count;
    const struct bq_draft *draft = bq_session_draft(form->session);
    const struct bq_collaborator *all = bq_draft_collaborators(draft, &count);
    char initial[ENTRY_TYPED_MAX] = "";
    struct ask_spec spec = { .owner = form, .initial = initial };

    if (row == 0) {
        int64_t own = bq_draft_number(draft, BQ_FIELD_OWN_SHARE);
        spec.title = "Your own share";
        spec.body = "Whole percent of the reward that is yours. Together with the others' shares "
                    "it has to be 100.";
        spec.prompt = "Percent";
        spec.done = own_share_done;
        if (own != INT64_MIN)
            snprintf(initial, sizeof initial, "%" PRId64, own);
    } else {
        spec.title = row - 1 < count ? "Collaborator" : "New collaborator";
        spec.body = "The name on the platform, then the share in whole percent.\nFor example: "
                    "alice 40";
        spec.prompt = "Name and share";
        spec.done = person_done;
        if (row - 1 < count && all[row - 1].share != INT64_MIN)
            snprintf(initial, sizeof initial, "%s %" PRId64, all[row - 1].name, all[row - 1].share);
        else if (row - 1 < count)
            snprintf(initial, sizeof initial, "%s", all[row - 1].name);
    }
    ask_push(host, &spec);
}

static void account_done(void *owner, struct ui_host *host, int result, const char *text)
{
    struct form *form = owner;
    size_t at = form->rows[ITEM_ACCOUNTS], count = entries(form, ITEM_ACCOUNTS);
    const char *colon = strchr(text, ':');
    char role[ENTRY_TYPED_MAX] = "";
    struct bq_account account = { .role = role, .id = colon ? colon + 1 : text };
    struct bq_err err;
    int status;

    if (result == ASK_CANCEL)
        return;
    if (colon)
        snprintf(role, sizeof role, "%.*s", (int)(colon - text), text);
    account.id += strspn(account.id, " ");
    struct bq_draft *draft = bq_session_begin(form->session);
    if (at < count) /* entries of this list are replaced, not set */
        bq_draft_remove(draft, BQ_FIELD_ACCOUNTS, at);
    status = bq_draft_add_account(draft, &account, &err);
    bq_session_end(form->session);
    tell(form, host, status, &err);
}

static void change_account(struct form *form, struct ui_host *host)
{
    size_t at = form->rows[ITEM_ACCOUNTS], count;
    const struct bq_account *all = bq_draft_accounts(bq_session_draft(form->session), &count);
    char initial[ENTRY_TYPED_MAX] = "";
    struct ask_spec spec = { .title = "Account used in the proof",
                             .body = "Its role, a colon, and which one it is. Only accounts of "
                                     "your own.\nFor example: reader: test account A",
                             .prompt = "Account",
                             .initial = initial,
                             .owner = form,
                             .done = account_done };

    if (at < count)
        snprintf(initial, sizeof initial, "%s: %s", all[at].role, all[at].id);
    ask_push(host, &spec);
}

static void change(struct form *form, struct ui_host *host)
{
    if (form->focus == ITEM_PEOPLE)
        change_person(form, host);
    else if (form->focus == ITEM_ACCOUNTS)
        change_account(form, host);
    else
        form_pick_file(form, host);
}

static void remove_row(struct form *form, struct ui_host *host)
{
    enum form_item item = form->focus;
    size_t row = form->rows[item];
    char left[256], right[256];

    if (row < own_rows(item) || row - own_rows(item) >= entries(form, item))
        return;
    row_text(form, item, row, left, right, sizeof left);
    bq_draft_remove(bq_session_begin(form->session), form_item_info(item)->field,
                    row - own_rows(item));
    bq_session_end(form->session);
    ui_host_say(host, UI_TONE_PLAIN, "Removed %s", left);
}

bool form_table_key(struct form *form, struct ui_host *host, const struct ui_key *key)
{
    size_t *row = &form->rows[form->focus], rows = form_table_rows(form, form->focus);

    if (key->code == UI_KEY_UP) {
        if (*row == 0)
            form_step(form, -1);
        else
            --*row;
    } else if (key->code == UI_KEY_DOWN) {
        if (*row + 1 == rows)
            form_step(form, 1);
        else
            ++*row;
    } else if (key->code == UI_KEY_ENTER || ui_key_is(key, ' ', 0)) {
        change(form, host);
    } else if (ui_key_is(key, 'a', 0) || ui_key_is(key, '+', 0)) {
        *row = rows - 1;
        change(form, host);
    } else if (ui_key_is(key, 'd', 0) || key->code == UI_KEY_DELETE ||
               key->code == UI_KEY_BACKSPACE) {
        remove_row(form, host);
    } else {
        return false;
    }
    return true;
}
