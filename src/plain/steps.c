/* The steps of the plain form: how each field is asked for. */
#include "steps.h"
#include "bqi/programs.h"
#include "bqi/skeleton.h"
#include <stdlib.h>

enum { CHOICES_MAX = 9 };

void plain_error(struct plain_form *form, const struct bq_err *err)
{
    plain_say(&form->ask, "Not taken: ");
    plain_show(&form->ask, err->text, strlen(err->text));
    plain_say(&form->ask, ".\n");
}

static enum plain_answer store(struct plain_form *form, enum bq_field field, const char *s,
                               size_t len)
{
    struct bq_err err;
    if (bq_session_set_text(form->session, field, s, len, &err) == BQ_OK)
        return PLAIN_VALUE;
    plain_error(form, &err);
    return PLAIN_HELP;
}

static enum plain_answer answer_line(struct plain_form *form, const struct plain_step *step)
{
    enum plain_answer answer = plain_answer(&form->ask);
    if (answer == PLAIN_VALUE)
        answer = store(form, step->field, form->ask.line.data, form->ask.line.len);
    return answer;
}

static enum plain_answer answer_text(struct plain_form *form, const struct plain_step *step)
{
    struct bq_buf text;
    bq_buf_init(&text, BQ_FIELD_TEXT_MAX);
    enum plain_answer answer = plain_answer_text(&form->ask, &text);
    if (answer == PLAIN_EDITOR)
        answer = plain_edit(form, step->field);
    else if (answer == PLAIN_VALUE && bq_buf_failed(&text)) {
        plain_say(&form->ask, "Not taken: more than %d MiB.\n", BQ_FIELD_TEXT_MAX >> 20);
        answer = PLAIN_HELP;
    } else if (answer == PLAIN_VALUE) {
        answer = store(form, step->field, text.data, text.len);
    }
    bq_buf_clear(&text);
    return answer;
}

/* Asks for one prompt of a skeleton; what stays unanswered stays a prompt. False: no more of it. */
static bool ask_prompt(struct plain_form *form, struct bq_span prompt, struct bq_buf *out)
{
    plain_say(&form->ask, "\n  ");
    plain_show(&form->ask, prompt.s + 2, prompt.len - 4);
    plain_say(&form->ask, ": ");
    enum plain_answer answer = plain_answer(&form->ask);
    if (answer == PLAIN_VALUE)
        bq_buf_add(out, form->ask.line.data, form->ask.line.len);
    else
        bq_buf_add(out, prompt.s, prompt.len);
    return answer == PLAIN_VALUE || answer == PLAIN_KEEP || answer == PLAIN_HELP;
}

/* The skeleton for the type, read out and asked for prompt by prompt. */
static enum plain_answer fill_in(struct plain_form *form, const struct bq_skeleton *skeleton)
{
    struct bq_buf out;
    const char *at = skeleton->text, *end = at + skeleton->len;
    bool more = true;
    bq_buf_init(&out, BQ_FIELD_TEXT_MAX);
    plain_say(&form->ask, "Answer each part; Enter leaves it for later, < leaves all the rest.\n");
    while (more && at < end) {
        const char *open = strstr(at, "{{"), *close = open ? strstr(open, "}}") : NULL;
        if (!close)
            break;
        plain_show_text(&form->ask, at, (size_t)(open - at));
        bq_buf_add(&out, at, (size_t)(open - at));
        at = close + 2;
        more = ask_prompt(form, bq_span_of(open, (size_t)(at - open)), &out);
    }
    bq_buf_add(&out, at, (size_t)(end - at));
    enum plain_answer answer = PLAIN_HELP;
    if (bq_buf_failed(&out))
        plain_say(&form->ask, "Not taken: more than %d MiB.\n", BQ_FIELD_TEXT_MAX >> 20);
    else
        answer = store(form, BQ_FIELD_DESCRIPTION, out.data, out.len);
    bq_buf_clear(&out);
    return answer;
}

/* What + asks for: the skeleton for the type, or the prompts that an earlier round left. */
static int open_parts(struct plain_form *form, struct bq_skeleton *skeleton, struct bq_err *err)
{
    const struct bq_draft *draft = bq_session_draft(form->session);
    size_t len;
    const char *text = bq_draft_text(draft, BQ_FIELD_DESCRIPTION, &len);
    int status = BQ_OK;
    if (!len) {
        status = bq_skeleton_open(form->paths, bq_draft_text(draft, BQ_FIELD_PROGRAM, NULL),
                                  bq_draft_text(draft, BQ_FIELD_TYPE, NULL), skeleton, err);
    } else {
        skeleton->text = bq_span_dup(bq_span_of(text, len));
        skeleton->len = len;
        if (!skeleton->text)
            status = bq_err_nomem(err);
    }
    return status == BQ_OK ? bq_skeleton_fill(skeleton, draft, bq_session_program(form->session),
                                              bq_session_taxonomy(form->session), err)
                           : status;
}

