#include "scope/names.h"

#include "base/data.h"

#include <string.h>

static int compare(const char *a, size_t a_len, const char *b, size_t b_len)
{
    int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

    return order ? order : (a_len > b_len) - (a_len < b_len);
}

/* Looks for a line in sorted text by halving it. */
static bool has_line(const char *text, size_t size, const char *line, size_t len)
{
    size_t low = 0, high = size;

    while (low < high) {
        size_t start = low + (high - low) / 2, end;
        const char *newline;
        int order;

        while (start > low && text[start - 1] != '\n') {
            start--;
        }
        newline = memchr(text + start, '\n', size - start);
        end = newline ? (size_t)(newline - text) : size;
        order = compare(line, len, text + start, end - start);
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            high = start;
        } else {
            low = end + 1;
        }
    }
    return false;
}

/* What most names end in: looked at before the list, which has it too. */
static bool is_common(const char *label, size_t len)
{
    static const char common[][4] = { "com", "net", "org", "io", "de",
                                      "co",  "app", "dev", "uk", "fr" };
    char word[4] = { 0 };

    if (len > 3) {
        return false;
    }
    memcpy(word, label, len);
    for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++) {
        if (memcmp(word, common[i], sizeof(word)) == 0) {
            return word[len - 1] != '\0';
        }
    }
    return false;
}

bool bq_tld_known(const char *label, size_t len)
{
    const struct bq_data *list;

    if (len > 4 && memcmp(label, "xn--", 4) == 0) {
        return true;
    }
    if (len == 0 || is_common(label, len)) {
        return len > 0;
    }
    list = bq_data_find("scope/tlds.txt");
    return list && has_line((const char *)list->bytes, list->len, label, len);
}

static bool in_words(const char *words, const char *s, size_t len)
{
    while (*words) {
        size_t n = strcspn(words, " ");

        if (n == len && memcmp(words, s, n) == 0) {
            return true;
        }
        words += n;
        words += *words == ' ';
    }
    return false;
}

size_t bq_suffix_length(const char *host, size_t len)
{
    size_t last = len, before;

    while (last > 0 && host[last - 1] != '.') {
        last--;
    }
    if (len - last != 2 || last < 2) {
        return len - last;
    }
    before = last - 1;
    while (before > 0 && host[before - 1] != '.') {
        before--;
    }
    return in_words("co com net org gov edu ac or ne go gob gouv nom mil", host + before,
                    last - 1 - before)
               ? len - before
               : len - last;
}

bool bq_is_file_ending(const char *label, size_t len)
{
    return in_words("js ts css html htm php asp aspx jsp json xml yaml yml txt md pdf doc docx xls "
                    "xlsx png jpg jpeg gif svg exe dll msi dmg pkg deb rpm apk ipa aab jar war tar "
                    "gz tgz rar c h cpp hpp cc java kt go rb swift rs "
                    "ios android windows macos linux",
                    label, len);
}

/* "dev", "dev2", "qa-api", "api-stg": one of the words, at either end of the label, before digits.
 */
static bool is_test_word(const char *s, size_t len)
{
    /* what nearly every word fails at comes first */
    if (*s != 'd' && *s != 'p' && *s != 'q' && *s != 's' && *s != 't' && *s != 'u') {
        return false;
    }
    while (len > 0 && s[len - 1] >= '0' && s[len - 1] <= '9') {
        len--;
    }
    switch (len) {
    case 2:
        return memcmp(s, "qa", 2) == 0;
    case 3:
        return memcmp(s, "dev", 3) == 0 || memcmp(s, "stg", 3) == 0 || memcmp(s, "uat", 3) == 0;
    case 4:
        return memcmp(s, "test", 4) == 0;
    case 5:
        return memcmp(s, "stage", 5) == 0;
    case 7:
        return memcmp(s, "staging", 7) == 0 || memcmp(s, "sandbox", 7) == 0 ||
               memcmp(s, "preprod", 7) == 0 || memcmp(s, "testing", 7) == 0;
    case 8:
        return memcmp(s, "pre-prod", 8) == 0;
    case 11:
        return memcmp(s, "development", 11) == 0;
    default:
        return false;
    }
}

