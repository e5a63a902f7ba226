/* One item of an array's memory as bits: integers widened, floats as they are. With a constant
 * dtype each is one instruction. */
#ifndef NPJIT_RUNTIME_ITEM_ACCESS_H
#define NPJIT_RUNTIME_ITEM_ACCESS_H

#include <ir/type.h>
#include <runtime/thunks.h>

#include <stdint.h>
#include <string.h>

/* The object that an item of dtype object is; NULL stands for None. */
static inline void *item_object(uint64_t bits) {
    return ((NpjitSlot){.bits = bits}).p;
}

static inline int64_t item_size(int64_t dtype) {
    switch (dtype) {
    case DTYPE_BOOL:
    case DTYPE_INT8:
    case DTYPE_UINT8: return 1;
    case DTYPE_INT16:
    case DTYPE_UINT16: return 2;
    case DTYPE_INT32:
    case DTYPE_UINT32:
    case DTYPE_FLOAT32: return 4;
    default: return 8;
    }
}

static inline uint64_t item_load(const char *address, int64_t dtype) {
    switch (dtype) {
#define LOAD(id, type, wide)                                                                       \
    case DTYPE_##id: {                                                                             \
        type value;                                                                                \
        memcpy(&value, address, sizeof value);                                                     \
        return (uint64_t)(wide)value;                                                              \
    }
        LOAD(BOOL, uint8_t, uint64_t)
        LOAD(INT8, int8_t, int64_t)
        LOAD(INT16, int16_t, int64_t)
        LOAD(INT32, int32_t, int64_t)
        LOAD(UINT8, uint8_t, uint64_t)
        LOAD(UINT16, uint16_t, uint64_t)
        LOAD(UINT32, uint32_t, uint64_t)
        LOAD(FLOAT32, uint32_t, uint64_t)
#undef LOAD
    default: {
        uint64_t value;
        memcpy(&value, address, sizeof value);
        return value;
    }
    }
}

static inline void item_store(char *address, int64_t dtype, uint64_t bits) {
    switch (item_size(dtype)) {
    case 1: memcpy(address, &bits, 1); break;
    case 2: memcpy(address, &bits, 2); break;
    case 4: memcpy(address, &bits, 4); break;
    default: memcpy(address, &bits, 8); break;
    }
}

#endif
