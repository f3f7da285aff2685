#define _GNU_SOURCE

#include "CWeb.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// libcurl's names for what is used here, with the numbers of its binary interface since version 7.19.4, or what is said.
enum {
  CURLE_OK = 0,
  CURLE_NOT_BUILT_IN = 4,
  CURLE_UNKNOWN_OPTION = 48,
  CURLE_WRONG_HOST = 51,  // before 7.62; then also 60
  CURLE_PEER_FAILED_VERIFICATION = 60,
  CURLE_SSL_CACERT_BADFILE = 77,
  CURL_GLOBAL_DEFAULT = 3,
  CURLPROTO_HTTP = 1,
  CURLPROTO_HTTPS = 2,
  CURLOPT_LOW_SPEED_LIMIT = 19,
  CURLOPT_LOW_SPEED_TIME = 20,
  CURLOPT_NOPROGRESS = 43,
  CURLOPT_CONNECTTIMEOUT = 78,
  CURLOPT_NOSIGNAL = 99,
  CURLOPT_PROTOCOLS = 181,
  CURLOPT_SUPPRESS_CONNECT_HEADERS = 265,  // since 7.54
  CURLOPT_WRITEDATA = 10001,
  CURLOPT_URL = 10002,
  CURLOPT_RANGE = 10007,
  CURLOPT_ERRORBUFFER = 10010,
  CURLOPT_USERAGENT = 10018,
  CURLOPT_HEADERDATA = 10029,
  CURLOPT_XFERINFODATA = 10057,
  CURLOPT_CAINFO = 10065,
  CURLOPT_CAPATH = 10097,
  CURLOPT_WRITEFUNCTION = 20011,
  CURLOPT_HEADERFUNCTION = 20079,
  CURLOPT_XFERINFOFUNCTION = 20219,  // since 7.32
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

// libcurl is told to leave signals alone: they are the process's, and other threads are at work. So SIGPIPE, which a TLS
// library raises where the other side has gone, is held back while libcurl runs.
typedef struct {
  sigset_t mask;
  bool was_pending;
} signals;

static bool is_pipe_pending(void) {
  sigset_t pending;
  return sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
}

static signals hold_signals(void) {
  signals before = {.was_pending = is_pipe_pending()};
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, &before.mask);
  return before;
}

static void release_signals(const signals *before) {
  if (!before->was_pending && is_pipe_pending()) {
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
#ifdef __linux__
    // Another thread may have taken it meanwhile.
    const struct timespec at_once = {0};
    sigtimedwait(&pipe, NULL, &at_once);
#else
    int taken;
    sigwait(&pipe, &taken);
#endif
  }
  pthread_sigmask(SIG_SETMASK, &before->mask, NULL);
}

void cweb_close(cweb_connection *connection) {
  if (!connection) return;
  const signals before = hold_signals();
  curl.easy_cleanup(connection->handle);
  release_signals(&before);
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

// The callback that libcurl calls about once a second, also while nothing arrives; a result other than 0 ends the
// request.
static int watch(void *request, int64_t total, int64_t now, int64_t sent_total, int64_t sent) {
  (void)total, (void)now, (void)sent_total, (void)sent;
  const cweb_request *const watched = request;
  return watched->goes_on(watched->context) ? 0 : 1;
}

// Sets all options of a request; the code of the first that libcurl does not take.
static int prepare(cweb_connection *connection, const cweb_request *request) {
  void *const handle = connection->handle;
  const char *const bundle = authorities();
  // The connection outlives a reset, options do not.
  curl.easy_reset(handle);
  int code = CURLE_OK;
#define SET(option, value) (code = code == CURLE_OK ? curl.easy_setopt(handle, option, value) : code)
  SET(CURLOPT_ERRORBUFFER, connection->error);
  SET(CURLOPT_NOSIGNAL, 1L);
  SET(CURLOPT_URL, request->url);
  SET(CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
  SET(CURLOPT_RANGE, request->range);
  SET(CURLOPT_USERAGENT, "fernery");
  SET(CURLOPT_CONNECTTIMEOUT, 30L);
  SET(CURLOPT_LOW_SPEED_LIMIT, 100L);
  SET(CURLOPT_LOW_SPEED_TIME, 30L);
  SET(CURLOPT_HEADERFUNCTION, request->header);
  SET(CURLOPT_HEADERDATA, request->context);
  SET(CURLOPT_WRITEFUNCTION, request->body);
  SET(CURLOPT_WRITEDATA, request->context);
  SET(CURLOPT_XFERINFOFUNCTION, watch);
  SET(CURLOPT_XFERINFODATA, request);
  SET(CURLOPT_NOPROGRESS, 0L);
  if (bundle) SET(CURLOPT_CAINFO, bundle);
#undef SET
  if (code != CURLE_OK) return code;
  // A proxy's answer to CONNECT is not the server's. An older libcurl does not know that, and gives both.
  code = curl.easy_setopt(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (code != CURLE_OK && code != CURLE_UNKNOWN_OPTION) return code;
  if (!bundle) return CURLE_OK;
  // A folder of certificates that libcurl was built to look into would count beside the bundle. A TLS library that has no
  // such folders has none to leave out.
  code = curl.easy_setopt(handle, CURLOPT_CAPATH, (char *)NULL);
  return code == CURLE_NOT_BUILT_IN || code == CURLE_UNKNOWN_OPTION ? CURLE_OK : code;
}

cweb_answer cweb_get(cweb_connection *connection, const cweb_request *request) {
  connection->error[0] = 0;
  const signals before = hold_signals();
  int code = prepare(connection, request);
  if (code == CURLE_OK) code = curl.easy_perform(connection->handle);
  release_signals(&before);
  cweb_answer answer = {
    .ended = code == CURLE_OK,
    .untrusted = code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_WRONG_HOST || code == CURLE_SSL_CACERT_BADFILE,
    .error = connection->error[0] ? connection->error : curl.easy_strerror(code),
  };
  curl.easy_getinfo(connection->handle, CURLINFO_REDIRECT_URL, &answer.redirect);
  return answer;
}
