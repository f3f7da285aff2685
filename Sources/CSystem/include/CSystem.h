/// System features that only C can use: macros, calls without a wrapper, names that are not standard.
///
/// SystemIO wraps this module, which promises no stable interface.
#ifndef FERNERY_CSYSTEM_H
#define FERNERY_CSYSTEM_H

#include "csystem_exchange.h"
#include "csystem_fork.h"
#include "csystem_join.h"
#include "csystem_memory.h"
#include "csystem_process.h"
#include "csystem_processors.h"
#include "csystem_writing.h"

#endif
