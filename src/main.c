/* Picks the command; hands the commands the forms, so that they know no screen. */
#include "bqi/cli.h"
#include "bqi/plain.h"
#ifdef BQ_WITH_UI
#include "bqi/ui.h"
#endif

int main(int argc, char **argv)
{
    struct cli_forms forms = { .plain = plain_form };
#ifdef BQ_WITH_UI
    forms.full = ui_form;
    forms.check_keys = ui_check_keys;
#endif
    return cli_main(argc, argv, &forms);
}
