/*
 * Entries of scope lists and questions to them. Lines: entries ("!" before one is out, a tab before
 * its uri); the last line is asked. What decides has to cover what was asked, and a program beside
 * which another one lists nothing has the same to say.
 */
#include "bqi/scopes.h"
#include "model/program_build.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_assets(const struct bq_target *target)
{
    struct bq_asset assets[8];
    size_t count = bq_asset_parse(target, assets, 8);

    if (count < 1 || count > 8) {
        abort();
    }
    for (size_t i = 0; i < count; i++) {
        if (strlen(assets[i].normal) >= sizeof(assets[i].normal) ||
            strlen(assets[i].host) >= BQ_HOST_MAX ||
            (assets[i].kind == BQ_ASSET_LABEL) != (assets[i].why[0] != '\0')) {
            abort();
        }
    }
}

static void add_entry(struct bq_program *program, const char *line, size_t len)
{
    struct bq_target t = bq_target_none();
    const char *tab = memchr(line, '\t', len);

    if (len > 0 && line[0] == '!') {
        t.out = true;
        line++;
        len--;
    }
    t.name = bq_program_str(program, line, tab && tab >= line ? (size_t)(tab - line) : len);
    if (tab && tab >= line) {
        t.asset = bq_program_str(program, tab + 1, len - (size_t)(tab + 1 - line));
    }
    if (bq_program_add_target(program, &t, NULL) == BQ_OK) {
        check_assets(&t);
    }
}

/* An id decides without a host: 1013911111 is an app's as well as an address. */
static bool has_id(const struct bq_target *target)
{
    struct bq_asset assets[BQ_ASSETS_MAX];
    size_t count = bq_asset_parse(target, assets, BQ_ASSETS_MAX);

    for (size_t i = 0; i < count; i++) {
        if (assets[i].kind == BQ_ASSET_APP || assets[i].kind == BQ_ASSET_CONTRACT) {
            return true;
        }
    }
    return false;
}

static void ask(const struct bq_scope *scope, const char *line, size_t len)
{
    struct bq_scope_answer a;

    bq_scope_ask(scope, line, len, &a);
    if (a.reason_len != strlen(a.reason) || a.reason_len == 0 || a.reason_len >= sizeof(a.reason) ||
        ((a.verdict == BQ_IN || a.verdict == BQ_CONFLICT) && !a.target)) {
        abort();
    }
    if (a.verdict == BQ_IN && a.url.host[0] && !has_id(a.target) &&
        !bq_scope_target_covers(a.target, &a.url)) {
        abort();
    }
}

static void ask_both(struct bq_scope *const scopes[2], const char *line, size_t len)
{
    struct bq_scope_answer alone, beside;
    struct bq_scopes *all;
    size_t which;

    if (bq_scopes_new(scopes, 2, &all, NULL) != BQ_OK) {
        return;
    }
    bq_scope_ask(scopes[1], line, len, &alone);
    (void)bq_scopes_ask(all, line, len, &beside, &which, NULL, 0);
    if (alone.verdict != beside.verdict || alone.cause != beside.cause ||
        alone.target != beside.target || strcmp(alone.reason, beside.reason) != 0) {
        abort();
    }
    bq_scopes_free(all);
}

static void ask_beside_nobody(struct bq_scope *scope, const char *line, size_t len)
{
    struct bq_program *nobody = bq_program_new();
    struct bq_scope *scopes[2] = { NULL, scope };

    if (nobody && bq_program_finish(nobody, NULL) == BQ_OK &&
        bq_scope_new(nobody, &scopes[0], NULL) == BQ_OK) {
        ask_both(scopes, line, len);
    }
    bq_scope_free(scopes[0]);
    bq_program_free(nobody);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bq_program *program = bq_program_new();
    struct bq_scope *scope = NULL;
    const char *at = (const char *)data, *end = at + size, *newline;

    if (!program || size > 65536) {
        bq_program_free(program);
        return 0;
    }
    while (at < end && (newline = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        add_entry(program, at, (size_t)(newline - at));
        at = newline + 1;
    }
    if (bq_program_finish(program, NULL) == BQ_OK && bq_scope_new(program, &scope, NULL) == BQ_OK) {
        ask(scope, at, (size_t)(end - at));
        ask_beside_nobody(scope, at, (size_t)(end - at));
    }
    bq_scope_free(scope);
    bq_program_free(program);
    return 0;
}