static enum plain_answer answer_description(struct plain_form *form, const struct plain_step *step)
{
    struct bq_err err;
    struct bq_skeleton skeleton = { 0 };
    size_t len;
    const char *text = bq_draft_text(bq_session_draft(form->session), BQ_FIELD_DESCRIPTION, &len);
    bool parts = !len || strstr(text, "{{");
    enum plain_answer answer = answer_text(form, step);
    if (answer != PLAIN_PARTS)
        return answer;
    if (!parts) {
        plain_say(&form->ask, "There is a description already, and no {{prompt}} is left in it.\n");
        return PLAIN_HELP;
    }
    if (open_parts(form, &skeleton, &err) == BQ_OK)
        answer = fill_in(form, &skeleton);
    else
        plain_error(form, &err);
    bq_skeleton_clear(&skeleton);
    return answer;
}

/* A number from 1 to count, or 0. */
static size_t number_of(const struct plain_form *form, size_t count)
{
    char *end;
    const char *line = form->ask.line.data;
    if (line[0] < '0' || line[0] > '9')
        return 0;
    unsigned long n = strtoul(line, &end, 10);
    return *end == '\0' && n >= 1 && n <= count ? (size_t)n : 0;
}

static enum plain_answer choose(struct plain_form *form, enum bq_field field,
                                const char *const *values, size_t count)
{
    plain_say(&form->ask, "Number, or Enter to keep what you typed: ");
    enum plain_answer answer = plain_answer(&form->ask);
    if (answer == PLAIN_KEEP)
        return PLAIN_VALUE;
    size_t n = answer == PLAIN_VALUE ? number_of(form, count) : 0;
    if (n)
        return store(form, field, values[n - 1], strlen(values[n - 1]));
    return answer == PLAIN_VALUE ? PLAIN_HELP : answer;
}

static enum plain_answer answer_target(struct plain_form *form, const struct plain_step *step)
{
    const char *values[CHOICES_MAX];
    size_t count = 0;
    const struct bq_program *program = bq_session_program(form->session);
    enum plain_answer answer = answer_line(form, step);
    if (answer != PLAIN_VALUE || !program)
        return answer;
    const struct bq_program_info *info = bq_program_info(program);
    struct bq_span typed = bq_buf_span(&form->ask.line);
    for (size_t i = 0; i < info->target_count && count < CHOICES_MAX; i++) {
        const struct bq_target *target = &info->targets[i];
        struct bq_span name = bq_span_str(target->name);
        if (bq_span_equal(name, typed))
            return PLAIN_VALUE;
        if (bq_span_find_nocase(name, 0, form->ask.line.data) == name.len)
            continue;
        values[count++] = target->name;
        plain_say(&form->ask, "  %zu. ", count);
        plain_show(&form->ask, target->name, name.len);
        plain_say(&form->ask, ", %s\n", target->out ? "OUT of scope" : "in scope");
    }
    return count ? choose(form, step->field, values, count) : PLAIN_VALUE;
}

static enum plain_answer answer_type(struct plain_form *form, const struct plain_step *step)
{
    struct bq_type_hit hits[CHOICES_MAX];
    const char *values[CHOICES_MAX];
    const struct bq_taxonomy *taxonomy = bq_session_taxonomy(form->session);
    enum plain_answer answer = plain_answer(&form->ask);
    if (answer != PLAIN_VALUE)
        return answer;
    const struct bq_type *exact = bq_taxonomy_find(taxonomy, form->ask.line.data);
    if (exact)
        return store(form, step->field, exact->id, strlen(exact->id));
    size_t count = bq_taxonomy_search(taxonomy, form->ask.line.data, hits, CHOICES_MAX);
    for (size_t i = 0; i < count; i++) {
        values[i] = hits[i].type->id;
        plain_say(&form->ask, "  %zu. ", i + 1);
        plain_show(&form->ask, hits[i].type->path, strlen(hits[i].type->path));
        plain_say(&form->ask, ", %s\n",
                  hits[i].type->child_count ? "a group of types"
                                            : bq_priority_name(hits[i].type->priority));
    }
    if (count == 0) {
        plain_say(&form->ask, "Nothing is called that.\n");
        return PLAIN_HELP;
    }
    plain_say(&form->ask, "Number, or Enter to search again: ");
    answer = plain_answer(&form->ask);
    size_t n = answer == PLAIN_VALUE ? number_of(form, count) : 0;
    if (n)
        return store(form, step->field, values[n - 1], strlen(values[n - 1]));
    return answer == PLAIN_VALUE || answer == PLAIN_KEEP ? PLAIN_HELP : answer;
}

/* What is accepted is read out before it is asked for. */
static void say_terms(struct plain_form *form)
{
    const struct bq_program *program = bq_session_program(form->session);
    const struct bq_program_info *info = program ? bq_program_info(program) : NULL;
    for (size_t i = 0; info && i < info->terms.count; i++) {
        plain_say(&form->ask, "- ");
        plain_show(&form->ask, info->terms.items[i], strlen(info->terms.items[i]));
        plain_say(&form->ask, "\n");
    }
}

