/* Requests, tools' output and links to pictures in the proof. */
#include "bqi/utf8.h"
#include "check/body.h"
#include "check/checks.h"

/* ---- raw requests ------------------------------------------------------------------------------
 */

/* Code that sends a request or shows one can be replayed as well. */
static bool code_has_url(const struct bq_check_run *run)
{
    for (size_t f = 0; f < BQ_BODY_FIELDS; f++) {
        const struct bq_prose *prose = bq_run_prose(run, bq_body_fields[f]);
        for (size_t i = 0; i < prose->block_count; i++) {
            const struct bq_block *block = &prose->blocks[i];
            struct bq_span text = bq_block_span(prose, block);
            if ((block->kind == BQ_BLOCK_FENCE || block->kind == BQ_BLOCK_CODE) &&
                bq_span_find_nocase(text, 0, "://") < text.len)
                return true;
        }
        for (size_t i = 0; i < prose->inline_count; i++) {
            const struct bq_inline *in = &prose->inlines[i];
            struct bq_span text = bq_span_of(prose->s + in->text, in->text_end - in->text);
            if (in->kind == BQ_INLINE_CODE && bq_span_find_nocase(text, 0, "://") < text.len)
                return true;
        }
    }
    return false;
}

/* A link with a query is the request, for bugs that a click triggers. */
static bool url_is_request(const struct bq_check_run *run)
{
    static const char *const click_types[] = { "cross_site_scripting_xss",
                                               "unvalidated_redirects_and_forwards",
                                               "server_side_injection.content_spoofing",
                                               "server_security_misconfiguration.clickjacking",
                                               "sensitive_data_exposure.disclosure_of_secrets",
                                               NULL };
    struct bq_span url = bq_run_text(run, BQ_FIELD_URL);
    return bq_run_type_is(run, click_types) && url.len && memchr(url.s, '?', url.len);
}

void bq_check_raw_request(const struct bq_check_run *run, enum bq_field field)
{
    static const char *const no_request[] = {
        "server_security_misconfiguration.mail_server_misconfiguration",
        "server_security_misconfiguration.misconfigured_dns",
        "network_security_misconfiguration",
        "insecure_data_transport",
        "ai_application_security", /* what is said to a model goes through its window */
        NULL
    };
    struct bq_emit emit = { .rule = BQ_R_NO_RAW_REQUEST, .field = field };
    bool proof = bq_has_code(run) || bq_has_inline(run, BQ_INLINE_CODE) ||
                 bq_count_steps(run, BQ_FIELD_POC) >= 2;
    /* No proof at all is said elsewhere. */
    if (!bq_run_is_web(run) || bq_run_type_is(run, no_request) || !proof || bq_requests_any(run) ||
        !bq_run_empty(run, BQ_FIELD_REQUEST) || code_has_url(run) || url_is_request(run))
        return;
    bq_run_add(run, &emit, "no raw HTTP request or curl line yet");
}

/* ---- whole requests ----------------------------------------------------------------------------
 */

enum { REQUESTS_TOLD = 5 };

/* "..." on a line of its own says that something was left out on purpose. */
static bool is_shortened(struct bq_span text)
{
    static const char *const marks[] = {
        "\n...", "\n\xe2\x80\xa6", "[...]", "[snip", "<snip", NULL
    };
    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i];
        if (c != '\n' && c != '[' && c != '<')
            continue;
        for (size_t m = 0; marks[m]; m++) {
            if (bq_span_starts(bq_span_of(text.s + i, text.len - i), marks[m]))
                return true;
        }
    }
    return false;
}

static bool is_raw(const struct bq_check_run *run, const struct bq_request *request)
{
    if (request->field == BQ_FIELD_REQUEST)
        return true;
    const struct bq_prose *prose = bq_run_prose(run, request->field);
    for (size_t i = 0; i < prose->block_count; i++) {
        const struct bq_block *block = &prose->blocks[i];
        if (block->start <= request->start && request->start < block->end)
            return block->kind == BQ_BLOCK_FENCE || block->kind == BQ_BLOCK_CODE;
    }
    return false;
}

/* What keeps it from being replayed; NULL when nothing does. */
static const char *malformed(const struct bq_check_run *run, const struct bq_request *request)
{
    bool content = request->has_content || request->version_2;
    /* A first line alone is one of a server's log. */
    if (request->curl || !request->headers ||
        (request->host.len && request->version && (!request->has_body || content)))
        return NULL;
    /* The dots may be what ends the headers: look a little behind them. */
    struct bq_span text = bq_run_text(run, request->field);
    size_t end = text.len - request->end > 8 ? request->end + 8 : text.len;
    if (!is_raw(run, request) ||
        is_shortened(bq_span_of(text.s + request->start, end - request->start)))
        return NULL;
    return !request->host.len  ? "the request has no Host header"
           : !request->version ? "the request's first line lacks the HTTP version"
                               : "the request has a body but no Content-Type or Content-Length";
}

