#ifndef FERNERY_CSYSTEM_JOIN_H
#define FERNERY_CSYSTEM_JOIN_H

#include <pthread.h>
#include <stdbool.h>

/// Joins a thread if it has ended already; false if it has not, or where the C library cannot tell.
bool csystem_join_if_ended(pthread_t thread);

#endif
