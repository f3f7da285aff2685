#ifndef FERNERY_CK_FORK_H
#define FERNERY_CK_FORK_H

#include <stdbool.h>

/// Whether this process was forked after the library was loaded.
bool ck_is_forked(void);

#endif
