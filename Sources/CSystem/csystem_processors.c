#define _GNU_SOURCE
#include "csystem_processors.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__linux__)

enum { PATH_BYTES = 4096 };

// Up to two numbers of a file, `max` and -1 counting as no limit (-1); how many there are.
static int read_numbers(const char *path, long long numbers[2]) {
  FILE *file = fopen(path, "re");
  if (file == NULL) { return 0; }
  int count = 0;
  char word[32];
  while (count < 2 && fscanf(file, "%31s", word) == 1) {
    numbers[count++] = strcmp(word, "max") == 0 ? -1 : atoll(word);
  }
  fclose(file);
  return count;
}

// The processors of `quota` microseconds in every `period`, rounded up; 0 where there is no limit.
static long long processors(long long quota, long long period) {
  return quota > 0 && period > 0 ? (quota + period - 1) / period : 0;
}

// The limit that the files of one group's folder set; 0 for none.
static long long limit_of_folder(const char *folder) {
  char path[PATH_BYTES + 64];
  long long numbers[2];
  snprintf(path, sizeof path, "%s/cpu.max", folder);
  if (read_numbers(path, numbers) == 2) { return processors(numbers[0], numbers[1]); }
  long long quota[2], period[2];
  snprintf(path, sizeof path, "%s/cpu.cfs_quota_us", folder);
  if (read_numbers(path, quota) < 1) { return 0; }
  snprintf(path, sizeof path, "%s/cpu.cfs_period_us", folder);
  return read_numbers(path, period) < 1 ? 0 : processors(quota[0], period[0]);
}

// The least limit of the group `group` below `mount` and of all groups above it; 0 for none.
static long long limit_of_hierarchy(const char *mount, const char *group) {
  char folder[PATH_BYTES];
  if (snprintf(folder, sizeof folder, "%s%s", mount, group) >= (int)sizeof folder) { return 0; }
  size_t top = strlen(mount);
  long long least = 0;
  while (1) {
    long long limit = limit_of_folder(folder);
    if (limit > 0 && (least == 0 || limit < least)) { least = limit; }
    char *slash = strrchr(folder + top, '/');
    if (slash == NULL) { return least; }
    *slash = '\0';
  }
}

long long csystem_group_limit(const char *groups, const char *mounts) {
  FILE *file = fopen(groups, "re");
  if (file == NULL) { return 0; }
  long long least = 0;
  char line[PATH_BYTES];
  // A line is `0::/group` of version 2, or `4:cpu,cpuacct:/group` of version 1.
  while (fgets(line, sizeof line, file) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    char *controllers = strchr(line, ':');
    char *group = controllers == NULL ? NULL : strchr(controllers + 1, ':');
    if (group == NULL) { continue; }
    *controllers++ = '\0';
    *group++ = '\0';
    char mount[PATH_BYTES];
    if (*controllers == '\0') {
      snprintf(mount, sizeof mount, "%s", mounts);
    } else {
      int has_cpu = 0;
      char names[PATH_BYTES];
      snprintf(names, sizeof names, "%s", controllers);
      for (char *rest = names, *name; (name = strsep(&rest, ",")) != NULL;) { has_cpu |= strcmp(name, "cpu") == 0; }
      if (!has_cpu) { continue; }
      snprintf(mount, sizeof mount, "%s/%s", mounts, controllers);
      if (access(mount, F_OK) != 0) { snprintf(mount, sizeof mount, "%s/cpu", mounts); }
    }
    // In a container the group's own path may lie outside of what is mounted; then its limit stands at the top.
    if (strcmp(group, "/") == 0) { *group = '\0'; }
    long long limit = limit_of_hierarchy(mount, group);
    if (limit > 0 && (least == 0 || limit < least)) { least = limit; }
  }
  fclose(file);
  return least;
}

#endif

int csystem_processor_count(void) {
  long count = sysconf(_SC_NPROCESSORS_ONLN);
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) { count = CPU_COUNT(&set); }
  long long limit = csystem_group_limit("/proc/self/cgroup", "/sys/fs/cgroup");
  if (limit > 0 && limit < count) { count = (long)limit; }
#endif
  return count > 0 ? (int)count : 1;
}
