"""What can go wrong, as Python exceptions: each is a :class:`FerneryError` and one of Python's own."""

from __future__ import annotations


class FerneryError(Exception):
    """Anything that Fernery refuses; the text says what is wrong and what to do."""

    #: The status of fernery.h, 0 where the library was not asked.
    status: int = 0


class UsageError(FerneryError, ValueError):
    """An argument is wrong."""


class ArgumentTypeError(FerneryError, TypeError):
    """An argument is of a type that is not accepted."""


class InvalidDataError(FerneryError, ValueError):
    """What was read is not what it claims to be: damaged, truncated, or no store."""


class MissingError(FerneryError, FileNotFoundError):
    """What should be read does not exist."""


class UnavailableError(FerneryError, RuntimeError):
    """Not to be had in this version, on this machine, or of this store."""


class StorageError(FerneryError, OSError):
    """Reading or writing failed."""


class BusyError(FerneryError, RuntimeError):
    """Another process holds what is needed: try again later."""


class AccessError(FerneryError, PermissionError):
    """Permissions forbid it."""


class RecipeError(FerneryError, ValueError):
    """A recipe is wrong, or no recipe has this name."""


class InternalError(FerneryError, RuntimeError):
    """A defect of Fernery: please report it."""


class ClosedError(FerneryError, ValueError):
    """The store or mixer was closed."""


class NoSuchAssetError(FerneryError, IndexError):
    """The store has no asset of this number."""


class NoSuchSampleError(FerneryError, IndexError):
    """The data set has no sample of this number."""


class LibraryError(FerneryError, ImportError):
    """The native library is missing, or of another version than this package."""


#: The exception of each status of fernery.h.
BY_STATUS: dict[int, type[FerneryError]] = {
    1: UsageError,
    2: InvalidDataError,
    3: MissingError,
    4: UnavailableError,
    5: StorageError,
    6: StorageError,
    7: BusyError,
    8: AccessError,
    9: RecipeError,
    10: InternalError,
    11: ClosedError,
    12: NoSuchAssetError,
}
