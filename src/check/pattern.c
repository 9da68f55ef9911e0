#include "check/pattern.h"
#include <stdint.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/*
 * Steps of one match. The longest honest match of the built-in patterns takes a few hundred; a
 * pattern that backtracks without end is stopped in well under a millisecond.
 */
enum { MATCH_STEPS = 20000, MATCH_DEPTH = 2000, HEAP_KIB = 256 };
enum { JIT_STACK_MIN = 16 << 10, JIT_STACK_MAX = 256 << 10 };

struct bq_pattern {
    pcre2_code *code;
};

struct bq_matcher {
    pcre2_match_context *context;
    pcre2_match_data *data;
    pcre2_jit_stack *stack;
};

int bq_pattern_new(const char *source, size_t len, unsigned flags, struct bq_pattern **out,
                   struct bq_err *err)
{
    /* \C could split a code point, and callouts have no place here. */
    uint32_t options = PCRE2_NEVER_BACKSLASH_C;
    struct bq_pattern *pattern;
    int code = 0;
    PCRE2_SIZE where = 0;

    *out = NULL;
    if (len > BQ_PATTERN_SOURCE_MAX)
        return bq_err_set(err, BQ_ELIMIT, "pattern is longer than %d bytes", BQ_PATTERN_SOURCE_MAX);
    if (flags & BQ_PATTERN_ANCHORED)
        options |= PCRE2_ANCHORED;
    if (flags & BQ_PATTERN_NOCASE)
        options |= PCRE2_CASELESS;
    if (flags & BQ_PATTERN_LINES)
        options |= PCRE2_MULTILINE;
    options |= flags & BQ_PATTERN_UTF ? PCRE2_UTF : PCRE2_NEVER_UTF;
    pattern = calloc(1, sizeof *pattern);
    if (!pattern)
        return bq_err_nomem(err);
    pattern->code = pcre2_compile((PCRE2_SPTR)source, len, options, &code, &where, NULL);
    if (!pattern->code) {
        PCRE2_UCHAR why[128];
        free(pattern);
        if (pcre2_get_error_message(code, why, sizeof why) < 0)
            why[0] = 0;
        return bq_err_set(err, BQ_EPARSE, "pattern is wrong at byte %zu: %s", (size_t)where,
                          (const char *)why);
    }
    /* Without a JIT (or where the system forbids one) the interpreter does the same, slower. */
    (void)pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);
    *out = pattern;
    return BQ_OK;
}

void bq_pattern_free(struct bq_pattern *pattern)
{
    if (!pattern)
        return;
    pcre2_code_free(pattern->code);
    free(pattern);
}

int bq_matcher_new(struct bq_matcher **out, struct bq_err *err)
{
    struct bq_matcher *matcher = calloc(1, sizeof *matcher);

    *out = NULL;
    if (!matcher)
        return bq_err_nomem(err);
    matcher->context = pcre2_match_context_create(NULL);
    matcher->data = pcre2_match_data_create(BQ_PATTERN_GROUPS, NULL);
    if (!matcher->context || !matcher->data) {
        bq_matcher_free(matcher);
        return bq_err_nomem(err);
    }
    pcre2_set_match_limit(matcher->context, MATCH_STEPS);
    pcre2_set_depth_limit(matcher->context, MATCH_DEPTH);
    pcre2_set_heap_limit(matcher->context, HEAP_KIB);
    matcher->stack = pcre2_jit_stack_create(JIT_STACK_MIN, JIT_STACK_MAX, NULL);
    if (matcher->stack)
        pcre2_jit_stack_assign(matcher->context, NULL, matcher->stack);
    *out = matcher;
    return BQ_OK;
}

void bq_matcher_free(struct bq_matcher *matcher)
{
    if (!matcher)
        return;
    pcre2_match_context_free(matcher->context);
    pcre2_match_data_free(matcher->data);
    pcre2_jit_stack_free(matcher->stack);
    free(matcher);
}

static int status_of(int code)
{
    switch (code) {
    case PCRE2_ERROR_NOMATCH:
    case PCRE2_ERROR_PARTIAL:
        return 0;
    case PCRE2_ERROR_NOMEMORY:
        return BQ_ENOMEM;
    default: /* match, depth and heap limits, the JIT's stack, text that is no UTF-8 */
        return BQ_ELIMIT;
    }
}

int bq_pattern_find(const struct bq_pattern *pattern, struct bq_matcher *matcher,
                    struct bq_span text, size_t at, size_t limit, struct bq_match *match)
{
    const PCRE2_SIZE *ovector;
    size_t end = limit < text.len ? limit : text.len, i;
    int count;

    if (at > end)
        return 0;
    /* Texts are checked when they come in, so PCRE2 need not look again. */
    count = pcre2_match(pattern->code, (PCRE2_SPTR)text.s, end, at, PCRE2_NO_UTF_CHECK,
                        matcher->data, matcher->context);
    if (count < 0)
        return status_of(count);
    if (count == 0)
        count = BQ_PATTERN_GROUPS; /* more groups than we report */
    ovector = pcre2_get_ovector_pointer(matcher->data);
    for (i = 0; i < BQ_PATTERN_GROUPS; i++) {
        bool set = i < (size_t)count && ovector[2 * i] != PCRE2_UNSET;
        match->start[i] = set ? ovector[2 * i] : SIZE_MAX;
        match->end[i] = set ? ovector[2 * i + 1] : SIZE_MAX;
    }
    return 1;
}
