#ifndef FERNERY_CPROCESS_H
#define FERNERY_CPROCESS_H

/// The number of arguments that the process was started with, the program's own name among them; 0 where the system
/// does not say.
int cprocess_argument_count(void);

/// The argument at `index`, as the bytes that were given: they need not be UTF-8.
///
/// `index` is at least 0 and below `cprocess_argument_count()`.
const char *cprocess_argument(int index);

/// Whether any write to standard output failed, also an earlier one whose text is gone.
///
/// In C because Swift takes `stdout` for state that threads share.
int cprocess_output_failed(void);

#endif
