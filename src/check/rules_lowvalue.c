/*
 * Classes of bugs that programs seldom take. What a report is about is read from its title and its
 * type: a report that mentions a missing header on the way to something else is none about headers.
 */
#include "check/body.h"
#include "check/checks.h"

enum { TYPES_MAX = 6, NONE = -1 };

struct low_value {
    enum bq_rule rule;
    int list, unless; /* in the title; anywhere in title or body */
    const char *types[TYPES_MAX];
    const char *message;
};

static const struct low_value classes[] = {
    { BQ_R_HEADERS_ONLY,
      BQ_LIST_LV_HEADERS,
      BQ_LIST_STRONG,
      { "server_security_misconfiguration.lack_of_security_headers" },
      "missing security headers alone are refused" },
    { BQ_R_CLICKJACKING,
      BQ_LIST_LV_CLICKJACKING,
      BQ_LIST_STRONG_CLICK,
      { "server_security_misconfiguration.clickjacking.form_input",
        "server_security_misconfiguration.clickjacking.non_sensitive_action" },
      "clickjacking needs a click that changes or leaks something" },
    { BQ_R_SELF_XSS,
      BQ_LIST_LV_SELF_XSS,
      BQ_LIST_STRONG_OTHERS,
      { "cross_site_scripting_xss.stored.self", "cross_site_scripting_xss.reflected.self" },
      "only its author can trigger this XSS" },
    { BQ_R_LOGOUT_CSRF,
      BQ_LIST_LV_LOGOUT_CSRF,
      BQ_LIST_STRONG,
      { "cross_site_request_forgery_csrf.action_specific.logout",
        "cross_site_request_forgery_csrf.csrf_token_not_unique_per_request" },
      "CSRF that changes nothing of the victim's is refused" },
    { BQ_R_MAIL_RECORDS,
      BQ_LIST_LV_MAIL,
      BQ_LIST_MAIL_PROOF,
      { NULL },
      "mail records alone are refused" },
    { BQ_R_TLS_SETTINGS,
      BQ_LIST_LV_TLS,
      BQ_LIST_STRONG,
      { "server_security_misconfiguration.insecure_ssl" },
      "TLS settings without a working attack are refused" },
    { BQ_R_VERSION_ONLY,
      BQ_LIST_LV_VERSION,
      BQ_LIST_STRONG,
      { "server_security_misconfiguration.fingerprinting_banner_disclosure",
        "sensitive_data_exposure.visible_detailed_error_page" },
      "a version, banner or error page alone is refused" },
    { BQ_R_OPEN_REDIRECT,
      BQ_LIST_LV_REDIRECT,
      BQ_LIST_STRONG_REDIRECT,
      { "unvalidated_redirects_and_forwards.open_redirect" },
      "an open redirect alone is refused by many programs" },
    { BQ_R_RATE_LIMIT,
      BQ_LIST_LV_RATE,
      BQ_LIST_STRONG_TAKEOVER,
      { "server_security_misconfiguration.no_rate_limiting_on_form" },
      "missing rate limits are refused by most programs" },
    { BQ_R_DENIAL_OF_SERVICE,
      BQ_LIST_LV_DOS,
      NONE,
      { "application_level_denial_of_service_dos",
        "ai_application_security.denial_of_service_dos" },
      "denial of service is excluded by most programs, and testing it forbidden" },
    { BQ_R_CORS_ONLY,
      BQ_LIST_LV_CORS,
      BQ_LIST_CORS_PROOF,
      { "server_security_misconfiguration.unsafe_cross_origin_resource_sharing" },
      "CORS without a credentialed read of the victim's data is refused" },
    { BQ_R_DNS_ONLY_SSRF,
      BQ_LIST_LV_DNS_SSRF,
      BQ_LIST_SSRF_PROOF,
      { "server_security_misconfiguration.server_side_request_forgery_ssrf.external_dns_query_"
        "only" },
      "a DNS lookup alone is no SSRF that pays" },
    { BQ_R_WEAK_PRACTICE,
      BQ_LIST_LV_PRACTICE,
      BQ_LIST_STRONG_TAKEOVER,
      { "server_security_misconfiguration.username_enumeration",
        "broken_access_control.username_enumeration" },
      "best practice without an attack is informational" },
    { BQ_R_CONTENT_SPOOFING,
      BQ_LIST_LV_SPOOFING,
      BQ_LIST_STRONG,
      { "server_side_injection.content_spoofing.text_injection",
        "external_behavior.csv_injection" },
      "the victim would have to ignore several warnings" },
    { BQ_R_LEAKED_CREDENTIALS,
      BQ_LIST_LV_CREDENTIALS,
      NONE,
      { NULL },
      "credentials from others' leaks are refused, and trying them is an intrusion" },
    { BQ_R_SOCIAL_ENGINEERING,
      BQ_LIST_LV_SOCIAL,
      NONE,
      { "physical_security_issues" },
      "attacks on people or buildings are outside nearly every program" },
};
enum { CLASS_COUNT = sizeof classes / sizeof classes[0] };

static bool is_excused(const struct bq_check_run *run, int list)
{
    return list != NONE && (bq_run_hits(run, BQ_FIELD_TITLE, (unsigned)list)->count ||
                            bq_body_hits(run, (unsigned)list));
}

static bool type_matches(const struct bq_check_run *run, const struct low_value *class)
{
    for (size_t i = 0; i < TYPES_MAX && class->types[i]; i++) {
        if (bq_run_type_is(run, (const char *const[]){ class->types[i], NULL }))
            return true;
    }
    return false;
}

static void check_class(const struct bq_check_run *run, const struct low_value *class)
{
    const struct bq_hits *hits = bq_run_hits(run, BQ_FIELD_TITLE, (unsigned)class->list);
    bool by_type = type_matches(run, class);
    const struct bq_type *type = bq_run_type(run);
    struct bq_emit emit = { .rule = class->rule, .field = BQ_FIELD_TITLE };
    if (!hits->count && !by_type)
        return;
    /* P5 already says that it brings nothing. */
    if ((type && type->priority == BQ_P5) || is_excused(run, class->unless))
        return;
    if (hits->count) {
        emit.start = hits->first[0].start;
        emit.end = hits->first[0].end;
    } else {
        emit.field = BQ_FIELD_TYPE;
    }
    bq_run_add(run, &emit, "%s", class->message);
}

/* CVE-2024-1234 in the title, and no request or code that tries it on the target. */
static void check_cve(const struct bq_check_run *run)
{
    const struct bq_hits *hits = bq_run_hits(run, BQ_FIELD_TITLE, BQ_LIST_CVE);
    struct bq_emit emit = { .rule = BQ_R_CVE_ONLY, .field = BQ_FIELD_TITLE };
    static const char *const types[] = { "using_components_with_known_vulnerabilities", NULL };
    const struct bq_type *type = bq_run_type(run);
    if ((!hits->count && !bq_run_type_is(run, types)) || bq_requests_any(run) ||
        (type && type->priority == BQ_P5) || !bq_run_empty(run, BQ_FIELD_REQUEST) ||
        bq_has_code(run))
        return;
    if (hits->count) {
        emit.start = hits->first[0].start;
        emit.end = hits->first[0].end;
    } else {
        emit.field = BQ_FIELD_TYPE;
    }
    bq_run_add(run, &emit, "a known CVE, and nothing shows that the target has it");
}

void bq_check_low_value(const struct bq_check_run *run, enum bq_field field)
{
    (void)field;
    for (size_t i = 0; i < CLASS_COUNT; i++)
        check_class(run, &classes[i]);
    check_cve(run);
}
