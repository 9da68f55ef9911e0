/*
 * Files, read with a cap and written whole or not at all.
 *
 * Reading: regular files only (a FIFO, a device or a folder is refused at once, without hanging),
 * never more than the cap. Writing: a new file beside the old one, full write, size check, fsync,
 * rename, fsync of the folder; the old bytes stay until the new ones are safe. A link is followed
 * first, so the link stays. Tests link this with wrapped
 * system calls and make each of them fail in turn.
 */
#ifndef BQI_FILE_H
#define BQI_FILE_H

#include "bqi/buf.h"
#include <stdint.h>

/* What a file was when it was read: tells later whether somebody else changed it. */
struct bq_file_stamp {
    bool exists;
    uint64_t device, inode, size;
    int64_t mtime_sec;
    long mtime_nsec;
    unsigned mode; /* permission bits */
};

/*
 * The whole file into *out (terminated; the caller frees). path "-" is not special here.
 * BQ_ELIMIT names the cap. stamp may be NULL.
 */
int bq_file_read(const char *path, size_t cap, char **out, size_t *len, struct bq_file_stamp *stamp,
                 struct bq_err *err) BQ_MUST_USE;
/* From an open descriptor to its end (a pipe, standard input); name is for messages. */
int bq_file_read_fd(int fd, const char *name, size_t cap, char **out, size_t *len,
                    struct bq_err *err) BQ_MUST_USE;
/* Fills *stamp; a missing file is no error (exists is false). */
int bq_file_stat(const char *path, struct bq_file_stamp *stamp, struct bq_err *err) BQ_MUST_USE;
bool bq_file_same(const struct bq_file_stamp *a, const struct bq_file_stamp *b);

enum bq_file_flags {
    BQ_FILE_PRIVATE = 1,     /* 0600 whatever it was before; else an existing file keeps its mode */
    BQ_FILE_EXCLUSIVE = 2,   /* BQ_EEXIST when the name is taken */
    BQ_FILE_KEEP_BACKUP = 4, /* the old file stays as NAME~ */
    BQ_FILE_NO_SYNC = 8, /* for caches: whole or not at all, but may be gone after a power cut */
    BQ_FILE_LINKED =
        16 /* the caller gave the old file one more name: that is no hard link of others */
};
/*
 * Writes len bytes to path by the algorithm above. When expect is not NULL and the file is no
 * longer what it says, nothing is written and BQ_ECONFLICT comes back. after (may be NULL) gets the
 * new stamp.
 */
int bq_file_write(const char *path, const void *bytes, size_t len, unsigned flags,
                  const struct bq_file_stamp *expect, struct bq_file_stamp *after,
                  struct bq_err *err) BQ_MUST_USE;
/*
 * The same; safe is a folder for a copy of the old bytes, used while a file has to be overwritten
 * in place: one with hard links, of another owner, or in a folder that can't be written. Without it
 * the copy lies beside the file. *after is filled whenever the file is another than before, also on
 * an error: when only syncing its folder failed, or when the old bytes were put back.
 */
int bq_file_write_safe(const char *path, const void *bytes, size_t len, unsigned flags,
                       const struct bq_file_stamp *expect, const char *safe,
                       struct bq_file_stamp *after, struct bq_err *err) BQ_MUST_USE;
/* Is it the name of a file that a write in progress, or one that died, left in the folder? */
bool bq_file_is_temp(const char *name);
/* Removes such a file when nobody writes it and it was last written before older_than (seconds). */
void bq_file_clean(int dirfd, const char *name, int64_t older_than);
/* Makes a folder and its parents, 0700; an existing one stays as it is. */
int bq_file_make_dir(const char *path, struct bq_err *err) BQ_MUST_USE;

/* SHA-256 of bytes as 64 hex digits and a terminator. */
void bq_sha256_hex(const void *bytes, size_t len, char out[65]);
/*
 * The same of what can still be read from fd, with its size. BQ_EIO, or BQ_ELIMIT over max bytes.
 */
int bq_sha256_fd(int fd, uint64_t max, uint64_t *size, char out[65]) BQ_MUST_USE;
/* SipHash-2-4: a fast checksum against torn and damaged bytes. Not for telling contents apart
 * forever. */
uint64_t bq_hash64(const unsigned char key[16], const void *bytes, size_t len);
/* size random bytes. */
void bq_random(void *out, size_t size);

#endif
