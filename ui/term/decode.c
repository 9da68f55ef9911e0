/* Keys as xterm, its many descendants, rxvt and the Linux console send them. */
#include "term/decode.h"
#include "bqi/utf8.h"
#include <string.h>

enum { ESC = 0x1b, CSI_PARAMS = 8, CSI_MAX = 64 };

void ui_sequences_add(struct ui_sequences *sequences, const char *bytes, int code, unsigned mods)
{
    size_t len = bytes ? strlen(bytes) : 0;

    /* single bytes mean the same on all terminals and are read without a table */
    if (len < 2 || len >= UI_SEQUENCE_LEN || sequences->count == UI_SEQUENCES_MAX)
        return;
    memcpy(sequences->items[sequences->count].bytes, bytes, len);
    sequences->items[sequences->count].len = len;
    sequences->items[sequences->count].code = code;
    sequences->items[sequences->count].mods = mods;
    sequences->count++;
}

static void set(struct ui_key *out, int code, unsigned mods)
{
    out->code = code;
    out->mods = mods;
}

static void set_rune(struct ui_key *out, uint32_t rune, unsigned mods)
{
    set(out, UI_KEY_RUNE, mods);
    out->rune = rune;
}

/* xterm's modifier parameter: 1 + a sum of Shift 1, Alt 2, Ctrl 4, Meta 8. */
static unsigned mods_of(int parameter)
{
    unsigned bits = parameter > 1 ? (unsigned)(parameter - 1) : 0;

    return (bits & 1 ? UI_MOD_SHIFT : 0) | (bits & 10 ? UI_MOD_ALT : 0) |
           (bits & 4 ? UI_MOD_CTRL : 0);
}

static void decode_byte(unsigned char byte, unsigned mods, struct ui_key *out)
{
    switch (byte) {
    case 0:
        set_rune(out, ' ', mods | UI_MOD_CTRL);
        break;
    case '\t':
        set(out, UI_KEY_TAB, mods);
        break;
    case '\r':
    case '\n':
        set(out, UI_KEY_ENTER, mods);
        break;
    case 0x08:
    case 0x7f:
        set(out, UI_KEY_BACKSPACE, mods);
        break;
    case ESC:
        set(out, UI_KEY_ESC, mods);
        break;
    default:
        if (byte < 0x1b)
            set_rune(out, (uint32_t)('a' + byte - 1), mods | UI_MOD_CTRL);
        else
            set_rune(out, (uint32_t)(byte + 0x40), mods | UI_MOD_CTRL);
    }
}

/* Keys that protocols send by number instead of by byte (CSI u, modifyOtherKeys). */
static void decode_number(int number, unsigned mods, struct ui_key *out)
{
    if (number < 0x20 || number == 0x7f) {
        decode_byte((unsigned char)number, mods, out);
        return;
    }
    if ((mods & UI_MOD_CTRL) && number >= 'A' && number <= 'Z')
        number += 'a' - 'A';
    if ((mods & ~(unsigned)UI_MOD_SHIFT) == 0)
        mods = 0;
    else if (mods & UI_MOD_CTRL)
        mods &= ~(unsigned)UI_MOD_SHIFT;
    set_rune(out, (uint32_t)number, mods);
}

static int tilde_key(int number)
{
    static const short function_keys[] = { 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24 };

    switch (number) {
    case 1:
    case 7:
        return UI_KEY_HOME;
    case 2:
        return UI_KEY_INSERT;
    case 3:
        return UI_KEY_DELETE;
    case 4:
    case 8:
        return UI_KEY_END;
    case 5:
        return UI_KEY_PAGE_UP;
    case 6:
        return UI_KEY_PAGE_DOWN;
    case 200:
        return UI_KEY_PASTE_BEGIN;
    case 201:
        return UI_KEY_PASTE_END;
    default:
        for (int i = 0; i < 12; i++)
            if (function_keys[i] == number)
                return UI_KEY_F1 + i;
        return UI_KEY_NONE;
    }
}

