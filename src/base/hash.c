/* SHA-256 and random bytes, by libsodium: the only file that names it. */
#include "bqi/file.h"
#include <sodium.h>
#include <stdlib.h>

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
