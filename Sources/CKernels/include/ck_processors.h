#ifndef FERNERY_CK_PROCESSORS_H
#define FERNERY_CK_PROCESSORS_H

/// The number of processors that this process may run on (its affinity mask on Linux); at least 1.
///
/// In C because glibc offers the mask to GNU source alone, which Swift does not import.
int ck_processor_count(void);

#endif
