// The names are those of fernery.h.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CFernery
internal import FractalCore
internal import StoreReader

@c @implementation
public func fernery_store_open(
  _ path: UnsafePointer<CChar>?, _ handle: UnsafeMutablePointer<fernery_handle>?,
  _ error: UnsafeMutablePointer<fernery_error>?
) -> fernery_status {
  call(error) {
    let result = try required(handle, "store")
    let path = try required(try text(path, "path"), "path")
    result.pointee = try Handles.stores.handle(for: Store(path: path), "store")
  }
}

@c @implementation
public func fernery_store_close(
  _ handle: fernery_handle, _ error: UnsafeMutablePointer<fernery_error>?
) -> fernery_status {
  call(error) { try Handles.stores.close(handle, "store") }
}

@c @implementation
public func fernery_store_describe(
  _ handle: fernery_handle, _ info: UnsafeMutablePointer<fernery_store_info>?,
  _ error: UnsafeMutablePointer<fernery_error>?
) -> fernery_status {
  call(error) {
    let info = try required(info, "info")
    let store = try Handles.stores.open(handle, "store")
    try put(fernery_store_info(describing: store), into: info, "info")
  }
}

@c @implementation
public func fernery_store_pixels(
  _ handle: fernery_handle, _ id: UInt64, _ pixels: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
  _ length: UnsafeMutablePointer<UInt64>?, _ error: UnsafeMutablePointer<fernery_error>?
) -> fernery_status {
  call(error) {
    let (pixels, length) = (try required(pixels, "pixels"), try required(length, "length"))
    let store = try Handles.stores.open(handle, "store")
    guard let mapped = try store.mappedPixels(of: try assetID(id)) else {
      throw ABIError(
        .unavailable, "\(store.path) is not finished, so its pictures can be copied but not shared: use a fill")
    }
    pixels.pointee = mapped.baseAddress?.assumingMemoryBound(to: UInt8.self)
    length.pointee = UInt64(mapped.count)
  }
}

@c @implementation
public func fernery_store_fill(
  _ handle: fernery_handle, _ ids: UnsafePointer<UInt64>?, _ count: UInt64, _ pixels: UnsafeMutablePointer<UInt8>?,
  _ length: UInt64, _ threads: UInt32, _ error: UnsafeMutablePointer<fernery_error>?
) -> fernery_status {
  call(error) {
    let store = try Handles.stores.open(handle, "store")
    let threads = try number(threads, in: 1...1024, "threads")
    let count = try number(count, in: 0...Int(Int32.max), "count")
    guard count > 0 else { return }
    // Before an id is read: who counts the ids wrongly has other pixels.
    let bytes = count * store.header.shape.byteCount
    guard length == UInt64(bytes) else {
      throw ABIError(
        .invalidArgument, "`pixels` has \(length) bytes, and \(count) pictures of this store have \(bytes)")
    }
    let numbers = UnsafeBufferPointer(start: try required(ids, "ids"), count: count)
    let target = UnsafeMutableRawBufferPointer(start: try required(pixels, "pixels"), count: bytes)
    try store.fill(ids: try numbers.map(assetID), into: target, threads: threads)
  }
}

@c @implementation
public func fernery_store_record(
  _ handle: fernery_handle, _ id: UInt64, _ json: UnsafeMutablePointer<CChar>?, _ capacity: UInt64,
  _ length: UnsafeMutablePointer<UInt64>?, _ error: UnsafeMutablePointer<fernery_error>?
) -> fernery_status {
  call(error) {
    let length = try required(length, "length")
    let record = try Handles.stores.open(handle, "store").record(of: try assetID(id))
    try put(record, into: json, capacity: capacity, length: length, "json")
  }
}

@c @implementation
public func fernery_store_query(
  _ handle: fernery_handle, _ conditions: UnsafePointer<CChar>?, _ sort: UnsafePointer<CChar>?, _ descending: UInt32,
  _ ids: UnsafeMutablePointer<UInt64>?, _ capacity: UInt64, _ count: UnsafeMutablePointer<UInt64>?,
  _ error: UnsafeMutablePointer<fernery_error>?
) -> fernery_status {
  call(error) {
    let count = try required(count, "count")
    let store = try Handles.stores.open(handle, "store")
    let found = try store.ids(
      matching: try given(conditions, "where").map { try StoreQuery(parsing: $0) } ?? StoreQuery([]),
      sortedBy: try given(sort, "sort"), descending: try number(descending, in: 0...1, "descending") == 1)
    let written = Int(min(capacity, UInt64(found.count)))
    if written > 0 {
      let target = try required(ids, "ids")
      for place in 0..<written { target[place] = UInt64(found[place]) }
    }
    count.pointee = UInt64(found.count)
  }
}

/// A text that is not empty.
private func given(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(ABIError) -> String? {
  guard let text = try text(pointer, name), !text.isEmpty else { return nil }
  return text
}

/// An id as the store knows it.
private func assetID(_ id: UInt64) throws(StoreError) -> Int {
  guard let number = Int(exactly: id) else { throw StoreError(.noSuchID, "no asset has the id \(id)") }
  return number
}

extension fernery_store_info {
  fileprivate init(describing store: Store) {
    self.init()
    let (header, ids) = (store.header, store.ids)
    height = UInt32(header.shape.height)
    width = UInt32(header.shape.width)
    channels = UInt32(header.shape.channels)
    first_id = UInt64(ids.lowerBound)
    count = UInt64(ids.count)
    seed = header.seed
    renderer_version = header.rendererVersion
    is_sealed = store.isSealed ? 1 : 0
    if let digest = store.root { withUnsafeMutableBytes(of: &root) { $0.copyBytes(from: digest.bytes) } }
    withUnsafeMutableBytes(of: &plan_hash) { $0.copyBytes(from: header.planHash.bytes) }
  }
}
