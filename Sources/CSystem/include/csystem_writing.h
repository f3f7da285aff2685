#ifndef FERNERY_CSYSTEM_WRITING_H
#define FERNERY_CSYSTEM_WRITING_H

/// Has the system begin to write a file's changed pages to the disk, without waiting for any of it.
///
/// Promises nothing: what must be on the disk needs fdatasync all the same, which then has less to do. Does nothing
/// where the system has no such call.
void csystem_begin_writing(int descriptor);

#endif
