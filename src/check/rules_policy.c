#include "check/checks.h"
#include "check/policy.h"

void bq_check_policy(const struct bq_check_run *run, enum bq_field field)
{
    (void)field;
    bq_policy_run(run->policy, run);
}
