#ifndef FERNERY_CSYSTEM_PROCESS_H
#define FERNERY_CSYSTEM_PROCESS_H

/// The number of arguments that the process was started with, the program's own name among them; 0 where the system
/// does not say.
int csystem_argument_count(void);

/// The argument at `index`, as the bytes that were given: they need not be UTF-8.
///
/// `index` is at least 0 and below `csystem_argument_count()`.
const char *csystem_argument(int index);

/// Whether any write to standard output failed, also an earlier one whose text is gone.
///
/// In C because Swift takes `stdout` for state that threads share.
int csystem_output_failed(void);

#endif
