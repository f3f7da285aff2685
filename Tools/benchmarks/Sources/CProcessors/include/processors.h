#ifndef FERNERY_BENCH_PROCESSORS_H
#define FERNERY_BENCH_PROCESSORS_H

/// Lets this thread, and those that it starts, run on every processor that it may have, and tells how many those are; 0 where
/// that cannot be asked for.
int processors_free(void);

/// Keeps this thread, and those that it starts, on the first of the processors that it may run on; 0 where that cannot be
/// asked for.
int processors_take_one(void);

/// Goes back to the processors of before ``processors_free`` or ``processors_take_one``.
void processors_restore(void);

#endif