bool bq_is_staging(const char *host, size_t len, const char **label, size_t *label_len)
{
    size_t start = 0, word = 0;

    for (size_t i = 0; i <= len; i++) {
        if (i < len && host[i] != '.' && host[i] != '-') {
            continue;
        }
        if (is_test_word(host + word, i - word) || (word > start && (i == len || host[i] == '.') &&
                                                    is_test_word(host + start, i - start))) {
            while (i < len && host[i] != '.') {
                i++;
            }
            *label = host + start;
            *label_len = i - start;
            return true;
        }
        word = i + 1;
        if (i < len && host[i] == '.') {
            start = i + 1;
        }
    }
    return false;
}

static const char *private_ipv4(const unsigned char a[4])
{
    static const struct {
        unsigned char net[4];
        int bits;
        const char *what;
    } nets[] = {
        { { 10, 0, 0, 0 }, 8, "a private address" },
        { { 172, 16, 0, 0 }, 12, "a private address" },
        { { 192, 168, 0, 0 }, 16, "a private address" },
        { { 127, 0, 0, 0 }, 8, "a loopback address" },
        { { 169, 254, 0, 0 }, 16, "a link-local address" },
        { { 100, 64, 0, 0 }, 10, "a carrier's internal address" },
        { { 0, 0, 0, 0 }, 8, "an address that means this host" },
        { { 192, 0, 2, 0 }, 24, "an address for documentation" },
        { { 198, 51, 100, 0 }, 24, "an address for documentation" },
        { { 203, 0, 113, 0 }, 24, "an address for documentation" },
        { { 198, 18, 0, 0 }, 15, "an address for benchmarks" },
        { { 224, 0, 0, 0 }, 4, "a multicast address" },
        { { 240, 0, 0, 0 }, 4, "a reserved address" },
    };
    uint32_t value = (uint32_t)a[0] << 24 | (uint32_t)a[1] << 16 | (uint32_t)a[2] << 8 | a[3];

    for (size_t i = 0; i < sizeof(nets) / sizeof(nets[0]); i++) {
        const unsigned char *n = nets[i].net;
        uint32_t net = (uint32_t)n[0] << 24 | (uint32_t)n[1] << 16 | (uint32_t)n[2] << 8 | n[3];

        if ((value ^ net) >> (32 - nets[i].bits) == 0) {
            return nets[i].what;
        }
    }
    return NULL;
}

const char *bq_private_address(enum bq_host_kind kind, const unsigned char address[16])
{
    static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
    static const unsigned char zero[15] = { 0 };

    if (kind == BQ_HOST_IPV4) {
        return private_ipv4(address);
    }
    if (kind != BQ_HOST_IPV6) {
        return NULL;
    }
    if (memcmp(address, mapped, 12) == 0) {
        return private_ipv4(address + 12);
    }
    if (memcmp(address, zero, 15) == 0 && address[15] <= 1) {
        return address[15] ? "a loopback address" : "an address that means this host";
    }
    if ((address[0] & 0xfe) == 0xfc) {
        return "a private address";
    }
    if (address[0] == 0xfe && (address[1] & 0xc0) == 0x80) {
        return "a link-local address";
    }
    return address[0] == 0xff ? "a multicast address" : NULL;
}

const char *bq_private_name(const char *host, size_t len)
{
    size_t last;

    if (len > 0 && host[len - 1] == '.') {
        len--;
    }
    last = len;
    while (last > 0 && host[last - 1] != '.') {
        last--;
    }
    if (in_words("localhost", host + last, len - last)) {
        return "a name for this machine";
    }
    if (in_words("local localdomain internal intranet lan corp home private", host + last,
                 len - last)) {
        return "a name of a private network";
    }
    return last == 0 && !bq_tld_known(host, len) ? "a name without a dot, of a private network"
                                                 : NULL;
}

bool bq_names_each(const char *list, bq_names_visit_fn *visit, void *context)
{
    const struct bq_data *data = bq_data_find(list);
    const char *s, *end;

    if (!data) {
        return false;
    }
    s = (const char *)data->bytes;
    end = s + data->len;
    while (s < end) {
        const char *newline = memchr(s, '\n', (size_t)(end - s));
        size_t len = (size_t)((newline ? newline : end) - s);

        if (len > 0 && s[0] != '#' && !visit(context, s, len)) {
            return false;
        }
        s += len + 1;
    }
    return true;
}
