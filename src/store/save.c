#include "store/internal.h"

#include "bugquill/io.h"

#include "bqi/clock.h"
#include "bqi/show.h"

#include <stdlib.h>

enum { SLUG_MAX = 48, ID_MAX = 200, ID_TRIES = 10000 };

/* Lower-case words of the title, joined by dashes; whole words only, so an id stays readable. */
static void slug_of(const char *title, char out[SLUG_MAX + 1])
{
    size_t len = 0, word = 0;

    for (const char *s = title;; s++) {
        char c = *s;

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            if (len == SLUG_MAX) {
                len = word ? word : len;
                break;
            }
            out[len++] = c;
            continue;
        }
        if (len && out[len - 1] != '-') {
            word = len;
            if (len < SLUG_MAX)
                out[len++] = '-';
        }
        if (!c)
            break;
    }
    while (len && out[len - 1] == '-')
        len--;
    out[len] = '\0';
    if (!len)
        memcpy(out, "untitled", sizeof "untitled");
}

/*
 * May an id be the name of a file of ours? Those given here are; one that came with a draft of
 * somebody else's may hold anything, and must not lead out of the folder or hide in it.
 */
static bool names_a_file(const char *id)
{
    char shown[ID_MAX + 1];

    if (!id[0] || strlen(id) > ID_MAX || id[0] == '.' || id[0] == '-' || strpbrk(id, "/\\"))
        return false;
    bq_show_cut(shown, sizeof shown, id, strlen(id));
    return strcmp(id, shown) == 0;
}

static bool taken(const struct bq_paths *paths, const char *id)
{
    char path[BQ_PATH_MAX];
    struct bq_file_stamp stamp;

    if (!paths->drafts[0] || bq_path_join(path, paths->drafts, id, NULL) ||
        bq_store_append(path, ".yaml", NULL))
        return false;
    return !bq_file_stat(path, &stamp, NULL) && stamp.exists;
}

static int give_id(const struct bq_paths *paths, struct bq_draft *draft, int64_t now,
                   struct bq_err *err)
{
    char slug[SLUG_MAX + 1], date[BQ_DATE_LEN];
    struct bq_buf id;
    int status = BQ_OK;

    slug_of(bq_draft_text(draft, BQ_FIELD_TITLE, NULL), slug);
    bq_date_format(now, date);
    bq_buf_init(&id, 128);
    for (unsigned n = 1; n <= ID_TRIES; n++) {
        bq_buf_reset(&id);
        bq_buf_addf(&id, "%s-%s", date, slug);
        if (n > 1)
            bq_buf_addf(&id, "-%u", n);
        status = bq_buf_check(&id, err);
        if (status)
            goto done;
        if (!taken(paths, id.data))
            break;
        if (n == ID_TRIES) {
            status = bq_err_set(err, BQ_EEXIST, "the drafts folder has too many '%s'", slug);
            goto done;
        }
    }
    status = bq_draft_set_text(draft, BQ_FIELD_ID, id.data, id.len, err);
done:
    bq_buf_clear(&id);
    return status;
}

static int set_times(struct bq_draft *draft, int64_t now, struct bq_err *err)
{
    char time[BQ_TIME_LEN];
    int status = BQ_OK;

    bq_time_format(now, time);
    if (!bq_draft_has(draft, BQ_FIELD_CREATED))
        status = bq_draft_set_text(draft, BQ_FIELD_CREATED, time, strlen(time), err);
    if (!status)
        status = bq_draft_set_text(draft, BQ_FIELD_UPDATED, time, strlen(time), err);
    return status;
}

/* What can't be read back must not be written: the old file is worth more. */
static int verify(const char *text, size_t len, const struct bq_draft *draft, const char *path,
                  struct bq_err *err)
{
    struct bq_draft *back = NULL;
    int status = bq_draft_parse(text, len, path, &back, err);

    for (int field = 0; !status && field < BQ_FIELD_COUNT; field++)
        if (field != BQ_FIELD_FORMAT && !bq_draft_same(draft, back, (enum bq_field)field))
            status = bq_err_at(err, BQ_EIO, path, 0, 0,
                               "not saved: the field '%s' would not read back as it is",
                               bq_field_info((enum bq_field)field)->key);
    bq_draft_free(back);
    return status;
}

