/* The lists of the plain form: one entry a line, Enter alone ends. */
#include "bqi/attach.h"
#include "bqi/attached.h"
#include "bqi/file.h"
#include "steps.h"
#include <inttypes.h>
#include <stdlib.h>

/* ---- people
 * ------------------------------------------------------------------------------------------ */

/* "alice 40" or "alice 40%": the last word is the share. */
static bool read_person(const struct plain_form *form, struct bq_collaborator *person, char *name,
                        size_t size)
{
    struct bq_span line = bq_span_trim(bq_buf_span(&form->ask.line));
    if (line.len && line.s[line.len - 1] == '%')
        line.len--;
    size_t split = line.len;
    while (split && line.s[split - 1] >= '0' && line.s[split - 1] <= '9')
        split--;
    struct bq_span who = bq_span_trim(bq_span_of(line.s, split));
    if (split == line.len || line.len - split > 3 || who.len == 0 || who.len >= size)
        return false;
    memcpy(name, who.s, who.len);
    name[who.len] = '\0';
    person->name = name;
    person->share = strtol(line.s + split, NULL, 10);
    return true;
}

static void remove_people(struct bq_draft *draft)
{
    size_t count;
    bq_draft_collaborators(draft, &count);
    while (count)
        bq_draft_remove(draft, BQ_FIELD_COLLABORATORS, --count);
}

/* The author gets what the others leave. */
static void set_own_share(struct bq_draft *draft)
{
    size_t count;
    int64_t left = 100;
    const struct bq_collaborator *people = bq_draft_collaborators(draft, &count);
    for (size_t i = 0; i < count; i++)
        left -= people[i].share;
    bq_draft_set_number(draft, BQ_FIELD_OWN_SHARE, count ? left : INT64_MIN);
}

enum plain_answer plain_people(struct plain_form *form, const struct plain_step *step)
{
    enum plain_answer answer = plain_answer(&form->ask);
    bool first = true;
    (void)step;
    for (; answer == PLAIN_VALUE; answer = plain_answer(&form->ask), first = false) {
        struct bq_collaborator person;
        struct bq_err err;
        char name[256];
        if (!read_person(form, &person, name, sizeof name)) {
            plain_say(&form->ask,
                      "Write a name and a whole percent: alice 40\nNext, or Enter to end: ");
            continue;
        }
        struct bq_draft *draft = bq_session_begin(form->session);
        if (first)
            remove_people(draft);
        int status = bq_draft_add_collaborator(draft, &person, &err);
        set_own_share(draft);
        bq_session_end(form->session);
        if (status < 0)
            plain_error(form, &err);
        plain_say(&form->ask, "Yours is %" PRId64 " percent now. Next, or Enter to end: ",
                  bq_draft_number(bq_session_draft(form->session), BQ_FIELD_OWN_SHARE));
    }
    return answer == PLAIN_KEEP && !first ? PLAIN_VALUE : answer;
}

/* ---- accounts
 * ---------------------------------------------------------------------------------------- */

enum plain_answer plain_accounts(struct plain_form *form, const struct plain_step *step)
{
    enum plain_answer answer = plain_answer(&form->ask);
    bool first = true;
    (void)step;
    for (; answer == PLAIN_VALUE; answer = plain_answer(&form->ask), first = false) {
        struct bq_err err;
        char *line = form->ask.line.data, *colon = strchr(line, ':');
        struct bq_account account = { .role = colon ? line : "", .id = colon ? colon + 1 : line };
        if (colon)
            *colon = '\0';
        account.id += strspn(account.id, " ");
        int status = bq_draft_add_account(bq_session_begin(form->session), &account, &err);
        bq_session_end(form->session);
        if (status < 0)
            plain_error(form, &err);
        plain_say(&form->ask, "Next, or Enter to end: ");
    }
    return answer == PLAIN_KEEP && !first ? PLAIN_VALUE : answer;
}

/* ---- files
 * ------------------------------------------------------------------------------------------- */

/* Files lie beside the draft: it has to be somewhere. */
static int have_path(struct plain_form *form, struct bq_err *err)
{
    struct bq_file_stamp there = { 0 };
    const char *path = bq_session_path(form->session);
    int status = path[0] ? bq_file_stat(path, &there, err) : BQ_OK;
    if (status < 0 || there.exists)
        return status;
    status = bq_session_save(form->session, err);
    if (status < 0)
        return status;
    plain_say(&form->ask, "The draft is saved as ");
    path = bq_session_path(form->session);
    plain_show(&form->ask, path, strlen(path));
    plain_say(&form->ask, ", so that files can lie beside it.\n");
    return BQ_OK;
}

/* Keys leave with such a file: only a reason, which stays in the draft, lets it in. */
static bool may_leave(struct plain_form *form, const char *file, struct bq_buf *reason)
{
    if (!cli_attach_is_credentials(file))
        return true;
    plain_say(&form->ask, "It looks like a credential file: its keys would leave with the report. "
                          "Why is it all right? (Enter attaches nothing): ");
    if (plain_answer(&form->ask) != PLAIN_VALUE)
        return false;
    bq_buf_add(reason, form->ask.line.data, form->ask.line.len);
    return !bq_buf_failed(reason);
}

static int attach(struct plain_form *form, const char *file, const char *reason,
                  struct cli_attached *got, struct bq_err *err)
{
    const struct bq_strings *me = &form->cli->config.me;
    int status = have_path(form, err);
    if (status == BQ_OK)
        status = cli_attach(bq_session_path(form->session), file, got, err);
    if (status < 0)
        return status;
    struct bq_draft *draft = bq_session_begin(form->session);
    status = cli_attach_put(draft, got, err);
    if (status == BQ_OK && reason[0])
        status = bq_attach_answer(draft, got->path, reason, me->count ? me->items[0] : "",
                                  form->cli->now, err);
    bq_session_end(form->session);
    return status;
}

static void take_file(struct plain_form *form, const char *home)
{
    struct bq_err err;
    struct cli_attached got;
    struct bq_buf path, reason;
    struct bq_span typed = bq_buf_span(&form->ask.line);
    bq_buf_init(&path, BQ_PATH_MAX);
    bq_buf_init(&reason, 4096);
    if (home[0] && bq_span_starts(typed, "~/")) {
        bq_buf_adds(&path, home);
        typed = bq_span_of(typed.s + 1, typed.len - 1);
    }
    bq_buf_add(&path, typed.s, typed.len);
    if (bq_buf_failed(&path)) {
        plain_say(&form->ask, "Not taken: the path is too long. ");
    } else if (!may_leave(form, path.data, &reason)) {
        plain_say(&form->ask, "Nothing was attached. ");
    } else if (attach(form, path.data, reason.len ? reason.data : "", &got, &err) < 0) {
        plain_error(form, &err);
    } else {
        plain_say(&form->ask, "Attached: ");
        plain_show(&form->ask, got.path, strlen(got.path));
        plain_say(&form->ask, ", %" PRId64 " bytes. ", got.size);
    }
    bq_buf_clear(&path);
    bq_buf_clear(&reason);
}

enum plain_answer plain_files(struct plain_form *form, const struct plain_step *step)
{
    const char *home = getenv("HOME");
    enum plain_answer answer = plain_answer(&form->ask);
    bool first = true;
    (void)step;
    for (; answer == PLAIN_VALUE; answer = plain_answer(&form->ask), first = false) {
        take_file(form, home ? home : "");
        if (form->ask.ended)
            return PLAIN_STOP;
        plain_say(&form->ask, "Next, or Enter to end: ");
    }
    return answer == PLAIN_KEEP && !first ? PLAIN_VALUE : answer;
}
