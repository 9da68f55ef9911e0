/* Picking the program a report is for. */
#include "bqi/programs.h"
#include "screen/form.h"
#include "screen/picker.h"
#include <stdlib.h>
#include <string.h>

struct programs {
    struct form *form;
    struct bq_program_list list;
    size_t *shown;
    size_t count;
};

static size_t programs_filter(void *self, const char *words)
{
    struct programs *programs = self;

    programs->count = 0;
    for (size_t i = 0; i < programs->list.count; i++) {
        const struct bq_program_row *row = &programs->list.items[i];
        struct bq_span id = bq_span_str(row->id), name = bq_span_str(row->name);
        if (bq_span_find_nocase(id, 0, words) < id.len || !*words ||
            bq_span_find_nocase(name, 0, words) < name.len)
            programs->shown[programs->count++] = i;
    }
    return programs->count;
}

static size_t programs_total(void *self)
{
    return ((struct programs *)self)->list.count;
}

static const struct bq_program_row *row_at(const struct programs *programs, size_t index)
{
    return &programs->list.items[programs->shown[index]];
}

static void programs_row(void *self, size_t index, struct bq_buf *name, struct bq_buf *remarks,
                         bool *marked)
{
    const struct bq_program_row *row = row_at(self, index);

    *marked = row->trouble[0] != '\0';
    bq_buf_addf(name, "%s  (%s)", row->name[0] ? row->name : row->id, row->id);
    if (row->trouble[0])
        bq_buf_adds(remarks, "can't be read");
    else
        bq_buf_addf(remarks, "%zu in, %zu out  %s", row->in, row->out, row->as_of);
}

static void programs_about(void *self, size_t index, struct bq_buf *out)
{
    const struct bq_program_row *row = row_at(self, index);

    if (row->trouble[0])
        bq_buf_addf(out, "%s\n", row->trouble);
    else
        bq_buf_addf(out, "%s%s%s, scope as of %s\n", row->builtin ? "Built in" : "Imported",
                    row->platform[0] ? ", on " : "", row->platform,
                    row->as_of[0] ? row->as_of : "an unknown date");
    bq_buf_adds(out, "Another one: bugquill program import FILE");
}

static bool programs_pick(void *self, struct ui_host *host, size_t index)
{
    const struct programs *programs = self;
    struct form *form = programs->form;
    struct bq_err err;

    if (bq_session_set_program(form->session, row_at(programs, index)->id, &err))
        ui_host_say_error(host, &err);
    form_changed(form);
    return true;
}

static void programs_free(void *self)
{
    struct programs *programs = self;

    bq_program_list_clear(&programs->list);
    free(programs->shown);
    free(programs);
}

static const struct picker_source programs_source = {
    .filter = programs_filter,
    .total = programs_total,
    .row = programs_row,
    .about = programs_about,
    .pick = programs_pick,
    .free = programs_free,
    .title = "Program: who is the report for?",
    .empty = "No program of that name. `bugquill program import FILE` adds one.",
    .help = "## Picking a program\n\nThe program decides the scope, the policy and what a report "
            "is worth. Changing it keeps everything you wrote.\n",
};

void form_pick_program(struct form *form, struct ui_host *host)
{
    const char *now = bq_draft_text(bq_session_draft(form->session), BQ_FIELD_PROGRAM, NULL);
    struct programs *programs = calloc(1, sizeof *programs);
    size_t cursor = 0;
    struct bq_err err;

    if (!programs)
        return;
    programs->form = form;
    if (bq_programs_list(host->paths, &programs->list, &err)) {
        ui_host_say_error(host, &err);
        free(programs);
        return;
    }
    programs->shown = calloc(programs->list.count + 1, sizeof *programs->shown);
    if (!programs->shown) {
        programs_free(programs);
        return;
    }
    for (size_t i = 0; i < programs->list.count; i++)
        if (strcmp(programs->list.items[i].id, now) == 0)
            cursor = i;
    picker_push(host, &programs_source, programs, "", cursor);
}
