// Takes back the names that ck_vector.h gave to one level. Private to CKernels.
#undef CK_VECTOR_INLINE
#undef absolute
#undef with_sign
#undef larger
#undef smaller
#undef square_root
#undef rounded
#undef floored
#undef clamped
#undef sine_cosine
#undef sine_and_cosine
#undef angle_of
#undef exponential
#undef logarithm
#undef power_of