static void say_programs(struct plain_form *form)
{
    struct bq_program_list list;
    if (bq_programs_list(form->paths, &list, NULL) < 0)
        return;
    for (size_t i = 0; i < list.count; i++) {
        plain_say(&form->ask, "  %zu. ", i + 1);
        plain_show(&form->ask, list.items[i].name, strlen(list.items[i].name));
        plain_say(&form->ask, "\n");
    }
    bq_program_list_clear(&list);
}

static enum plain_answer set_program(struct plain_form *form, const char *id)
{
    struct bq_err err;
    if (bq_session_set_program(form->session, id, &err) == BQ_OK)
        return PLAIN_VALUE;
    plain_error(form, &err);
    return PLAIN_HELP;
}

/* By its number, or by its id. */
static enum plain_answer answer_program(struct plain_form *form, const struct plain_step *step)
{
    (void)step;
    struct bq_program_list list;
    struct bq_err err;
    enum plain_answer answer = plain_answer(&form->ask);
    if (answer != PLAIN_VALUE)
        return answer;
    if (bq_programs_list(form->paths, &list, &err) < 0) {
        plain_error(form, &err);
        return PLAIN_HELP;
    }
    size_t n = number_of(form, list.count);
    answer = PLAIN_HELP;
    for (size_t i = 0; i < list.count; i++)
        if (i + 1 == n || bq_span_is(bq_buf_span(&form->ask.line), list.items[i].id))
            answer = set_program(form, list.items[i].id);
    bq_program_list_clear(&list);
    return answer;
}

static enum plain_answer answer_terms(struct plain_form *form, const struct plain_step *step)
{
    (void)step;
    enum plain_answer answer = plain_answer(&form->ask);
    if (answer != PLAIN_VALUE)
        return answer;
    struct bq_span line = bq_buf_span(&form->ask.line);
    bool yes = bq_span_equal_nocase(line, bq_span_str("y")) ||
               bq_span_equal_nocase(line, bq_span_str("yes"));
    if (!yes && !bq_span_equal_nocase(line, bq_span_str("n")) &&
        !bq_span_equal_nocase(line, bq_span_str("no")))
        return PLAIN_HELP;
    bq_draft_set_terms_accepted(bq_session_begin(form->session), yes);
    bq_session_end(form->session);
    return PLAIN_VALUE;
}

static const struct plain_step steps[] = {
    { BQ_FIELD_PROGRAM, false, "who is the report for? its number or its id", "1",
      "a company's name", answer_program, say_programs },
    { BQ_FIELD_TITLE, true, "bug type, where, and what it lets an attacker do",
      "Stored XSS in the share-page title of ChatGPT lets any viewer's session be read",
      "XSS found!!!", answer_line, NULL },
    { BQ_FIELD_TARGET, true, "an entry of the scope; type a part of its name to search", "ChatGPT",
      "the website", answer_target, NULL },
    { BQ_FIELD_TYPE, true, "type words to search the taxonomy", "stored xss", "bug", answer_type,
      NULL },
    { BQ_FIELD_URL, false, "where the bug is", "https://chat.openai.com/share/0f3c", "chat",
      answer_line, NULL },
    { BQ_FIELD_DESCRIPTION, true,
      "what is wrong and how to reproduce it; several lines, end with a line that holds only a "
      "dot; "
      "or + alone to be asked part by part",
      "A summary, then numbered steps from a fresh account, then what was expected and observed",
      "a pasted scanner report", answer_description, NULL },
    { BQ_FIELD_IMPACT, false, "what an attacker gains; several lines, end with a lone dot",
      "Any visitor of a shared page runs the attacker's script and sends messages as the victim",
      "could lead to data theft", answer_text, NULL },
    { BQ_FIELD_POC, true, "what you did and what came back; several lines, end with a lone dot",
      "1. Log in as account A ... with the raw request in a fence", "see the video", answer_text,
      NULL },
    { BQ_FIELD_REQUEST, false, "raw HTTP request, several lines, end with a lone dot",
      "POST /share HTTP/1.1, then the headers, an empty line and the body", "the URL alone",
      answer_text, NULL },
    { BQ_FIELD_ATTACHMENTS, false, "files to go with it, a path on each line; Enter alone ends",
      "~/poc.png", "~/.ssh/id_rsa", plain_files, NULL },
    { BQ_FIELD_ACCOUNTS, false,
      "test accounts of your own, as role: which one, one on each line; Enter alone ends",
      "reader: test account A", "the account of somebody else", plain_accounts, NULL },
    { BQ_FIELD_COLLABORATORS, false,
      "a name and a whole percent on each line; yours is what is left of 100; Enter alone ends",
      "alice 40", "alice and bob share it", plain_people, NULL },
    { BQ_FIELD_NOTES, false,
      "private notes, which are never exported; several lines, end with a lone dot",
      "Retest when the fix is out", "what the triager has to know", answer_text, NULL },
    { BQ_FIELD_TERMS_ACCEPTED, false,
      "have you followed the program's rules and do you accept its terms? y or n", "y", "maybe",
      answer_terms, say_terms },
};

const struct plain_step *plain_steps(size_t *count)
{
    *count = sizeof steps / sizeof steps[0];
    return steps;
}
