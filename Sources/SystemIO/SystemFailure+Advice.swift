internal import CLibrary

extension SystemFailure {
  /// Advice for a failure that is not the disk's; nil for all others.
  package var advice: String? {
    switch code {
    case EMFILE: "this process has too many files open: raise the limit (ulimit -n)"
    case ENFILE: "the system has too many files open: try again later"
    case ENOMEM: "memory is short: free some, or raise the limit (ulimit -v)"
    case EAGAIN: "the system is short of processes or locks: try again later"
    case EFBIG: "the file would be larger than this process may write (ulimit -f) or the file system can hold"
    case ENAMETOOLONG: "the name is too long: choose a shorter one"
    case ELOOP: "its links lead in a circle, or to a place that is not ours: name the place itself"
    case ENOLCK, ENOSYS, ENOTSUP, EOPNOTSUPP:
      "the file system lacks what is needed (locks, or a kind of call): use another one"
    case EXDEV, EBUSY: "it is where another file system is mounted: use a folder inside it"
    default: nil
    }
  }
}
