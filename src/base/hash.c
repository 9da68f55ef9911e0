/* Hashes and random bytes, by libsodium: the only file that names it. */
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

uint64_t bq_hash64(const unsigned char key[16], const void *bytes, size_t len)
{
    uint64_t hash;

    _Static_assert(sizeof hash == crypto_shorthash_BYTES, "SipHash gives 64 bits");
    _Static_assert(crypto_shorthash_KEYBYTES == 16, "SipHash takes 16 bytes of key");
    crypto_shorthash((unsigned char *)&hash, bytes, len, key);
    return hash;
}
