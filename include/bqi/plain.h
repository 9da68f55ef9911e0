/*
 * The form line by line: for screen readers, dumb terminals and pipes. The same session, the same
 * checks and the same draft as the full screen; no cursor movement, no boxes, no colour.
 */
#ifndef BQI_PLAIN_H
#define BQI_PLAIN_H

#include "bqi/cli.h"

/* Asks every field in order and saves. Returns an exit code. A cli_form_fn. */
int plain_form(struct cli *cli, const struct cli_form_request *request);

#endif
