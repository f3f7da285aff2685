#include "csystem_process.h"

#include <stdio.h>

// Swift reads the arguments from /proc on Linux, which a container may not have, and then finds none. The loaders of
// glibc and macOS hand them to every constructor.
#if defined(__GLIBC__) || defined(__APPLE__)
#define HAS_ARGUMENTS_IN_CONSTRUCTORS 1
#elif defined(__linux__)
#include <features.h>
#if defined(__GLIBC__)
#define HAS_ARGUMENTS_IN_CONSTRUCTORS 1
#endif
#endif

static int saved_count;
static char **saved_values;

#if defined(HAS_ARGUMENTS_IN_CONSTRUCTORS)
__attribute__((constructor)) static void save_arguments(int count, char **values) {
  saved_count = count;
  saved_values = values;
}
#endif

int csystem_argument_count(void) {
  return saved_count;
}

const char *csystem_argument(int index) {
  return saved_values[index];
}

int csystem_output_failed(void) {
  return ferror(stdout);
}
