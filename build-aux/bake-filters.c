/* bake-filters: the filters of system calls as tables in C, for src/base/call_filter.h. Runs while
 * the program is built. */
#include "base/call_filter.h"
#include <stdio.h>
#include <stdlib.h>

static void write_filter(const struct bq_call_filter *filter)
{
    printf("    { .count = %d, .steps = {\n", filter->count);
    for (unsigned i = 0; i < filter->count; i++)
        printf("        { 0x%x, %d, %d, 0x%x },\n", filter->steps[i].code, filter->steps[i].jt,
               filter->steps[i].jf, filter->steps[i].k);
    puts("    } },");
}

int main(void)
{
    bool good = true;
    puts("/* Made by build-aux/bake-filters.c: do not edit. */\n"
         "#include \"base/call_filter.h\"\n"
         "const struct bq_call_filter bq_call_filters[2] = {");
    for (int no_exec = 0; no_exec < 2; no_exec++) {
        struct bq_call_filter filter = { .count = 0 };
        good = good && bq_call_filter_make(no_exec, &filter);
        write_filter(&filter);
    }
    puts("};");
    if (!good)
        fputs("bake-filters: libseccomp could not compile the filters\n", stderr);
    return good && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
