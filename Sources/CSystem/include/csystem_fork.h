#ifndef FERNERY_CSYSTEM_FORK_H
#define FERNERY_CSYSTEM_FORK_H

#include <stdbool.h>

/// Whether this process was forked after the library was loaded.
bool csystem_is_forked(void);

#endif
