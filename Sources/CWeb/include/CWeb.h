#ifndef CWEB_H
#define CWEB_H

// Requests over http and https by the system's libcurl, which is looked for when the first one is made: neither building
// nor starting the program needs it.

#include <stdbool.h>
#include <stddef.h>

typedef struct cweb_connection cweb_connection;

// A request and the receivers of its answer: the head line by line, then the body in pieces. One of
// these functions that returns anything else than `count` ends the request at once; `size` is always 1. Now and then
// `goes_on` is asked, also while nothing comes.
typedef struct cweb_request {
  const char *url;
  const char *range;  // such as "0-99"
  void *context;      // given to all functions
  size_t (*header)(const char *line, size_t size, size_t count, void *context);
  size_t (*body)(const char *bytes, size_t size, size_t count, void *context);
  bool (*goes_on)(void *context);
} cweb_request;

// How a request ended; texts live until the next one.
typedef struct cweb_answer {
  bool ended;            // whether the answer came to its end
  bool untrusted;        // whether the server's certificate is not one to trust
  const char *redirect;  // the URL that the answer points to; NULL for none
  const char *error;     // in words, where it did not end
} cweb_answer;

// A connection that is kept between requests; NULL where there is no libcurl.
cweb_connection *cweb_open(void);
void cweb_close(cweb_connection *connection);

// Makes a request and waits for its end: 30 seconds for a connection, and as long as 100 bytes a second come. Certificates
// are judged by the system's list, or in its place by the file that CURL_CA_BUNDLE or SSL_CERT_FILE names. No signal is used
// or raised.
cweb_answer cweb_get(cweb_connection *connection, const cweb_request *request);

#endif