/* Ours are private; a file elsewhere keeps the mode its owner gave it. */
static bool in_our_folder(const struct bq_paths *paths, const char *path)
{
    size_t len = strlen(paths->drafts);

    return len && strncmp(path, paths->drafts, len) == 0 && path[len] == '/';
}

static int place(const struct bq_paths *paths, struct bq_draft *draft, char *path,
                 struct bq_err *err)
{
    int status;

    if (path[0])
        return BQ_OK;
    if (!paths->drafts[0])
        return bq_err_set(err, BQ_ENOTFOUND, "there is no home folder to save in (set HOME)");
    status = bq_file_make_dir(paths->drafts, err);
    if (!status)
        status = bq_path_join(path, paths->drafts, bq_draft_text(draft, BQ_FIELD_ID, NULL), err);
    if (!status)
        status = bq_store_append(path, ".yaml", err);
    if (status)
        path[0] = '\0';
    return status;
}

static int write_draft(const struct bq_paths *paths, const char *path, const char *text, size_t len,
                       bool linked, const struct bq_file_stamp *expect, struct bq_file_stamp *after,
                       struct bq_err *err)
{
    unsigned flags =
        (in_our_folder(paths, path) ? BQ_FILE_PRIVATE : 0u) | (linked ? BQ_FILE_LINKED : 0u);
    char safe[BQ_PATH_MAX];

    /* For files that have to be overwritten in place. */
    if (bq_store_state_dir(paths, "overwritten", safe, NULL))
        safe[0] = '\0';
    return bq_file_write_safe(path, text, len, flags, expect, safe, after, err);
}

/* Checks, keeps the version before, writes. */
static int replace(const struct bq_paths *paths, const char *path, const char *text, size_t len,
                   const struct bq_file_stamp *expect, struct bq_file_stamp *after, int64_t now,
                   struct bq_err *err)
{
    static const struct bq_file_stamp missing = { 0 };
    struct bq_file_stamp there;
    bool linked = false;
    int status = bq_file_stat(path, &there, err);

    if (!expect)
        expect = &missing;
    if (!status && !bq_file_same(expect, &there))
        status = bq_err_at(err, BQ_ECONFLICT, path, 0, 0, "changed on disk since it was read");
    if (status)
        return status;
    /* The history is a comfort; without it the save is still worth having. */
    if (there.exists)
        (void)!bq_versions_keep(paths, path, now, &linked, NULL);
    return write_draft(paths, path, text, len, linked, expect, after, err);
}

int bq_store_save(const struct bq_paths *paths, struct bq_draft *draft, char *path,
                  const struct bq_file_stamp *expect, struct bq_file_stamp *after, int64_t now,
                  struct bq_err *err)
{
    struct bq_file_stamp written = { 0 };
    bool named = path[0] != '\0';
    bool born = !bq_draft_has(draft, BQ_FIELD_ID) ||
                (!named && !names_a_file(bq_draft_text(draft, BQ_FIELD_ID, NULL)));
    char *text = NULL;
    size_t len = 0;
    int status = BQ_OK;

    if (born)
        status = give_id(paths, draft, now, err);
    if (!status)
        status = set_times(draft, now, err);
    if (!status)
        status = bq_draft_format(draft, &text, &len, err);
    if (!status && len > BQ_DRAFT_FILE_MAX)
        status =
            bq_err_set(err, BQ_ELIMIT, "the draft is larger than %d MiB", BQ_DRAFT_FILE_MAX >> 20);
    if (!status)
        status = verify(text, len, draft, path, err);
    if (!status)
        status = place(paths, draft, path, err);
    if (!status)
        status = replace(paths, path, text, len, expect, &written, now, err);
    if (after && written.exists)
        *after = written;
    /* A draft that was never written has no name yet. */
    if (status && !written.exists) {
        if (!named)
            path[0] = '\0';
        if (born)
            (void)!bq_draft_set_text(draft, BQ_FIELD_ID, "", 0, NULL);
    }
    free(text);
    return status;
}

int bq_store_save_text(const struct bq_paths *paths, const char *path, const char *text, size_t len,
                       const struct bq_file_stamp *expect, struct bq_file_stamp *after, int64_t now,
                       struct bq_err *err)
{
    struct bq_draft *draft = NULL;
    int status = bq_draft_parse(text, len, path, &draft, err);

    bq_draft_free(draft);
    return status ? status : replace(paths, path, text, len, expect, after, now, err);
}
