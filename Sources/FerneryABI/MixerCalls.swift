// The names are those of fernery.h.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CFernery
internal import FractalCore
internal import IPMix

@c @implementation
public func fernery_mixer_open(
  _ store: fernery_handle, _ recipe: UnsafePointer<CChar>?, _ seed: UInt64,
  _ mixer: UnsafeMutablePointer<fernery_handle>?, _ error: UnsafeMutablePointer<fernery_error>?
) -> fernery_status {
  call(error) {
    let result = try required(mixer, "mixer")
    let recipe = try Recipe(json: Array(bytes(required(recipe, "recipe"), "recipe")))
    let store = try Handles.stores.open(store, "store")
    result.pointee = try Handles.mixers.handle(for: Mixer(store, recipe: recipe, seed: seed), "mixer")
  }
}

@c @implementation
public func fernery_mixer_close(
  _ mixer: fernery_handle, _ error: UnsafeMutablePointer<fernery_error>?
) -> fernery_status {
  call(error) { try Handles.mixers.close(mixer, "mixer") }
}

@c @implementation
public func fernery_mixer_mix(
  _ mixer: fernery_handle, _ batch: UnsafePointer<fernery_batch>?, _ error: UnsafeMutablePointer<fernery_error>?
) -> fernery_status {
  call(error) {
    let mixer = try Handles.mixers.open(mixer, "mixer")
    try mixer.mix(MixingBatch(structure(batch, "batch")))
  }
}
