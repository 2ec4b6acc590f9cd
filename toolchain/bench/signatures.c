// signatures sign|verify SIZE COUNT: how fast OpenSSL signs or verifies messages of SIZE bytes with one Ed25519 key.
// One context, set up once, as `openssl speed` does: nothing is left to save.
#include <openssl/evp.h>
#include <string.h>

#include "floor.h"

int main(int count_of_arguments, char **arguments) {
    if (count_of_arguments != 4) floor_fail("usage: signatures sign|verify SIZE COUNT");
    int verifies = strcmp(arguments[1], "verify") == 0;
    size_t size = (size_t)floor_number(arguments[2]);
    long count = floor_number(arguments[3]);

    unsigned char *message = malloc(size), signature[64];
    size_t length = sizeof signature;
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    EVP_MD_CTX *signer = EVP_MD_CTX_new(), *verifier = EVP_MD_CTX_new();
    if (!message || !key || !signer || !verifier) floor_fail("out of memory");
    memset(message, 'h', size);
    if (EVP_DigestSignInit(signer, NULL, NULL, NULL, key) != 1) floor_fail("EVP_DigestSignInit");
    if (EVP_DigestVerifyInit(verifier, NULL, NULL, NULL, key) != 1) floor_fail("EVP_DigestVerifyInit");
    if (EVP_DigestSign(signer, signature, &length, message, size) != 1) floor_fail("EVP_DigestSign");

    struct floor_timer timer = floor_begin();
    for (long index = 0; index < count; index++) {
        if (verifies) {
            if (EVP_DigestVerify(verifier, signature, length, message, size) != 1) floor_fail("EVP_DigestVerify");
        } else {
            message[(size_t)index % size] ^= 1;
            if (EVP_DigestSign(signer, signature, &length, message, size) != 1) floor_fail("EVP_DigestSign");
        }
    }
    floor_end(timer, count);
    EVP_MD_CTX_free(signer), EVP_MD_CTX_free(verifier), EVP_PKEY_free(key), free(message);
    return 0;
}
