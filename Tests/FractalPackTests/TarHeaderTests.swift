import FractalPack
import Testing
