/* Runs every test the scan found, or those whose name matches the pattern given. */
#include "unit.h"

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    else
        cmocka_set_message_output(CM_OUTPUT_TAP);
    return _cmocka_run_group_tests("unit", unit_tests, unit_tests_count, NULL, NULL) != 0;
}
