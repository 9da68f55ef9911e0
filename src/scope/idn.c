#include "scope/host.h"

#include "bqi/buf.h"
#include "bqi/utf8.h"

#include <idn2.h>
#include <stdlib.h>
#include <string.h>

/*
 * libidn2 takes "xn--" labels whose decoded letters no mapping leaves as they are ("xn--lsh",
 * U+2480), the standard does not: decoded and encoded again they have to come out the same.
 */
static bool survives_decoding(const char *ascii)
{
    char *unicode = NULL;
    uint8_t *again = NULL;
    bool same = false;

    if (idn2_to_unicode_8z8z(ascii, &unicode, 0) == IDN2_OK && unicode &&
        idn2_lookup_u8((const uint8_t *)unicode, &again, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) ==
            IDN2_OK &&
        again) {
        same = strcmp((const char *)again, ascii) == 0;
    }
    idn2_free(unicode);
    idn2_free(again);
    return same;
}

int bq_idn_to_ascii(const char *utf8, size_t len, char *out, struct bq_err *err)
{
    char in[BQ_HOST_RAW_MAX + 1];
    uint8_t *ascii = NULL;
    int status = BQ_OK, code;

    out[0] = '\0';
    if (len > BQ_HOST_RAW_MAX) {
        return bq_err_set(err, BQ_EPARSE, "the host is too long");
    }
    if (memchr(utf8, '\0', len) || !bq_utf8_valid(utf8, len, NULL)) {
        return bq_err_set(err, BQ_EPARSE, "the host is not valid UTF-8");
    }
    memcpy(in, utf8, len);
    in[len] = '\0';
    /* Transitional processing would take names that the standard rejects. */
    code = idn2_lookup_u8((const uint8_t *)in, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    if (code == IDN2_MALLOC) {
        return bq_err_nomem(err);
    }
    if (code != IDN2_OK || !ascii) {
        return bq_err_set(err, BQ_EPARSE, "the host is no valid international name (%s)",
                          idn2_strerror_name(code));
    }
    if (!survives_decoding((const char *)ascii)) {
        status = bq_err_set(err, BQ_EPARSE, "the host is no valid international name (punycode)");
    } else if (strlen((char *)ascii) >= BQ_HOST_MAX) {
        status = bq_err_set(err, BQ_EPARSE, "the host is too long");
    } else {
        memcpy(out, ascii, strlen((char *)ascii) + 1);
    }
    idn2_free(ascii);
    return status;
}

bool bq_idn_to_unicode(const char *ascii, char *out, size_t size)
{
    char *unicode = NULL;
    bool fits;

    out[0] = '\0';
    if (idn2_to_unicode_8z8z(ascii, &unicode, 0) != IDN2_OK || !unicode) {
        return false;
    }
    fits = strlen(unicode) < size;
    if (fits) {
        memcpy(out, unicode, strlen(unicode) + 1);
    }
    idn2_free(unicode);
    return fits;
}