static int letter_key(char letter)
{
    switch (letter) {
    case 'A':
        return UI_KEY_UP;
    case 'B':
        return UI_KEY_DOWN;
    case 'C':
        return UI_KEY_RIGHT;
    case 'D':
        return UI_KEY_LEFT;
    case 'H':
        return UI_KEY_HOME;
    case 'F':
        return UI_KEY_END;
    case 'P':
    case 'Q':
    case 'R':
    case 'S':
        return UI_KEY_F1 + letter - 'P';
    case 'M':
        return UI_KEY_ENTER;
    default:
        return UI_KEY_NONE;
    }
}

static void decode_mouse(const int *params, int count, bool release, struct ui_key *out)
{
    int button = params[0];

    if (count < 3 || params[1] < 1 || params[2] < 1)
        return;
    set(out, UI_KEY_MOUSE, 0);
    out->column = params[1] - 1;
    out->row = params[2] - 1;
    if (button & 64)
        out->button = button & 1 ? UI_BUTTON_WHEEL_DOWN : UI_BUTTON_WHEEL_UP;
    else if ((button & 3) != 0)
        out->code = UI_KEY_NONE;
    else if (release)
        out->button = UI_BUTTON_RELEASE;
    else
        out->button = button & 32 ? UI_BUTTON_DRAG : UI_BUTTON_PRESS;
}

struct csi {
    int params[CSI_PARAMS];
    int count;
    char marker, final;
    size_t len;
};

/* Splits "ESC [ params final". False: the end is not there yet. */
static bool csi_split(const char *bytes, size_t len, struct csi *csi)
{
    memset(csi, 0, sizeof *csi);
    for (size_t i = 2; i < len && i < CSI_MAX; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c >= '0' && c <= '9') {
            int *at = &csi->params[csi->count < CSI_PARAMS ? csi->count : CSI_PARAMS - 1];
            *at = *at < 1000000 ? *at * 10 + c - '0' : *at;
        } else if (c == ';' || c == ':') {
            csi->count += csi->count < CSI_PARAMS - 1;
        } else if (i == 2 && c >= '<' && c <= '?') {
            csi->marker = (char)c;
        } else if ((c >= 0x40 && c <= 0x7e) || c == '$') {
            csi->count++;
            csi->final = (char)c;
            csi->len = i + 1;
            return true;
        } else if (c < 0x20 || c > 0x7e) {
            csi->len = i; /* broken off: what follows is read anew */
            return true;
        }
    }
    if (len >= CSI_MAX)
        csi->len = CSI_MAX;
    return len >= CSI_MAX;
}

static void decode_csi(const struct csi *csi, struct ui_key *out)
{
    unsigned mods = mods_of(csi->params[1]);
    int code = UI_KEY_NONE;

    if (csi->marker == '<') {
        if (csi->final == 'M' || csi->final == 'm')
            decode_mouse(csi->params, csi->count, csi->final == 'm', out);
        return;
    }
    if (csi->marker)
        return;
    switch (csi->final) {
    case '~':
        if (csi->params[0] == 27 && csi->count == 3)
            decode_number(csi->params[2], mods, out);
        else
            code = tilde_key(csi->params[0]);
        break;
    case '^': /* rxvt */
        code = tilde_key(csi->params[0]);
        mods = UI_MOD_CTRL;
        break;
    case '$':
        code = tilde_key(csi->params[0]);
        mods = UI_MOD_SHIFT;
        break;
    case 'u':
        decode_number(csi->params[0], mods, out);
        break;
    case 'Z':
        code = UI_KEY_TAB;
        mods = UI_MOD_SHIFT;
        break;
    case 'I':
        code = UI_KEY_FOCUS_IN;
        break;
    case 'O':
        code = UI_KEY_FOCUS_OUT;
        break;
    case 'a':
    case 'b':
    case 'c':
    case 'd':
        code = letter_key((char)(csi->final - 'a' + 'A'));
        mods = UI_MOD_SHIFT;
        break;
    default:
        code = letter_key(csi->final);
    }
    if (code != UI_KEY_NONE)
        set(out, code, mods);
}

