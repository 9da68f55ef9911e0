/*
 * Any bytes a terminal may send, as keys to the whole form: typed, pasted, clicked, resized, cut
 * off. What must hold: the form comes to an end when the terminal is gone; no control character or
 * invisible one is in a cell, and the cursor is on the screen; every draft and every journal that
 * stays behind can be read.
 *
 * Byte 0: size and colours; byte 1: a new report, the list, or a draft that is there. The rest goes
 * through the decoder of terminal bytes; 0xfe waits, 0xff resizes. Slashes and tildes arrive as
 * other characters, so that no path outside the home is ever typed.
 *
 * Byte 1 by three: one in eight sessions checks what is typed; making a checker costs as much as
 * all the rest. The others have a program that raises a rule nobody knows, and say so.
 *
 * What a session reads is small, so that it begins at once: a program and a taxonomy of the
 * person's own take the place of those built in, of which each has a target and tests of its own.
 */
#include "app/app.h"
#include "bqi/config.h"
#include "bqi/store.h"
#include "bqi/utf8.h"
#include "term/decode.h"
#include "term/fake.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEYS_MAX = 300, BURST = 4, PASTE_MAX = 4096, STACK = 512 << 10, MOMENT = 1795600000 };

static const char sample[] = "bugquill: 1\n"
                             "id: sample\n"
                             "program: openai\n"
                             "title: Reading another person's conversation\n"
                             "target: ChatGPT\n"
                             "url: https://chatgpt.com/share/1\n"
                             "description: |\n"
                             "  1. Log in as A\n"
                             "  2. Open B's link\n"
                             "\n"
                             "  An attacker reads what B wrote.\n"
                             "poc: |\n"
                             "  ```http\n"
                             "  GET /share/1 HTTP/1.1\n"
                             "  Host: chatgpt.com\n"
                             "  ```\n"
                             "status: draft\n";

#define PROGRAM                                                                                    \
    "bugquill: 1\n"                                                                                \
    "id: openai\n"                                                                                 \
    "name: OpenAI\n"                                                                               \
    "platform: bugcrowd\n"                                                                         \
    "as_of: 2026-11-01\n"                                                                          \
    "form: {taxonomy: vrt, title_length: 80, shares_total: 100}\n"                                 \
    "scope:\n"                                                                                     \
    "  in:\n"                                                                                      \
    "  - {name: ChatGPT, kind: website, asset: \"https://chatgpt.com\"}\n"                         \
    "  - {name: API, kind: api, asset: \"*.openai.com\"}\n"                                        \
    "  out:\n"                                                                                     \
    "  - {name: blog, kind: website, asset: \"https://blog.openai.com\"}\n"

static const char *const programs[] = { PROGRAM, PROGRAM "raise: {no-such-rule: error}\n" };

static const char taxonomy[] =
    "!format\t1\n"
    "!version\t1.19.1\n"
    "xss\tCross-Site Scripting (XSS)\n"
    "xss.stored\tStored\n"
    "xss.stored.anyone\tTo Anyone\t2\t79\n"
    "xss.stored.self\tSelf\t5\t79\n"
    "xss.reflected\tReflected\tvaries\t79\tAV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N\n"
    "idor\tInsecure Direct Object References (IDOR)\n"
    "idor.read\tRead\t1\t639\n"
    "idor.edit\tEdit\t2\t639\n"
    "dos\tDenial of Service\n"
    "dos.app\tApplication-Level\tvaries\n"
    ">cors\tother\t1.2\n"
    ">xss.old\txss.stored\t1.3\n";

struct keys {
    const char *bytes;
    size_t len, at;
    char paste[PASTE_MAX];
    int given;
    struct ui_sequences sequences;
    struct ui_term *term;
};

#define must(holds) must_hold((holds), #holds, __LINE__)

static void must_hold(bool holds, const char *what, int line)
{
    if (!holds) {
        fprintf(stderr, "line %d: not %s\n", line, what);
        abort();
    }
}

/* ---- a home of its own, empty before each input */

static char home[64];

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
    (void)st;
    (void)type;
    return where->level > 0 ? remove(path) : 0;
}

