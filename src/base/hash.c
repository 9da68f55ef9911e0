/* Hashes and random bytes, by libsodium: the only file that names it. */
#include "bqi/file.h"

#include "base/retry.h"

#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>

void bq_sha256_hex(const void *bytes, size_t len, char out[65])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, bytes, len);
    sodium_bin2hex(out, 65, hash, sizeof hash);
}

void bq_random(void *out, size_t size)
{
    /* Safe to call again and from several threads; it fails only when the system has no randomness.
     */
    if (sodium_init() < 0)
        abort();
    randombytes_buf(out, size);
}

int bq_sha256_fd(int fd, uint64_t max, uint64_t *size, char out[65])
{
    unsigned char block[65536], hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    ssize_t n;

    *size = 0;
    out[0] = '\0';
    crypto_hash_sha256_init(&state);
    for (;;) {
        BQ_RETRY(n, read(fd, block, sizeof block));
        if (n < 0)
            return BQ_EIO;
        if (n == 0)
            break;
        *size += (uint64_t)n;
        if (*size > max)
            return BQ_ELIMIT;
        crypto_hash_sha256_update(&state, block, (unsigned long long)n);
    }
    crypto_hash_sha256_final(&state, hash);
    sodium_bin2hex(out, 65, hash, sizeof hash);
    return BQ_OK;
}

uint64_t bq_hash64(const unsigned char key[16], const void *bytes, size_t len)
{
    uint64_t hash;

    _Static_assert(sizeof hash == crypto_shorthash_BYTES, "SipHash gives 64 bits");
    _Static_assert(crypto_shorthash_KEYBYTES == 16, "SipHash takes 16 bytes of key");
    crypto_shorthash((unsigned char *)&hash, bytes, len, key);
    return hash;
}
