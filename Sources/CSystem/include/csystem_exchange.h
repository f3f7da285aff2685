#ifndef FERNERY_CSYSTEM_EXCHANGE_H
#define FERNERY_CSYSTEM_EXCHANGE_H

/// Exchanges what two paths of one file system name, in one step: neither is ever missing.
///
/// @return 0, or -1 with `errno`: ENOSYS, EINVAL or ENOTSUP where the system or the file system cannot.
int csystem_exchange_paths(const char *one, const char *other);

#endif
