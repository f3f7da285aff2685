// A C target needs a source; the functions of fernery.h are implemented in Swift, in FerneryABI.
#include "fernery.h"
