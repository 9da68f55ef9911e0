/*
 * A person's settings: config.yaml. Read only after loading; strings live as long as the config.
 */
#ifndef BQI_CONFIG_H
#define BQI_CONFIG_H

#include "bqi/paths.h"
#include "bugquill/program.h"

/* One setting as `bugquill config` shows it. */
struct bq_config_entry {
    const char *key, *value; /* "theme", "dark" */
    const char *from;        /* "default", "FILE:LINE" */
};

struct bq_config {
    const char *program; /* default program id: "openai" */
    const char *drafts;  /* drafts folder, "" the default */
    const char *theme;   /* auto, dark, light, mono, high-contrast */
    bool mouse, ascii, modeline;
    const char *editor; /* "" : $VISUAL, $EDITOR */
    const char *pager;
    const char *clipboard;       /* "osc52" or a helper's command line */
    struct bq_strings me;        /* own handles, addresses, hosts */
    const struct bq_link *raise; /* rule id -> severity word */
    size_t raise_count;
    const struct bq_link *keys; /* action name -> key name, remapped */
    size_t key_count;
    const struct bq_config_entry *entries; /* everything, for showing */
    size_t entry_count;
    void *storage;
};

/* Defaults only. */
int bq_config_init(struct bq_config *config, struct bq_err *err) BQ_MUST_USE;
/*
 * Reads path over the defaults; a missing file is no error. A wrong key is BQ_EPARSE and names the
 * nearest right one.
 */
int bq_config_load(struct bq_config *config, const char *path, struct bq_err *err) BQ_MUST_USE;
/* The same from memory; path is for messages and for relative folders. */
int bq_config_parse(struct bq_config *config, const char *text, size_t len, const char *path,
                    struct bq_err *err) BQ_MUST_USE;
void bq_config_clear(struct bq_config *config);

#endif
