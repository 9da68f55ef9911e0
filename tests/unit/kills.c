/*
 * Sessions killed with SIGKILL at random moments while somebody types, saves, undoes and switches
 * fields. What was typed more than a second before must come back; the saved draft must be whole.
 * BQ_KILLS: how many (30).
 */
#include "bqi/session.h"
#include "bqi/store.h"
#include "unit.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LETTERS = 20000, AT_ONCE = 10, LONGEST_MS = 1700, LATE_MS = 1000 };

/* What the writer tells the one who kills it. */
struct diary {
    volatile int typed; /* letters of the description that the session has taken */
    volatile int saved; /* so many of them were in the last save that was answered with yes */
    volatile int64_t when[LETTERS];
};

static struct bq_config config;
static struct bq_taxonomy *taxonomy;

static int64_t now(void *context)
{
    (void)context;
    return (int64_t)time(NULL);
}

static int64_t now_ms(void *context)
{
    struct timespec at;
    (void)context;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

static void set_paths(struct bq_paths *paths, const char *root)
{
    memset(paths, 0, sizeof *paths);
    snprintf(paths->data, sizeof paths->data, "%s/data", root);
    snprintf(paths->drafts, sizeof paths->drafts, "%s/data/drafts", root);
    snprintf(paths->state, sizeof paths->state, "%s/state", root);
}

static char letter(int i)
{
    return i % 61 == 60 ? '\n' : (char)('a' + i * 7 % 26);
}

/* Types until it dies. */
static void write_for_ever(const char *root, struct diary *diary, unsigned seed)
{
    struct bq_paths paths;
    struct bq_session_env env = {
        .paths = &paths, .config = &config, .taxonomy = taxonomy, .now = now, .now_ms = now_ms
    };
    struct bq_session *session;
    struct timespec pause = { 0, 700000 };
    size_t cursor;

    set_paths(&paths, root);
    if (bq_session_new(&env, "openai", &session, NULL))
        _exit(1);
    for (int i = 0; i < LETTERS; i++) {
        char c = letter(i);

        if (bq_session_edit(session, BQ_FIELD_DESCRIPTION, (size_t)i, 0, &c, 1, BQ_TEXT_TYPING,
                            NULL))
            _exit(2);
        diary->when[i] = now_ms(NULL);
        diary->typed = i + 1;
        seed = seed * 1103515245u + 12345u;
        switch ((seed >> 16) % 40) {
        case 0:
            if (bq_session_save(session, NULL))
                _exit(3);
            diary->saved = i + 1;
            break;
        case 1:
            if (bq_session_edit(session, BQ_FIELD_TITLE, 0, 0, "t", 1, BQ_TEXT_STEP, NULL))
                _exit(4);
            break;
        case 2:
            bq_session_undo(session, BQ_FIELD_TITLE, &cursor);
            break;
        case 3:
            bq_draft_set_number(bq_session_begin(session), BQ_FIELD_OWN_SHARE, i % 100);
            bq_session_end(session);
            break;
        case 4:
            if (bq_session_sync(session, NULL))
                _exit(5);
            break;
        }
        nanosleep(&pause, NULL);
    }
    _exit(6);
}

static int prefix_length(const struct bq_draft *draft)
{
    size_t len;
    const char *text = bq_draft_text(draft, BQ_FIELD_DESCRIPTION, &len);

    for (size_t i = 0; i < len; i++)
        if (text[i] != letter((int)i))
            fail_msg("letter %zu of %zu is wrong", i, len);
    return (int)len;
}

/* How many letters there are, in the saved draft or offered for recovery. */
static int look(const char *root, const struct diary *diary)
{
    struct bq_paths paths;
    struct bq_store_list drafts;
    struct bq_recovery_list lost;
    struct bq_draft *draft;
    int most = 0;

    set_paths(&paths, root);
    assert_int_equal(bq_store_list(&paths, &drafts, NULL), BQ_OK);
    assert_true(drafts.count <= 1);
    for (size_t i = 0; i < drafts.count; i++) {
        assert_int_equal(bq_store_load(drafts.items[i].path, &draft, NULL, NULL), BQ_OK);
        most = prefix_length(draft);
        bq_draft_free(draft);
    }
    assert_true(most >= diary->saved);
    assert_int_equal(bq_recovery_list(&paths, &lost, NULL), BQ_OK);
    for (size_t i = 0; i < lost.count; i++) {
        int len;

        assert_string_equal(lost.items[i].trouble, "");
        assert_int_equal(bq_recovery_load(lost.items[i].journal, &draft, NULL), BQ_OK);
        len = prefix_length(draft);
        most = len > most ? len : most;
        bq_draft_free(draft);
    }
    bq_recovery_list_clear(&lost);
    bq_store_list_clear(&drafts);
    return most;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    return remove(path);
}

struct victim {
    char root[64];
    pid_t pid;
    struct diary *diary;
    int64_t dies, died;
};

static void start(struct victim *victim, unsigned seed)
{
    memcpy(victim->root, "/tmp/bq-unit-XXXXXX", sizeof "/tmp/bq-unit-XXXXXX");
    assert_non_null(mkdtemp(victim->root));
    victim->diary = mmap(NULL, sizeof *victim->diary, PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(victim->diary != MAP_FAILED);
    victim->dies = now_ms(NULL) + (int64_t)(seed >> 16) % LONGEST_MS;
    victim->died = 0;
    victim->pid = fork();
    if (victim->pid == 0)
        write_for_ever(victim->root, victim->diary, seed);
    assert_true(victim->pid > 0);
}

/* Returns for how long the oldest lost letter had been there; letters lost in *letters. */
static int64_t examine(struct victim *victim, int *letters)
{
    int code, kept, typed = victim->diary->typed;
    int64_t late;

    assert_int_equal(waitpid(victim->pid, &code, 0), victim->pid);
    assert_true(WIFSIGNALED(code));
    kept = look(victim->root, victim->diary);
    assert_true(kept <= typed + 1);
    *letters = kept < typed ? typed - kept : 0;
    late = kept < typed ? victim->died - victim->diary->when[kept] : 0;
    munmap(victim->diary, sizeof *victim->diary);
    nftw(victim->root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return late;
}

void test_kills__cost_less_than_a_second_of_typing(void **state)
{
    const char *wish = getenv("BQ_KILLS");
    int count = wish ? (int)strtol(wish, NULL, 10) : 30, most_letters = 0, longest = 0;
    int64_t latest = 0;
    struct victim victims[AT_ONCE];
    unsigned seed = (unsigned)now_ms(NULL);
    (void)state;
    assert_int_equal(bq_config_init(&config, NULL), BQ_OK);
    assert_int_equal(bq_taxonomy_builtin(&taxonomy, NULL), BQ_OK);
    for (int done = 0; done < count; done += AT_ONCE) {
        int n = count - done < AT_ONCE ? count - done : AT_ONCE, alive = n;

        for (int i = 0; i < n; i++)
            start(&victims[i], seed = seed * 1103515245u + 12345u);
        while (alive) {
            struct timespec tick = { 0, 1000000 };

            nanosleep(&tick, NULL);
            for (int i = 0; i < n; i++)
                if (!victims[i].died && now_ms(NULL) >= victims[i].dies) {
                    victims[i].died = now_ms(NULL);
                    kill(victims[i].pid, SIGKILL);
                    alive--;
                }
        }
        for (int i = 0; i < n; i++) {
            int letters, typed = victims[i].diary->typed;
            int64_t late = examine(&victims[i], &letters);

            latest = late > latest ? late : latest;
            most_letters = letters > most_letters ? letters : most_letters;
            longest = typed > longest ? typed : longest;
        }
    }
    print_message("# %d kills, up to %d letters typed: at most %d letters and %d ms lost\n", count,
                  longest, most_letters, (int)latest);
    assert_true(latest <= LATE_MS);
    bq_taxonomy_free(taxonomy);
    bq_config_clear(&config);
}
