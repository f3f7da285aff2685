#include <openssl/evp.h>

/// The implementation of SHA-256: looked up once, since a look-up costs more than a short hash (OpenSSL 3).
static inline const EVP_MD *clibcrypto_sha256(void) {
#if OPENSSL_VERSION_MAJOR >= 3
  return EVP_MD_fetch(NULL, "SHA2-256", NULL);
#else
  return EVP_sha256();
#endif
}
