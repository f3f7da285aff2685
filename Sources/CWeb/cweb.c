#include "CWeb.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// libcurl's names for what is used here, with the numbers that its binary interface has had since version 7.19.4.
enum {
  CURLE_OK = 0,
  CURLE_PEER_FAILED_VERIFICATION = 60,
  CURLE_SSL_CACERT_BADFILE = 77,
  CURL_GLOBAL_DEFAULT = 3,
  CURLPROTO_HTTP = 1,
  CURLPROTO_HTTPS = 2,
  CURLOPT_LOW_SPEED_LIMIT = 19,
  CURLOPT_LOW_SPEED_TIME = 20,
  CURLOPT_CONNECTTIMEOUT = 78,
  CURLOPT_PROTOCOLS = 181,
  CURLOPT_WRITEDATA = 10001,
  CURLOPT_URL = 10002,
  CURLOPT_RANGE = 10007,
  CURLOPT_ERRORBUFFER = 10010,
  CURLOPT_USERAGENT = 10018,
  CURLOPT_HEADERDATA = 10029,
  CURLOPT_CAINFO = 10065,
  CURLOPT_WRITEFUNCTION = 20011,
  CURLOPT_HEADERFUNCTION = 20079,
  CURLINFO_RESPONSE_CODE = 0x200002,
  CURLINFO_REDIRECT_URL = 0x10001F,
};

static struct {
  int (*global_init)(long flags);
  void *(*easy_init)(void);
  int (*easy_setopt)(void *handle, int option, ...);
  int (*easy_perform)(void *handle);
  int (*easy_getinfo)(void *handle, int info, ...);
  const char *(*easy_strerror)(int code);
  void (*easy_reset)(void *handle);
  void (*easy_cleanup)(void *handle);
} curl;

static bool is_loaded = false;

static void load(void) {
  const char *const names[] = {
    "libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib", "/usr/lib/libcurl.4.dylib",
  };
  void *library = NULL;
  for (size_t place = 0; !library && place < sizeof names / sizeof *names; place++) {
    library = dlopen(names[place], RTLD_NOW | RTLD_LOCAL);
  }
  if (!library) return;
  const struct {
    const char *name;
    void *function;
  } functions[] = {
    {"curl_global_init", &curl.global_init},     {"curl_easy_init", &curl.easy_init},
    {"curl_easy_setopt", &curl.easy_setopt},     {"curl_easy_perform", &curl.easy_perform},
    {"curl_easy_getinfo", &curl.easy_getinfo},   {"curl_easy_strerror", &curl.easy_strerror},
    {"curl_easy_reset", &curl.easy_reset},       {"curl_easy_cleanup", &curl.easy_cleanup},
  };
  for (size_t place = 0; place < sizeof functions / sizeof *functions; place++) {
    void *function = dlsym(library, functions[place].name);
    if (!function) return;
    // C has no cast from an object's pointer to a function's; POSIX has dlsym give one nevertheless.
    memcpy(functions[place].function, &function, sizeof function);
  }
  is_loaded = curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

struct cweb_connection {
  void *handle;
  char error[256];  // CURL_ERROR_SIZE
};

cweb_connection *cweb_open(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  cweb_connection *connection = is_loaded ? calloc(1, sizeof *connection) : NULL;
  if (!connection) return NULL;
  connection->handle = curl.easy_init();
  if (connection->handle) return connection;
  free(connection);
  return NULL;
}

void cweb_close(cweb_connection *connection) {
  if (!connection) return;
  curl.easy_cleanup(connection->handle);
  free(connection);
}

static const char *authorities(void) {
  const char *const names[] = {"CURL_CA_BUNDLE", "SSL_CERT_FILE"};
  for (size_t place = 0; place < 2; place++) {
    const char *path = getenv(names[place]);
    if (path && *path) return path;
  }
  return NULL;
}

cweb_answer cweb_get(cweb_connection *connection, const cweb_request *request) {
  void *const handle = connection->handle;
  const char *const bundle = authorities();
  connection->error[0] = 0;
  // The connection outlives a reset, options do not.
  curl.easy_reset(handle);
  curl.easy_setopt(handle, CURLOPT_URL, request->url);
  curl.easy_setopt(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
  curl.easy_setopt(handle, CURLOPT_RANGE, request->range);
  curl.easy_setopt(handle, CURLOPT_USERAGENT, "fernery");
  curl.easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, 30L);
  curl.easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 100L);
  curl.easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, 30L);
  curl.easy_setopt(handle, CURLOPT_ERRORBUFFER, connection->error);
  curl.easy_setopt(handle, CURLOPT_HEADERFUNCTION, request->header);
  curl.easy_setopt(handle, CURLOPT_HEADERDATA, request->context);
  curl.easy_setopt(handle, CURLOPT_WRITEFUNCTION, request->body);
  curl.easy_setopt(handle, CURLOPT_WRITEDATA, request->context);
  if (bundle) curl.easy_setopt(handle, CURLOPT_CAINFO, bundle);

  const int code = curl.easy_perform(handle);
  cweb_answer answer = {
    .ended = code == CURLE_OK,
    .untrusted = code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE,
    .error = connection->error[0] ? connection->error : curl.easy_strerror(code),
  };
  curl.easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer.status);
  curl.easy_getinfo(handle, CURLINFO_REDIRECT_URL, &answer.redirect);
  return answer;
}
