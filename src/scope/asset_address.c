/*
 * Addresses in scope lists: one, CIDR with host bits set or not, and ranges: 10.0.0.1-10.0.0.9,
 * 10.0.0.1-9 and the same with blanks.
 */
#include "scope/asset.h"

#include "scope/host.h"

#include <stdio.h>
#include <string.h>

static void map_ipv4(const unsigned char v4[4], unsigned char out[16])
{
    memset(out, 0, 10);
    out[10] = out[11] = 0xff;
    memcpy(out + 12, v4, 4);
}

/* Four decimal numbers and nothing else; other spellings are for URLs, not for lists. */
static bool dotted(struct bq_span text, unsigned char out[4])
{
    size_t dots = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.s[i] == '.') {
            dots++;
        } else if (text.s[i] < '0' || text.s[i] > '9') {
            return false;
        } else if (text.s[i] == '0' && (i == 0 || text.s[i - 1] == '.') && i + 1 < text.len &&
                   text.s[i + 1] != '.') {
            return false;
        }
    }
    return dots == 3 && text.len > 0 && text.s[text.len - 1] != '.' &&
           bq_host_ipv4(text.s, text.len, out);
}

static bool one_address(struct bq_span text, unsigned char out[16], bool *v4)
{
    unsigned char four[4];

    *v4 = dotted(text, four);
    if (*v4) {
        map_ipv4(four, out);
        return true;
    }
    if (text.len > 2 && text.s[0] == '[' && text.s[text.len - 1] == ']') {
        text.s++;
        text.len -= 2;
    }
    return memchr(text.s, ':', text.len) && bq_host_ipv6(text.s, text.len, out);
}

static void address_text(const unsigned char address[16], char out[48])
{
    static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

    if (memcmp(address, mapped, 12) == 0) {
        char four[16];

        bq_host_ipv4_format(address + 12, four);
        memcpy(out, four, sizeof(four));
    } else {
        bq_host_ipv6_format(address, out);
    }
}

static bool small_number(struct bq_span text, unsigned max, unsigned *out)
{
    *out = 0;
    if (text.len == 0 || text.len > 3) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.s[i] < '0' || text.s[i] > '9') {
            return false;
        }
        *out = *out * 10 + (unsigned)(text.s[i] - '0');
    }
    return *out <= max;
}

static bool add_single(struct bq_asset_list *list, const unsigned char address[16])
{
    struct bq_asset *asset = bq_asset_add(list, BQ_ASSET_ADDRESS);

    if (asset) {
        char text[48];

        memcpy(asset->first, address, 16);
        memcpy(asset->last, address, 16);
        address_text(address, text);
        memcpy(asset->host, text, sizeof(text));
        memcpy(asset->normal, text, sizeof(text));
    }
    return true;
}

static bool add_cidr(struct bq_asset_list *list, unsigned char address[16], unsigned bits, bool v4)
{
    struct bq_asset *asset;
    unsigned keep = v4 ? bits + 96 : bits;
    unsigned char last[16];
    char text[48];

    for (unsigned i = 0; i < 16; i++) {
        unsigned n = keep > 8 * i ? keep - 8 * i : 0;
        unsigned mask = n >= 8 ? 0 : 0xffu >> n;

        last[i] = (unsigned char)(address[i] | mask);
        address[i] = (unsigned char)(address[i] & ~mask);
    }
    if (keep == 128) {
        return add_single(list, address);
    }
    asset = bq_asset_add(list, BQ_ASSET_RANGE);
    if (asset) {
        memcpy(asset->first, address, 16);
        memcpy(asset->last, last, 16);
        address_text(address, text);
        snprintf(asset->normal, sizeof(asset->normal), "%s/%u", text, bits);
    }
    return true;
}

static bool add_range(struct bq_asset_list *list, const unsigned char first[16],
                      const unsigned char last[16])
{
    struct bq_asset *asset;
    char a[48], b[48];

    if (memcmp(first, last, 16) > 0) {
        return false;
    }
    asset = bq_asset_add(list, BQ_ASSET_RANGE);
    if (asset) {
        memcpy(asset->first, first, 16);
        memcpy(asset->last, last, 16);
        address_text(first, a);
        address_text(last, b);
        snprintf(asset->normal, sizeof(asset->normal), "%s-%s", a, b);
    }
    return true;
}

/* first-last, first-lastbyte; the dash may be an en dash and may have blanks around it. */
static bool read_range(struct bq_span text, struct bq_asset_list *list)
{
    unsigned char first[16], last[16];
    struct bq_span left, right;
    size_t dash = bq_span_find_nocase(text, 0, "-"), skip = 1;
    unsigned end;
    bool left_v4, right_v4;

    if (dash == text.len) {
        dash = bq_span_find_nocase(text, 0, "\xe2\x80\x93");
        skip = 3;
    }
    if (dash == text.len) {
        dash = bq_span_find_nocase(text, 0, " to ");
        skip = 4;
    }
    if (dash == text.len) {
        return false;
    }
    left = bq_span_trim(bq_span_of(text.s, dash));
    right = bq_span_trim(bq_span_of(text.s + dash + skip, text.len - dash - skip));
    if (!one_address(left, first, &left_v4)) {
        return false;
    }
    if (left_v4 && small_number(right, 255, &end)) {
        memcpy(last, first, 16);
        last[15] = (unsigned char)end;
        return add_range(list, first, last);
    }
    return one_address(right, last, &right_v4) && left_v4 == right_v4 &&
           add_range(list, first, last);
}

bool bq_asset_address(struct bq_span text, struct bq_asset_list *list)
{
    unsigned char address[16];
    size_t slash = bq_span_find_nocase(text, 0, "/");
    unsigned bits;
    bool v4;

    if (text.len == 0 || text.len > 100) {
        return false;
    }
    if ((text.s[0] < '0' || text.s[0] > '9') && text.s[0] != '[' &&
        !memchr(text.s, ':', text.len)) {
        return false; /* nearly every entry */
    }
    if (slash == text.len) {
        return one_address(text, address, &v4) ? add_single(list, address) : read_range(text, list);
    }
    return one_address(bq_span_trim(bq_span_of(text.s, slash)), address, &v4) &&
           small_number(bq_span_trim(bq_span_of(text.s + slash + 1, text.len - slash - 1)),
                        v4 ? 32 : 128, &bits) &&
           add_cidr(list, address, bits, v4);
}
