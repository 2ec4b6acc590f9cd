#pragma once
// OpenSSL 3's EVP interface: keys, digests, signatures, PEM. Macros that Swift cannot import get a function here.
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ec.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