void bq_check_requests(const struct bq_check_run *run, enum bq_field field)
{
    size_t count, told = 0;
    const struct bq_request *requests = bq_requests(run, &count);
    (void)field;
    for (size_t i = 0; i < count && told < REQUESTS_TOLD; i++) {
        const char *trouble = malformed(run, &requests[i]);
        struct bq_emit emit = { .rule = BQ_R_REQUEST_MALFORMED,
                                .field = requests[i].field,
                                .start = requests[i].start,
                                .end = requests[i].line_end };
        if (!trouble)
            continue;
        bq_run_add(run, &emit, "%s", trouble);
        told++;
    }
}

static struct bq_span without_port(struct bq_span host)
{
    const char *at = host.len ? memchr(host.s, '@', host.len) : NULL;
    if (at)
        host = bq_span_of(at + 1, host.len - (size_t)(at + 1 - host.s));
    const char *colon = host.len && host.s[0] != '[' ? memchr(host.s, ':', host.len) : NULL;
    return colon ? bq_span_of(host.s, (size_t)(colon - host.s)) : host;
}

/* Something a person put there instead of a host: <host>, example, xxx. */
static bool is_masked_host(struct bq_span host)
{
    for (size_t i = 0; i < host.len; i++) {
        char c = host.s[i];
        if (c == '<' || c == '{' || c == '*' || c == '$' || c == '[' || (unsigned char)c >= 0x80)
            return true;
    }
    return !host.len || !memchr(host.s, '.', host.len);
}

/*
 * The URL's host stands in the request itself: in Origin or Referer, as where a login leads back
 * to. Then the reader can tell how the two hang together.
 */
static bool names_host(const struct bq_check_run *run, const struct bq_request *request,
                       const char *host)
{
    struct bq_span text = bq_run_text(run, request->field);
    text = bq_span_of(text.s + request->start, request->end - request->start);
    for (size_t at = 0; (at = bq_span_find_nocase(text, at, host)) < text.len; at++) {
        char before = at ? text.s[at - 1] : ' ';
        bool whole = before != '.' && before != '-' && !(before >= '0' && before <= '9') &&
                     !((before | 0x20) >= 'a' && (before | 0x20) <= 'z');
        if (whole)
            return true;
    }
    return false;
}

/* Where stolen data arrives: the tester's own listener, not where the bug is. */
static bool is_listener(const struct bq_check_run *run, struct bq_span host)
{
    static const char *const ends[] = { "burpcollaborator.net",
                                        "oastify.com",
                                        "interact.sh",
                                        "interactsh.com",
                                        "oast.pro",
                                        "oast.live",
                                        "oast.site",
                                        "oast.online",
                                        "oast.fun",
                                        "oast.me",
                                        "webhook.site",
                                        "ngrok.io",
                                        "ngrok-free.app",
                                        "ngrok.app",
                                        "pipedream.net",
                                        "requestbin.net",
                                        "beeceptor.com",
                                        "canarytokens.com",
                                        "dnslog.cn",
                                        "xss.report",
                                        "bxss.me",
                                        "requestrepo.com",
                                        NULL };
    static const char *const words[] = { "attacker", "evil", "collab", "exfil", "listener", NULL };
    for (size_t i = 0; ends[i]; i++) {
        size_t len = strlen(ends[i]);
        if (host.len >= len &&
            bq_span_equal_nocase(bq_span_of(host.s + host.len - len, len), bq_span_str(ends[i])))
            return true;
    }
    for (size_t i = 0; words[i]; i++) {
        if (bq_span_find_nocase(host, 0, words[i]) < host.len)
            return true;
    }
    return bq_run_is_mine(run, host);
}

void bq_check_request_host(const struct bq_check_run *run, enum bq_field field)
{
    const struct bq_url *url = bq_run_url(run);
    size_t count;
    const struct bq_request *requests = bq_requests(run, &count);
    (void)field;
    const struct bq_scope_answer *answer = bq_run_answer(run);
    bool deceptive =
        answer && (answer->cause == BQ_CAUSE_USER_NAME || answer->cause == BQ_CAUSE_LOOKALIKE ||
                   answer->cause == BQ_CAUSE_TWO_READERS);
    /* A URL that lies about its host is told of there. */
    if (!url || url->host_kind == BQ_HOST_NONE || deceptive)
        return;
    const struct bq_request *first = NULL;
    for (size_t i = 0; i < count; i++) {
        struct bq_span host = without_port(requests[i].host);
        if (bq_span_equal_nocase(host, bq_span_str(url->host)) ||
            (host.len && is_masked_host(host)) || names_host(run, &requests[i], url->host))
            return;
        if (host.len && !first && !is_listener(run, host))
            first = &requests[i];
    }
    if (!first)
        return;
    struct bq_span host = without_port(first->host);
    size_t start = (size_t)(host.s - bq_run_text(run, first->field).s);
    struct bq_emit emit = { .rule = BQ_R_REQUEST_HOST_MISMATCH,
                            .field = first->field,
                            .start = start,
                            .end = start + host.len };
    bq_run_add(run, &emit, "the requests go to %.*s, the URL names %s",
               (int)(host.len < 200 ? host.len : 200), host.s, url->host);
}