/* "ESC O x", with xterm's old "ESC O 5 P" and rxvt's small letters for Ctrl. */
static size_t decode_ss3(const char *bytes, size_t len, bool final, struct ui_key *out)
{
    unsigned mods = 0;
    size_t at = 2;
    char letter;

    if (at < len && bytes[at] >= '1' && bytes[at] <= '8')
        mods = mods_of(bytes[at++] - '0');
    if (at >= len) {
        if (!final)
            return 0;
        set_rune(out, 'O', UI_MOD_ALT);
        return 2;
    }
    letter = bytes[at];
    if (letter >= 'a' && letter <= 'd') {
        letter = (char)(letter - 'a' + 'A');
        mods = UI_MOD_CTRL;
    }
    if (letter_key(letter) != UI_KEY_NONE)
        set(out, letter_key(letter), mods);
    return at + 1;
}

/* The Linux console's F1 to F5: "ESC [ [ A". */
static size_t decode_console(const char *bytes, size_t len, bool final, struct ui_key *out)
{
    if (len < 4)
        return final ? len : 0;
    if (bytes[3] >= 'A' && bytes[3] <= 'E')
        set(out, UI_KEY_F1 + bytes[3] - 'A', 0);
    return 4;
}

static size_t decode_plain(const char *bytes, size_t len, bool final, struct ui_key *out)
{
    unsigned char first = (unsigned char)bytes[0];
    uint32_t rune;
    size_t taken;

    if (first < 0x20 || first == 0x7f) {
        decode_byte(first, 0, out);
        return 1;
    }
    taken = bq_utf8_decode(bytes, len, &rune);
    if (taken) {
        set_rune(out, rune, 0);
        return taken;
    }
    /* the beginning of a character whose rest has not come yet */
    if (!final && first >= 0xc2 && first <= 0xf4 && len < 4) {
        size_t need = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        size_t have = 1;
        while (have < len && ((unsigned char)bytes[have] & 0xc0) == 0x80)
            have++;
        if (have == len && len < need)
            return 0;
    }
    return 1;
}

static size_t decode_escape(const char *bytes, size_t len, bool final, struct ui_key *out)
{
    struct csi csi;
    size_t taken;

    if (len == 1) {
        if (!final)
            return 0;
        set(out, UI_KEY_ESC, 0);
        return 1;
    }
    if (bytes[1] == 'O')
        return decode_ss3(bytes, len, final, out);
    if (bytes[1] == '[') {
        if (len > 2 && bytes[2] == '[')
            return decode_console(bytes, len, final, out);
        if (csi_split(bytes, len, &csi)) {
            decode_csi(&csi, out);
            return csi.len;
        }
        if (!final)
            return 0;
        if (len == 2)
            set_rune(out, '[', UI_MOD_ALT);
        return len;
    }
    if (bytes[1] == ESC && len == 2 && !final)
        return 0;
    /* Alt sends ESC before the key */
    taken = bytes[1] == ESC && len > 2 && (bytes[2] == '[' || bytes[2] == 'O')
                ? decode_escape(bytes + 1, len - 1, final, out)
                : decode_plain(bytes + 1, len - 1, final, out);
    if (!taken)
        return 0;
    if (out->code == UI_KEY_RUNE || (out->code > UI_KEY_RUNE && out->code <= UI_KEY_F12))
        out->mods |= UI_MOD_ALT;
    if (out->code == UI_KEY_RUNE && out->rune >= 'A' && out->rune <= 'Z')
        out->rune += 'a' - 'A'; /* Alt with Caps Lock on is the same key */
    return taken + 1;
}

size_t ui_decode(const struct ui_sequences *sequences, const char *bytes, size_t len, bool final,
                 struct ui_key *out)
{
    bool longer = false;

    memset(out, 0, sizeof *out);
    for (size_t i = 0; sequences && i < sequences->count; i++) {
        size_t want = sequences->items[i].len;
        if (len >= want && memcmp(bytes, sequences->items[i].bytes, want) == 0) {
            set(out, sequences->items[i].code, sequences->items[i].mods);
            return want;
        }
        longer |= len < want && memcmp(bytes, sequences->items[i].bytes, len) == 0;
    }
    if (longer && !final)
        return 0;
    if (bytes[0] == ESC)
        return decode_escape(bytes, len, final, out);
    return decode_plain(bytes, len, final, out);
}
