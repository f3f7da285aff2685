#ifndef FERNERY_CARGUMENTS_H
#define FERNERY_CARGUMENTS_H

/// The number of arguments that the process was started with, the program's own name among them; 0 where the system
/// does not say.
int carguments_count(void);

/// The argument at `index`, as the bytes that were given: they need not be UTF-8.
///
/// `index` is at least 0 and below `carguments_count()`.
const char *carguments_at(int index);

#endif
