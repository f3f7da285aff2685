/// Forks for tests: Swift marks fork() as unavailable, and data loaders do it all the same.
#ifndef FERNERY_C_FORK_TESTING_H
#define FERNERY_C_FORK_TESTING_H

/// Calls `body(context)` in a forked child, which ends with its result (0 to 125) and runs nothing else of the parent.
///
/// Returns the child's process id, or -1 with errno. A child that does not end within 60 s is ended by SIGALRM.
int fork_testing_start(int (*body)(void *context), void *context);

/// Waits for a child: its exit status, or 128 plus the signal that ended it.
int fork_testing_wait(int process);

#endif
