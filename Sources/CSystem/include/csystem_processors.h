#ifndef FERNERY_CSYSTEM_PROCESSORS_H
#define FERNERY_CSYSTEM_PROCESSORS_H

/// The number of processors that this process may use: its affinity mask, or the quota of its control groups where that
/// is less, rounded up; at least 1.
///
/// In C because glibc offers the mask to GNU source alone, which Swift does not import.
int csystem_processor_count(void);

#if defined(__linux__)
/// The processors that control groups of version 1 and 2 allow, rounded up; 0 where they set no limit.
///
/// `groups` is a file like /proc/self/cgroup, and `mounts` a folder like /sys/fs/cgroup. The limits of all groups above
/// hold too.
long long csystem_group_limit(const char *groups, const char *mounts);
#endif

#endif
