/* Picks the command; hands the commands the form, so that they know no screen. */
#include "bqi/cli.h"
#ifdef BQ_WITH_UI
#include "bqi/ui.h"
#endif

int main(int argc, char **argv)
{
#ifdef BQ_WITH_UI
    return cli_main(argc, argv, ui_form);
#else
    return cli_main(argc, argv, NULL);
#endif
}
