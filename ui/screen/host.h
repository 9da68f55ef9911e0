/*
 * What all screens share: the terminal, the keys, the stack of layers, the one message line.
 *
 * A layer is a screen (form, drafts) or something on top of one (picker, dialog, help). Only the
 * topmost gets keys. A layer that is popped is freed after the key that popped it has been handled.
 */
#ifndef UI_SCREEN_HOST_H
#define UI_SCREEN_HOST_H

#include "bqi/cli.h"
#include "bqi/session.h"
#include "screen/keymap.h"
#include "term/term.h"

struct launcher;
struct ui_grid;
struct ui_host;
struct ui_layer;

struct ui_layer_ops {
    /* Draws all of the grid, or only its own part when overlay is true (what lies below is there
     * then). */
    void (*draw)(struct ui_layer *layer, struct ui_host *host);
    /* Handles a key. action: what the keymap makes of it here, UI_DO_NONE often. */
    void (*key)(struct ui_layer *layer, struct ui_host *host, const struct ui_key *key,
                enum ui_action action);
    /* Where its focus is (enum ui_where). */
    unsigned (*where)(const struct ui_layer *layer);
    /* Footer for that place. */
    const struct ui_footer_item *(*footer)(const struct ui_layer *layer);
    /* Markdown for F1: what this place wants. NULL: none. */
    void (*help)(struct ui_layer *layer, struct ui_host *host, struct bq_buf *out);
    /* A bit of work while no key waits; true: there is more. NULL: none. */
    bool (*idle)(struct ui_layer *layer, struct ui_host *host);
    /* The person wants to leave the program. NULL: the layer closes and the one below is asked. */
    void (*leave)(struct ui_layer *layer, struct ui_host *host);
    /* The process ends: what is not saved goes to the journal. NULL: nothing to do. */
    void (*abandon)(struct ui_layer *layer, struct ui_host *host);
    void (*free)(struct ui_layer *layer);
    bool overlay;
};

/* Embedded as the first member of every layer. */
struct ui_layer {
    const struct ui_layer_ops *ops;
    struct ui_layer *below;
};

enum ui_tone { UI_TONE_PLAIN, UI_TONE_GOOD, UI_TONE_BAD };
enum { UI_MESSAGE_MAX = 512, UI_MESSAGE_MS = 8000, UI_AFTER_PASTE_MS = 300 };

struct ui_host {
    struct ui_term *term;
    struct ui_grid *grid;
    struct ui_keymap keymap;
    const struct bq_paths *paths;
    const struct bq_config *config;
    const struct bq_taxonomy *taxonomy;
    const struct bq_session_env *session_env;
    struct launcher *launcher; /* starts editor and helpers; NULL: this process does */
    const void *app_env;       /* of the event loop */
    const char *home;          /* shown as ~, "" unknown */
    bool ascii;                /* lines and marks in ASCII only */
    struct ui_layer *top, *trash;
    char message[UI_MESSAGE_MAX];
    enum ui_tone tone;
    int64_t message_until;            /* by the terminal's clock */
    int64_t paste_until;              /* dangerous actions wait until then */
    char parting[UI_MESSAGE_MAX * 2]; /* said on the normal screen after leaving */
    bool literal_next;                /* the next key goes into the text as it is */
    bool done;
    int exit_code;
};

void ui_host_push(struct ui_host *host, struct ui_layer *layer);
/* Takes the topmost layer off; it is freed later by ui_host_sweep. */
void ui_host_pop(struct ui_host *host);
void ui_host_sweep(struct ui_host *host);
/* Ends the program after this key. */
void ui_host_quit(struct ui_host *host, int exit_code);
/* Asks the layers, topmost first, to leave. */
void ui_host_leave(struct ui_host *host);
/* The one message line; a new one replaces the old. Made safe for the screen here. */
void ui_host_say(struct ui_host *host, enum ui_tone tone, const char *format, ...) BQ_PRINTF(3, 4);
/* "REASON: PLACE". */
void ui_host_say_error(struct ui_host *host, const struct bq_err *err);
/* Right after a paste keys may be part of it: what can't be undone waits. Says so when true. */
bool ui_host_too_soon(struct ui_host *host);
/* "~/x" for paths below home; shown safely. */
void ui_host_path(const struct ui_host *host, const char *path, char *out, size_t size);
/* A path to offer for a file of that name, which has a dot: below home, or here where there is no
 * home. A number is added to names that are taken. */
void ui_host_own_file(const struct ui_host *host, const char *name, char *out, size_t size);
/* The other way round: "~/x" typed by a person becomes a path. */
void ui_host_expand(const struct ui_host *host, const char *typed, char *out, size_t size);
int64_t ui_host_now(const struct ui_host *host);
/* "14:02" today, "23 Nov" this year, else the date; local time. */
/* "2026-11-24 14:02", local time. */
void ui_host_moment(const struct ui_host *host, int64_t seconds, char *out, size_t size);
void ui_host_when(const struct ui_host *host, int64_t seconds, char *out, size_t size);

#endif
