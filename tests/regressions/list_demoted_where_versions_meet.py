"""A list that becomes an object where many versions of one place are joined: compiling starts again."""

import math

import numpy as np



def joined(a):
    if isinstance(0.0, int):
        v1 = math.atan2((9007199254740993) / (abs((3)) + 1), abs(5e-324))
        v2 = np.int16(32766)
        v1 %= ((math.atan2(v1 % (v1 or -1), math.atan2(v1, v1))) or 3)
    elif (True >= (9223372036854775807)):
        w3 = 2**63 - 3
        while w3 < 3:
            w3 += 1
            for v4 in np.array([2147483648, -7, 1, 9007199254740993, 1, 5, 9007199254740993, -9223372036854775808, 1, 1, 5, 5, -7, 1, 9007199254740993, -7, 9223372036854775807], dtype=np.int64):
                v4 = np.zeros(3).ndim
                v1 = (1e16) * (3.0)
    for v5 in [1e-300, 0.5][9:(-9223372036854775808)]:
        for v7 in range(0, -1, -2):
            v8 = 3.0
        a = [1e308, 3.0, 1e-300]
    a[(np.zeros(3).shape[0]) % len(a)] -= (-2)
    v9 = 1e16
    v1 = ((np.array([9.223372036854775807e18, -1e308, 4294967296.0], dtype=np.float64)) != np.zeros(3).shape[0])
    v7 = ((18446744073709551615) // 7) < (max(c10 for c10 in range(0))) < ((-2))
    a[0] *= v9
    v4 = v7
    return a, v1, v4, v7, v9, w3


joined.cases = [((128, 4294967296.0),), ((0, 1.0),), ((3, float("nan")),)]