/* ---- scanners ----------------------------------------------------------------------------------
 */

static const char *scanner_in(struct bq_span text)
{
    static const struct {
        const char *mark, *name;
    } marks[] = {
        { "Nmap scan report for", "nmap" },
        { "Starting Nmap", "nmap" },
        { "- Nikto v", "nikto" },
        { "+ Target IP:", "nikto" },
        { "[nuclei]", "nuclei" },
        { "] [http] [", "nuclei" },
        { "] [ssl] [", "nuclei" },
        { "] [dns] [", "nuclei" },
        { "Acunetix", "Acunetix" },
        { "OWASP ZAP", "ZAP" },
        { "ZAP Scanning Report", "ZAP" },
        { "Burp Scanner Report", "Burp" },
        { "Issue detail", "Burp" },
        { "testssl.sh", "testssl" },
        { "Testing protocols via sockets", "testssl" },
        { "Nessus", "Nessus" },
        { "Qualys", "Qualys" },
        { "WPScan", "WPScan" },
        { "sqlmap/", "sqlmap" },
        { "Netsparker", "Invicti" },
        { "gobuster", "gobuster" },
        { "[Status: 200, Size:", "ffuf" },
    };
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (text.len && memmem(text.s, text.len, marks[i].mark, strlen(marks[i].mark)))
            return marks[i].name;
    }
    return NULL;
}

/* Tool lines weigh more than half, and hardly any own words stand beside. */
void bq_check_scanner(const struct bq_check_run *run, enum bq_field field)
{
    enum { OWN_WORDS_MAX = 120 };
    const struct bq_prose *prose = bq_run_prose(run, field);
    const char *tool = NULL;
    size_t tool_bytes = 0, start = 0, end = 0;
    if (prose->len < 40 || bq_body_words(run) > OWN_WORDS_MAX || bq_requests_any(run))
        return;
    for (size_t i = 0; i < prose->block_count; i++) {
        const struct bq_block *block = &prose->blocks[i];
        struct bq_span text = bq_span_of(prose->s + block->start, block->end - block->start);
        const char *name = scanner_in(text);
        bool evidence = !bq_block_is_words(block);
        if (name && !tool) {
            tool = name;
            start = block->start;
            end = block->end;
        }
        tool_bytes += name || evidence ? text.len : 0;
    }
    if (!tool || tool_bytes * 10 < prose->len * 6)
        return;
    struct bq_emit emit = { .rule = BQ_R_SCANNER_DUMP,
                            .field = field,
                            .start = start,
                            .end = end,
                            .match = bq_span_str(tool) };
    bq_run_add(run, &emit, "most of this is output of %s", tool);
}

/* ---- public pictures and videos
 * ------------------------------------------------------------------ */

static bool is_public_host(const char *host)
{
    static const char *const hosts[] = { "youtube.com",      "youtu.be",    "imgur.com",
                                         "drive.google.com", "dropbox.com", "vimeo.com",
                                         "streamable.com",   "loom.com",    "prnt.sc",
                                         "gyazo.com",        "ibb.co",      "postimg.cc",
                                         "dailymotion.com",  "imgbb.com",   NULL };
    struct bq_span span = bq_span_str(host);
    for (size_t i = 0; hosts[i]; i++) {
        size_t n = strlen(hosts[i]);
        if (bq_span_ends(span, hosts[i]) && (span.len == n || host[span.len - n - 1] == '.'))
            return true;
    }
    return false;
}

void bq_check_media(const struct bq_check_run *run, enum bq_field field)
{
    enum { MEDIA_TOLD = 10 };
    const struct bq_prose *prose = bq_run_prose(run, field);
    const struct bq_url *own = bq_run_url(run);
    unsigned told = 0;
    for (size_t i = 0; i < prose->inline_count && told < MEDIA_TOLD; i++) {
        const struct bq_inline *in = &prose->inlines[i];
        const struct bq_block *block = &prose->blocks[in->block];
        struct bq_span around = bq_span_of(prose->s + block->start, block->end - block->start);
        struct bq_url url;
        if (in->target_end == in->target || block->kind == BQ_BLOCK_QUOTE ||
            bq_url_parse(prose->s + in->target, in->target_end - in->target, false, &url, NULL) <
                0 ||
            !is_public_host(url.host) || (own && strcmp(own->host, url.host) == 0) ||
            bq_span_find_nocase(around, 0, "password") < around.len)
            continue;
        struct bq_emit emit = {
            .rule = BQ_R_PUBLIC_MEDIA, .field = field, .start = in->start, .end = in->end
        };
        bq_run_add(run, &emit, "the proof is on %s, where others can find it", url.host);
        told++;
    }
}
