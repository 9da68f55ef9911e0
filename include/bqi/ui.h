/*
 * The full-screen form: what main hands to the commands.
 */
#ifndef BQI_UI_H
#define BQI_UI_H

#include "bqi/cli.h"

/* Opens the screen and stays until the person leaves. Returns an exit code. A cli_form_fn. */
int ui_form(struct cli *cli, const struct cli_form_request *request);

/* Do the settings' keys make sense: actions there are, keys there are, none taken twice? BQ_EINVAL
 * and what is wrong. The form itself goes on with the usual keys then, and says so. */
int ui_check_keys(const struct bq_config *config, struct bq_err *err) BQ_MUST_USE;

#endif
