/* Picking a target from the program's scope; what is out of scope stays pickable and says so. */
#include "screen/form.h"
#include "screen/picker.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct targets {
    struct form *form;
    const struct bq_program_info *info;
    uint32_t *shown; /* indexes of targets that match */
    size_t count;
};

static bool word_in(const struct bq_target *target, const char *word)
{
    const char *const texts[] = { target->name, target->asset, target->kind, target->group,
                                  target->note };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct bq_span span = bq_span_str(texts[i]);
        if (bq_span_find_nocase(span, 0, word) < span.len)
            return true;
    }
    return false;
}

/* All words have to be somewhere in the target. */
static bool matches(const struct bq_target *target, const char *words)
{
    char word[128];

    while (*words) {
        size_t len = strcspn(words, " ");
        if (len && len < sizeof word) {
            memcpy(word, words, len);
            word[len] = '\0';
            if (!word_in(target, word))
                return false;
        }
        words += len;
        words += strspn(words, " ");
    }
    return true;
}

static size_t targets_filter(void *self, const char *words)
{
    struct targets *targets = self;

    targets->count = 0;
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < targets->info->target_count; i++)
            if ((int)targets->info->targets[i].out == side &&
                matches(&targets->info->targets[i], words))
                targets->shown[targets->count++] = (uint32_t)i;
    return targets->count;
}

static size_t targets_total(void *self)
{
    return ((struct targets *)self)->info->target_count;
}

static const struct bq_target *target_at(const struct targets *targets, size_t index)
{
    return &targets->info->targets[targets->shown[index]];
}

static void targets_row(void *self, size_t index, struct bq_buf *name, struct bq_buf *remarks,
                        bool *marked)
{
    const struct bq_target *target = target_at(self, index);

    bq_buf_adds(name, target->name);
    *marked = target->out;
    bq_buf_addf(remarks, "%-3s  %-9.20s %-8s", target->out ? "OUT" : "in", target->kind,
                target->out || target->bounty ? target->max_severity : "unpaid");
}

static void targets_about(void *self, size_t index, struct bq_buf *out)
{
    const struct targets *targets = self;
    const struct bq_target *target = target_at(targets, index);

    bq_buf_addf(out, "%s%s%s\n", target->name, target->asset[0] ? ": " : "", target->asset);
    bq_buf_adds(out, target->out       ? "Out of scope"
                     : !target->bounty ? "In scope, but not paid"
                                       : "In scope");
    if (target->max_severity[0])
        bq_buf_addf(out, ", pays up to %s", target->max_severity);
    if (target->group[0])
        bq_buf_addf(out, ". Group: %s", target->group);
    bq_buf_addf(out, ". Scope as of %s.\n",
                targets->info->as_of[0] ? targets->info->as_of : "an unknown date");
    bq_buf_adds(out, target->note);
}

static void take(struct form *form, struct ui_host *host, const char *name)
{
    form_text_set(form, host, ITEM_TARGET, name);
    form_changed(form);
    if (form->focus == ITEM_TARGET)
        form_step(form, 1);
}

static bool targets_pick(void *self, struct ui_host *host, size_t index)
{
    const struct targets *targets = self;

    take(targets->form, host, target_at(targets, index)->name);
    return true;
}

static void targets_typed(void *self, struct ui_host *host, const char *typed)
{
    take(((struct targets *)self)->form, host, typed);
}

static void targets_free(void *self)
{
    free(((struct targets *)self)->shown);
    free(self);
}

static const struct picker_source targets_source = {
    .filter = targets_filter,
    .total = targets_total,
    .row = targets_row,
    .about = targets_about,
    .pick = targets_pick,
    .take_typed = targets_typed,
    .free = targets_free,
    .title = "Target: pick from the scope",
    .empty = "No target has all these words. Enter takes what you typed; Esc goes back without "
             "changing.",
    .help = "## Picking a target\n\nType to filter: every word has to be somewhere in the target's "
            "name, address, group or note. Targets marked OUT are out of scope; they can be picked "
            "all the same, and the report will say so.\n\nAlt-Enter takes what you typed as it "
            "is.\n",
};

void form_pick_target(struct form *form, struct ui_host *host, const char *typed)
{
    const struct bq_program *program = bq_session_program(form->session);
    const char *now = bq_draft_text(bq_session_draft(form->session), BQ_FIELD_TARGET, NULL);
    struct targets *targets;
    size_t cursor = 0;

    if (!program || !bq_program_info(program)->target_count) {
        ui_host_say(host, UI_TONE_PLAIN,
                    "No scope is loaded: type the target, or choose a program");
        return;
    }
    targets = calloc(1, sizeof *targets);
    if (!targets)
        return;
    targets->form = form;
    targets->info = bq_program_info(program);
    targets->shown = calloc(targets->info->target_count, sizeof *targets->shown);
    if (!targets->shown) {
        free(targets);
        return;
    }
    if (!typed) { /* what is there already: stand on it if it is a target, else search for it */
        typed = bq_program_target(program, now) ? "" : now;
        targets_filter(targets, "");
        for (size_t i = 0; !*typed && i < targets->count; i++)
            if (strcmp(target_at(targets, i)->name, now) == 0)
                cursor = i;
    }
    picker_push(host, &targets_source, targets, typed, cursor);
}
