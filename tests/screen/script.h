/*
 * A key script: what a person does and what the screen must then show, in one file that can rewrite
 * itself.
 *
 *     # a comment
 *     size 24 80                 rows and columns of the terminal (before the first run)
 *     colors 0                   colours it has; default 256
 *     clipboard no               a terminal without one (before the next run); yes again
 *     set EDITOR=...             environment; ~ in a value is the test's home
 *     write drafts/x.yaml        a file below the home of the test, `| ` lines up to `end`
 *     config                     config.yaml, likewise
 *     move FROM TO               a file or folder below the home, also while the program runs
 *     run new | run list | run edit NAME
 *     type Some text
 *     key Tab Tab Ctrl-S
 *     paste                      `| ` lines up to `end`
 *     resize 12 40
 *     wait 500                   lets milliseconds pass
 *     click 3 10                 row and column from 0; also: wheel up, wheel down
 *     mask never saved,          what follows these words is real time: --:-- in the screens below
 *     mask moments               2026-11-25 17:43:12 is real time: ---------- --:--:-- below
 *     expect NAME                the screen as `| ` lines up to `end`, trailing blanks cut
 *     expect-styles NAME         the same with the styles below each line, and the cursor
 *     expect-file PATH           a file below the home; a star stands for one match
 *     expect-clipboard           what was copied
 *     expect-exit 0              the program has ended
 *
 * A script that ends while the program runs takes the terminal away.
 */
#ifndef TESTS_SCREEN_SCRIPT_H
#define TESTS_SCREEN_SCRIPT_H

#include "bqi/buf.h"
#include "term/fake.h"

enum { SCRIPT_MOMENT = 1795512600 }; /* 2026-11-24T09:30:00Z: when every script begins */

struct script {
    const char *name;
    char home[256];
    char **lines;
    size_t line_count, at;
    struct bq_buf rewritten; /* the file as it would be with today's screens */
    const char *typing;      /* what is left of a `type` line */
    char keys[1024];         /* what is left of a `key` line */
    char *paste;
    const char *mask;
    int waiting_ms;
    bool update;
    const char *pictures; /* folder where every expected screen becomes a picture, NULL none */
    bool running;         /* the program is */
    int checks, failures;
};

/* False when the file can't be read. */
bool script_load(struct script *script, const char *path, bool update);
void script_free(struct script *script);
/* The next line for the driver: a `run` line, or NULL at the end. Handles set-up lines by itself.
 */
const char *script_next_run(struct script *script, int exit_code);
/* The next key: a ui_fake_read_fn. */
void script_read(void *script, struct ui_fake *fake, int timeout_ms, struct ui_key *out);
void script_fail(struct script *script, const char *format, ...) BQ_PRINTF(2, 3);

/* Size, colours and clipboard for the next run. */
extern int script_rows, script_columns, script_colors;
extern bool script_clipboard;

/* The frame as text: a line a row, with letters for styles below each when styles is true. */
void script_dump(const struct ui_frame *frame, bool styles, struct bq_buf *out);

#endif
