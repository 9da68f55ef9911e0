#!/usr/bin/env python3
"""Deterministic drafts of about 5.7 KB for the bench of `check`.

usage: gen_drafts.py FOLDER [COUNT=10000] [SEED=1]

One in twenty holds a made-up secret; one in four lacks steps, impact or a type. All of it is random words:
nothing is taken from a real report.
"""
import os
import random
import sys

WORDS = ("server endpoint returns response includes user data without checking session attacker sends request "
         "parameter value account identifier header missing validation exposure private information object id is "
         "changed in the path of a browser traffic replay modify observe impact victim profile phone address order "
         "invoice payment access control reflected stored script origin cookie redirect callback state cache key "
         "upload file extension type parser timeout internal service bucket listing public read write role tenant "
         "query depth batch reset link host and with that as it for on from this").split()
TYPES = ["server_security_misconfiguration.unsafe_cross_origin_resource_sharing",
         "broken_access_control.idor.view_sensitive_information_iterable_object_identifiers",
         "cross_site_scripting_xss.stored.non_admin_to_anyone", "server_side_injection.sql_injection",
         "unvalidated_redirects_and_forwards.open_redirect.get_based", "cross_site_scripting_xss.stored",
         "server_security_misconfiguration.no_rate_limiting_on_form.login"]
HOSTS = ["chat.openai.com", "api.openai.com", "platform.openai.com", "openai.com", "evil.example", "chatgpt.com"]
CLASSES = ["IDOR", "XSS", "SSRF", "CORS", "SQL injection", "Open redirect"]
ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def sentence(r):
    words = " ".join(r.choice(WORDS) for _ in range(r.randrange(6, 18)))
    return words.capitalize() + "."


def paragraph(r):
    return " ".join(sentence(r) for _ in range(r.randrange(2, 6)))


def url(r):
    return "https://%s/%s/%s?id=%d&v=%08x" % (r.choice(HOSTS), r.choice(WORDS), r.choice(WORDS),
                                              r.randrange(10 ** 6), r.getrandbits(32))


def secret(r):
    kind = r.randrange(4)
    token = "".join(r.choice(ALNUM) for _ in range(36))
    return ["ghp_" + token, "AKIA" + token[:16].upper(), "Authorization: Bearer " + token, "api_key = '%s'" % token][kind]


def http(r, leaky):
    host = r.choice(HOSTS)
    lines = ["%s /%s/%s?id=%d HTTP/1.1" % (r.choice(["GET", "POST", "PUT"]), r.choice(WORDS), r.choice(WORDS),
                                           r.randrange(10 ** 6)),
             "Host: " + host, "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
             "Accept: application/json, text/plain, */*", "Accept-Language: en-US,en;q=0.5", "Referer: " + url(r),
             "Cookie: theme=dark; lang=en", "Content-Type: application/json"]
    if leaky:
        lines.append("X-Note: " + secret(r))
    lines += ["", '{"user_id": %d, "role": "%s", "etag": "%040x", "ids": [%s]}' % (
        r.randrange(10 ** 6), r.choice(["user", "admin"]), r.getrandbits(160),
        ", ".join(str(r.randrange(10 ** 5)) for _ in range(r.randrange(3, 12))))]
    return lines


def block(key, lines):
    return [key + ": |"] + ["  " + line if line else "" for line in lines]


def draft(r):
    leaky = r.random() < .05
    whole = r.random() < .75
    out = ["bugquill: 1", "program: openai",
           "title: '%s in /%s of %s lets an attacker %s'" % (r.choice(CLASSES), r.choice(WORDS), r.choice(HOSTS),
                                                            " ".join(r.choice(WORDS) for _ in range(4))),
           "target: %s" % r.choice(["ChatGPT", "api.openai.com", "openai.com", "Other"])]
    if whole:
        out.append("type: " + r.choice(TYPES))
    out.append("url: " + url(r))
    body = ["## Summary", "", paragraph(r), ""]
    for _ in range(r.randrange(3, 7)):
        body += [paragraph(r), ""]
    if whole:
        body += ["## Steps to reproduce", ""]
        body += ["%d. %s %s" % (k + 1, sentence(r), url(r)) for k in range(r.randrange(3, 9))]
        body += ["", "## Impact", "", paragraph(r), "", paragraph(r)]
    out += block("description", body)
    proof = []
    for _ in range(r.randrange(2, 4)):
        proof += ["```http"] + http(r, leaky and r.random() < .5) + ["```", "", paragraph(r), ""]
    out += block("poc", proof + ["* " + sentence(r), "* " + sentence(r), "", paragraph(r)])
    out += ["terms_accepted: true", "status: %s" % r.choice(["draft", "ready"])]
    return "\n".join(out) + "\n"


def main():
    folder = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    r = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    os.makedirs(folder, exist_ok=True)
    for i in range(count):
        with open("%s/d%05d.yaml" % (folder, i), "w", encoding="utf-8") as f:
            f.write(draft(r))


if __name__ == "__main__":
    main()
