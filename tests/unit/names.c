/* Top-level domains and what is at hand of them before the list is searched. */
#include "scope/names.h"
#include "unit.h"
#include <string.h>

static bool known(const char *label)
{
    return bq_tld_known(label, strlen(label));
}

static bool is_com(void *context, const char *name, size_t len)
{
    *(bool *)context |= len == 3 && memcmp(name, "com", 3) == 0;
    return true;
}

void test_names__top_level_domains(void **state)
{
    static const char *const names[] = { "com", "net", "org", "io", "de", "co",     "app",
                                         "dev", "uk",  "fr",  "ai", "zw", "museum", "xn--p1ai" };
    static const char *const others[] = { "",    "c",   "coma", "con", "internal", "local",
                                          "Com", "deu", "zzz",  "i o", "xn-" };
    bool listed = false;
    (void)state;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_true(known(names[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(known(others[i]));
    assert_false(bq_tld_known("io\0", 3));
    assert_false(bq_tld_known("\0\0", 2));
    assert_true(bq_names_each("scope/tlds.txt", is_com, &listed));
    assert_true(listed);
}
