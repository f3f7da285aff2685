// One import for all that a program in Swift needs: growing, keeping, mixing.
@_exported public import FractalCore
@_exported public import FractalImageIO
@_exported public import FractalPack
@_exported public import FractalRendering
@_exported public import FractalSearch
@_exported public import IFS
@_exported public import IPMix
@_exported public import Presets
@_exported public import StoreReader
@_exported public import StoreWriter
