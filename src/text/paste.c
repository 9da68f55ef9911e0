#include "bqi/paste.h"

#include "bqi/utf8.h"

#include <stdio.h>

/* What takes the place of one character that can't stay; NULL: it stays. */
static const char *instead(uint32_t code, bool malformed, bool one_line, struct bq_paste_note *note)
{
    if (malformed) {
        note->malformed++;
        return "\xef\xbf\xbd";
    }
    if (code == '\t' || code == '\n' || code == '\r') {
        if (one_line) {
            note->joined++;
            return " ";
        }
        return code == '\r' ? "\n" : NULL;
    }
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) {
        note->controls++;
        return "";
    }
    return NULL;
}

void bq_paste_clean(struct bq_buf *out, const char *s, size_t len, bool one_line,
                    struct bq_paste_note *note)
{
    size_t plain = 0; /* start of the run that stays as it is */

    memset(note, 0, sizeof *note);
    while (one_line && len > 0 && (s[len - 1] == '\n' || s[len - 1] == '\r'))
        len--;
    bq_buf_reserve(out, len);
    for (size_t i = 0; i < len;) {
        uint32_t code = (unsigned char)s[i];
        size_t n = 1;
        const char *other;

        if (code >= 0x20 && code < 0x7f) {
            i++;
            continue;
        }
        if (code >= 0x80)
            n = bq_utf8_decode(s + i, len - i, &code);
        other = instead(code, n == 0, one_line, note);
        if (code == '\r' && i + 1 < len && s[i + 1] == '\n')
            n = 2;
        if (other) {
            bq_buf_add(out, s + plain, i - plain);
            bq_buf_adds(out, other);
            plain = i + (n ? n : 1);
        }
        i += n ? n : 1;
    }
    bq_buf_add(out, s + plain, len - plain);
}

void bq_paste_note_text(const struct bq_paste_note *note, char *out, size_t size)
{
    struct bq_buf text;

    bq_buf_init(&text, 256);
    if (note->controls)
        bq_buf_addf(&text, "left out %zu control character%s", note->controls,
                    note->controls == 1 ? "" : "s");
    if (note->malformed)
        bq_buf_addf(&text, "%s%zu byte%s no UTF-8", text.len ? "; " : "", note->malformed,
                    note->malformed == 1 ? " is" : "s are");
    if (note->joined)
        bq_buf_addf(&text, "%s%zu line end%s or tab%s became blanks", text.len ? "; " : "",
                    note->joined, note->joined == 1 ? "" : "s", note->joined == 1 ? "" : "s");
    snprintf(out, size, "%s", text.data);
    bq_buf_clear(&text);
}
