internal import FractalCore
internal import StoreReader

/// The library's only state: what is open.
enum Handles {
  static let stores = HandleTable<Store>(kind: 1, capacity: 4096)
  static let mixers = HandleTable<Mixer>(kind: 2, capacity: 4096)

  /// How many handles there may be.
  static var capacity: Int { stores.capacity + mixers.capacity }
}

extension HandleTable {
  /// The object of a handle, or an error for the caller.
  func open(_ handle: UInt64, _ name: String) throws(ABIError) -> Object {
    do throws(Failure) {
      return try object(handle)
    } catch {
      throw ABIError(.badHandle, "this is no handle of an open \(name): it was closed, or never opened")
    }
  }

  /// A handle for an object, or an error for the caller.
  func handle(for object: Object, _ name: String) throws(ABIError) -> UInt64 {
    do throws(Failure) {
      return try insert(object)
    } catch {
      throw ABIError(.unavailable, "too many \(name)s are open: close some")
    }
  }

  /// Closes a handle, or an error for the caller.
  func close(_ handle: UInt64, _ name: String) throws(ABIError) {
    do throws(Failure) {
      try remove(handle)
    } catch {
      throw ABIError(.badHandle, "this is no handle of an open \(name): it was closed already, or never opened")
    }
  }
}