static void remove_home(void)
{
    if (nftw(home, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0)
        rmdir(home);
}

/* A journal has a thread, and a sanitizer wipes all of a new thread's stack. */
static void make_stacks_small(void)
{
    pthread_attr_t attributes;

    must(pthread_attr_init(&attributes) == 0);
    must(pthread_attr_setstacksize(&attributes, STACK) == 0);
    must(pthread_setattr_default_np(&attributes) == 0);
    pthread_attr_destroy(&attributes);
}

static void make_home(void)
{
    static const char *const folders[][2] = { { "XDG_DATA_HOME", "data" },
                                              { "XDG_CONFIG_HOME", "config" },
                                              { "XDG_STATE_HOME", "state" } };
    char path[128];

    if (!home[0]) {
        bool memory = access("/dev/shm", W_OK) == 0; /* no disk to wait for */
        snprintf(home, sizeof home, "%s/bq-keys.XXXXXX", memory ? "/dev/shm" : "/tmp");
        must(mkdtemp(home) != NULL);
        atexit(remove_home);
        make_stacks_small();
        must(setlocale(LC_CTYPE, "C.UTF-8") != NULL);
        setenv("HOME", home, 1);
        setenv("EDITOR", "false", 1);
        setenv("PAGER", "false", 1);
        unsetenv("VISUAL");
        for (size_t i = 0; i < 3; i++) {
            snprintf(path, sizeof path, "%s/%s", home, folders[i][1]);
            setenv(folders[i][0], path, 1);
        }
    }
    must(nftw(home, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0);
}

/* dir/name, made with its folders. */
static void write_one(const char *dir, const char *name, const char *text, char path[BQ_PATH_MAX])
{
    char at[BQ_PATH_MAX];

    must(snprintf(at, sizeof at, "%s/", dir) < (int)sizeof at);
    for (char *slash = at + strlen(home) + 1; (slash = strchr(slash, '/')) != NULL;
         *slash++ = '/') {
        *slash = '\0';
        must(mkdir(at, 0700) == 0 || errno == EEXIST);
    }
    must(bq_path_join(path, dir, name, NULL) == BQ_OK);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    must(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
}

/* ---- keys */

static uint32_t tame(uint32_t rune)
{
    return rune == '/' ? '|' : rune == '~' ? '-' : rune;
}

static size_t take_paste(struct keys *keys, struct ui_key *out)
{
    static const char end[] = "\033[201~";
    const char *from = keys->bytes + keys->at;
    const char *stop = memmem(from, keys->len - keys->at, end, sizeof end - 1);
    size_t len = stop ? (size_t)(stop - from) : keys->len - keys->at;
    size_t kept = len < PASTE_MAX ? len : PASTE_MAX;

    for (size_t i = 0; i < kept; i++)
        keys->paste[i] = (char)tame((unsigned char)from[i]);
    *out = (struct ui_key){ .code = UI_KEY_PASTE, .paste = keys->paste, .paste_len = kept };
    return len + (stop ? sizeof end - 1 : 0);
}

/* What this terminal alone sends: two bytes that are no UTF-8 resize and wait. */
static bool take_event(struct keys *keys, struct ui_fake *fake, struct ui_key *out)
{
    unsigned char what = (unsigned char)keys->bytes[keys->at];
    unsigned char by = keys->at + 1 < keys->len ? (unsigned char)keys->bytes[keys->at + 1] : 0;

    if (what != 0xfe && what != 0xff)
        return false;
    keys->at += keys->at + 1 < keys->len ? 2 : 1;
    out->code = what == 0xff ? UI_KEY_RESIZE : UI_KEY_TIMEOUT;
    if (what == 0xff)
        must(ui_fake_resize(fake, 1 + by % 16 * 3, 1 + by / 16 * 9));
    else
        ui_fake_pass(fake, by * 8);
    return true;
}

/* Not what is tested: without counters, which would take more time than all drawing. */
#ifdef __clang__
#define UNCOUNTED __attribute__((no_sanitize("coverage", "address", "undefined")))
#else
#define UNCOUNTED
#endif
UNCOUNTED static void look_at(const struct ui_frame *frame)
{
    size_t cells = frame ? (size_t)frame->rows * (size_t)frame->columns : 0;

    if (!frame || !frame->cells)
        return;
    must(frame->cursor_row < frame->rows);
    must(frame->cursor_row < 0 ||
         (frame->cursor_column >= 0 && frame->cursor_column < frame->columns));
    for (size_t i = 0; i < cells; i++) {
        const struct ui_cell *cell = &frame->cells[i];
        must(cell->width <= 2 && (cell->width == 0 || cell->code[0] >= 0x20));
        must(cell->width != 0 || (i % (size_t)frame->columns > 0 && cell[-1].width == 2));
        for (int k = 0; k < UI_CELL_CODES && cell->width; k++)
            must(cell->code[k] == 0 ||
                 (cell->code[k] >= 0x20 && (cell->code[k] < 0x7f || cell->code[k] >= 0xa0)));
    }
}

static void read_key(void *context, struct ui_fake *fake, int timeout_ms, struct ui_key *out)
{
    struct keys *keys = context;

    (void)timeout_ms; /* nobody is quiet but by a byte of the input */
    memset(out, 0, sizeof *out);
    ui_fake_pass(fake, 1);
    if (!ui_fake_pending(fake))
        look_at(ui_fake_frame(fake));
    if (keys->at >= keys->len || keys->given++ > KEYS_MAX) {
        out->code = UI_KEY_GONE;
    } else if (!take_event(keys, fake, out)) {
        size_t left = keys->len - keys->at;
        keys->at += ui_decode(&keys->sequences, keys->bytes + keys->at, left, true, out);
        out->rune = tame(out->rune);
        if (out->code == UI_KEY_PASTE_BEGIN)
            keys->at += take_paste(keys, out);
        if (out->code == UI_KEY_PASTE_END)
            out->code = UI_KEY_NONE;
    }
    ui_fake_more(fake, keys->given % BURST && keys->at < keys->len &&
                           (unsigned char)keys->bytes[keys->at] < 0xfe);
}

/* ---- a run */

static int64_t now(void *context)
{
    const struct keys *keys = context;

    return MOMENT + ui_term_now_ms(keys->term) / 1000;
}

static const char *variable(void *context, const char *name)
{
    (void)context;
    return getenv(name);
}

static void run(struct keys *keys, unsigned char look, struct cli_form_request *request,
                const struct bq_paths *paths, const struct bq_config *config)
{
    static const int sizes[][2] = { { 12, 40 }, { 24, 80 }, { 16, 64 }, { 1, 1 } };
    struct ui_term_facts facts = { .colors = look & 4 ? 256 : 0, .utf8 = !(look & 8) };
    struct ui_fake *fake = ui_fake_new(sizes[look % 4][0], sizes[look % 4][1], read_key, keys);
    struct ui_app_env env = {
        .paths = paths, .config = config, .home = home, .now = now, .context = keys
    };
    char parting[UI_PARTING_MAX];
    struct bq_err err;
    int code;

    must(fake != NULL);
    keys->term = env.term = ui_fake_term(fake, &facts);
    must(env.term != NULL);
    must(ui_app_run(&env, request, &code, parting, &err) == BQ_OK);
    must(strlen(parting) < UI_PARTING_MAX);
    ui_term_close(env.term);
}

static void all_reads(const struct bq_paths *paths)
{
    struct bq_store_list drafts;
    struct bq_recovery_list recoveries;

    must(bq_store_list(paths, &drafts, NULL) == BQ_OK);
    for (size_t i = 0; i < drafts.count; i++)
        must(drafts.items[i].trouble[0] == '\0');
    must(bq_recovery_list(paths, &recoveries, NULL) == BQ_OK);
    for (size_t i = 0; i < recoveries.count; i++)
        must(recoveries.items[i].trouble[0] == '\0');
    bq_recovery_list_clear(&recoveries);
    bq_store_list_clear(&drafts);
}

/* What is freed is remembered for one session, not for a hundred: fresh memory is the dearest. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "quarantine_size_mb=4:thread_local_quarantine_size_kb=256";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cli_form_request request = { .list = false };
    struct bq_paths paths;
    struct bq_config config;
    char path[BQ_PATH_MAX];

    if (size < 2)
        return 0;
    struct keys *keys = calloc(1, sizeof *keys);
    must(keys != NULL);
    keys->bytes = (const char *)data + 2;
    keys->len = size - 2;
    make_home();
    must(bq_paths_init(&paths, variable, NULL, NULL) == BQ_OK);
    must(bq_config_init(&config, NULL) == BQ_OK);
    write_one(paths.programs, "openai.yaml", programs[data[1] / 3 % 8 != 1], path);
    write_one(paths.data, "taxonomy.tsv", taxonomy, path);
    if (data[1] % 3)
        write_one(paths.drafts, "sample.yaml", sample, path);
    if (data[1] % 3 == 1)
        request.path = path;
    request.list = data[1] % 3 == 2;
    int before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    must(before >= 0 && chdir(home) == 0);
    run(keys, data[0], &request, &paths, &config);
    must(fchdir(before) == 0 && close(before) == 0);
    all_reads(&paths);
    bq_config_clear(&config);
    free(keys);
    return 0;
}
