/*
 * The full-screen form: what main hands to the commands.
 */
#ifndef BQI_UI_H
#define BQI_UI_H

#include "bqi/cli.h"

/* Opens the screen and stays until the person leaves. Returns an exit code. A cli_form_fn. */
int ui_form(struct cli *cli, const struct cli_form_request *request);

#endif
