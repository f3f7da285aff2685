#include "CForkTesting.h"

#include <errno.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

int fork_testing_start(int (*body)(void *), void *context) {
  pid_t child = fork();
  if (child != 0) return (int)child;
  alarm(60);
  // Not exit(): the test runner's own handlers belong to the parent.
  _exit(body(context));
}

int fork_testing_wait(int process) {
  int status = 0;
  while (waitpid((pid_t)process, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
