#include "report/base64.h"

void bq_base64(struct bq_buf *out, const void *bytes, size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *p = bytes;
    for (; len >= 3; p += 3, len -= 3) {
        char four[4] = { digits[p[0] >> 2], digits[(p[0] & 3) << 4 | p[1] >> 4],
                         digits[(p[1] & 15) << 2 | p[2] >> 6], digits[p[2] & 63] };
        bq_buf_add(out, four, 4);
    }
    if (len) {
        unsigned second = len > 1 ? p[1] : 0;
        char four[4] = { digits[p[0] >> 2], digits[(p[0] & 3) << 4 | second >> 4],
                         len > 1 ? digits[(second & 15) << 2] : '=', '=' };
        bq_buf_add(out, four, 4);
    }
}
