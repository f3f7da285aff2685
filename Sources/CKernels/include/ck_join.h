#ifndef FERNERY_CK_JOIN_H
#define FERNERY_CK_JOIN_H

#include <pthread.h>
#include <stdbool.h>

/// Joins a thread if it has ended already; false if it has not, or where the C library cannot tell.
bool ck_join_if_ended(pthread_t thread);

#endif
