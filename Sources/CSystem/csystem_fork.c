#include "csystem_fork.h"

#include <pthread.h>

static bool is_forked;

static void note_fork(void) { is_forked = true; }

__attribute__((constructor)) static void watch_forks(void) { pthread_atfork(NULL, NULL, note_fork); }

bool csystem_is_forked(void) { return is_forked; }
