/*
 * A ustar archive (POSIX.1-1988, read by every tar): headers of 512 bytes, contents padded to 512,
 * two empty blocks at the end. Everything that would differ between machines is left out.
 */
#include "bugquill/report.h"

#include "bqi/buf.h"
#include "bqi/file.h"
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK = 512, NAME_PART = 100, PREFIX_PART = 155, MANIFEST_MAX = 1 << 20 };

struct bq_bundle {
    int64_t mtime;
    bq_write_fn *write;
    void *context;
    struct bq_buf manifest;
    bool ended;
};

int bq_bundle_new(int64_t mtime, bq_write_fn *write, void *context, struct bq_bundle **out,
                  struct bq_err *err)
{
    struct bq_bundle *bundle = *out = calloc(1, sizeof *bundle);
    if (!bundle)
        return bq_err_nomem(err);
    bundle->mtime = mtime < 0 || mtime > 077777777777 ? 0 : mtime;
    bundle->write = write;
    bundle->context = context;
    bq_buf_init(&bundle->manifest, MANIFEST_MAX);
    return BQ_OK;
}

/* Relative, of sound parts, and without what would break a line of the manifest. */
static bool name_valid(const char *name)
{
    if (!*name || *name == '/' || strlen(name) > PREFIX_PART + NAME_PART)
        return false;
    for (const char *p = name; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f || *p == '\\')
            return false;
    for (const char *part = name; part; part = strchr(part, '/') ? strchr(part, '/') + 1 : NULL) {
        size_t len = strcspn(part, "/");
        if (!len || (len == 1 && part[0] == '.') || (len == 2 && !strncmp(part, "..", 2)))
            return false;
    }
    return true;
}

/* A long name is cut at a slash into prefix and name; false when no slash fits. */
static bool put_name(char *header, const char *name)
{
    size_t len = strlen(name);
    if (len <= NAME_PART) {
        memcpy(header, name, len);
        return true;
    }
    for (size_t cut = len - 1; cut > 0; cut--) {
        if (name[cut] != '/' || cut > PREFIX_PART || len - cut - 1 > NAME_PART)
            continue;
        memcpy(header, name + cut + 1, len - cut - 1);
        memcpy(header + 345, name, cut);
        return true;
    }
    return false;
}

static bool make_header(char header[BLOCK], const struct bq_bundle *bundle, const char *name,
                        size_t len)
{
    unsigned sum = 0;
    memset(header, 0, BLOCK);
    if (!put_name(header, name) || len > 077777777777)
        return false;
    memcpy(header + 100, "0000600", 8);
    memcpy(header + 108, "0000000", 8);
    memcpy(header + 116, "0000000", 8);
    snprintf(header + 124, 12, "%011llo", (unsigned long long)len);
    snprintf(header + 136, 12, "%011llo", (unsigned long long)bundle->mtime);
    memset(header + 148, ' ', 8);
    header[156] = '0';
    memcpy(header + 257, "ustar", 6);
    memcpy(header + 263, "00", 2);
    for (size_t i = 0; i < BLOCK; i++)
        sum += (unsigned char)header[i];
    snprintf(header + 148, 8, "%06o", sum & 0777777);
    header[155] = ' ';
    return true;
}

static int put_file(struct bq_bundle *bundle, const char *name, const void *bytes, size_t len,
                    struct bq_err *err)
{
    static const char zeros[BLOCK];
    char header[BLOCK];
    if (!make_header(header, bundle, name, len))
        return bq_err_set(err, BQ_ELIMIT, "'%s' is too long a name for an archive", name);
    bundle->write(bundle->context, header, BLOCK);
    if (len)
        bundle->write(bundle->context, bytes, len);
    if (len % BLOCK)
        bundle->write(bundle->context, zeros, BLOCK - len % BLOCK);
    return BQ_OK;
}

int bq_bundle_add(struct bq_bundle *bundle, const char *name, const void *bytes, size_t len,
                  struct bq_err *err)
{
    char digest[65];
    if (!name_valid(name))
        return bq_err_set(err, BQ_EINVAL, "'%s' can't be the name of a file in an archive", name);
    int status = put_file(bundle, name, bytes, len, err);
    if (status)
        return status;
    bq_sha256_hex(bytes, len, digest);
    bq_buf_addf(&bundle->manifest, "%s  %s\n", digest, name);
    return bq_buf_check(&bundle->manifest, err);
}

int bq_bundle_end(struct bq_bundle *bundle, struct bq_err *err)
{
    static const char zeros[2 * BLOCK];
    if (bundle->ended)
        return BQ_OK;
    bundle->ended = true;
    struct bq_span list = bq_buf_span(&bundle->manifest);
    int status = put_file(bundle, "MANIFEST", list.s, list.len, err);
    if (!status)
        bundle->write(bundle->context, zeros, sizeof zeros);
    return status;
}

void bq_bundle_free(struct bq_bundle *bundle)
{
    if (!bundle)
        return;
    bq_buf_clear(&bundle->manifest);
    free(bundle);
}
