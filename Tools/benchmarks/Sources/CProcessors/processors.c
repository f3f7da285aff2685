#define _GNU_SOURCE
#include "processors.h"

#ifdef __linux__

#include <sched.h>
#include <string.h>

static cpu_set_t before;

int processors_free(void) {
  cpu_set_t all;
  if (sched_getaffinity(0, sizeof before, &before) != 0) return 0;
  // The kernel takes of these what the process may have.
  memset(&all, 0xFF, sizeof all);
  if (sched_setaffinity(0, sizeof all, &all) != 0 || sched_getaffinity(0, sizeof all, &all) != 0) return 0;
  return CPU_COUNT(&all);
}

int processors_take_one(void) {
  cpu_set_t one;
  if (sched_getaffinity(0, sizeof before, &before) != 0) return 0;
  CPU_ZERO(&one);
  for (int number = 0; number < CPU_SETSIZE; number++) {
    if (!CPU_ISSET(number, &before)) continue;
    CPU_SET(number, &one);
    break;
  }
  return sched_setaffinity(0, sizeof one, &one) == 0;
}

void processors_restore(void) { sched_setaffinity(0, sizeof before, &before); }

#else

int processors_free(void) { return 0; }
int processors_take_one(void) { return 0; }
void processors_restore(void) {}

#endif
