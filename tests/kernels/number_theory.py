"""Number theory: machine ints, and ints that outgrow them."""

import math

import numpy as np


def sieve(n):
    is_prime = [True] * (n + 1)
    is_prime[0] = is_prime[1] = False
    p = 2
    while p * p <= n:
        if is_prime[p]:
            for multiple in range(p * p, n + 1, p):
                is_prime[multiple] = False
        p += 1
    return [i for i in range(n + 1) if is_prime[i]]


sieve.cases = [(1,), (2,), (100,), (1000,)]
sieve.large = lambda: (20000,)


def sieve_of_array(n):
    flags = np.ones(n + 1, dtype=bool)
    flags[0] = False
    flags[1] = False
    for p in range(2, int(math.sqrt(n)) + 1):
        if flags[p]:
            for multiple in range(p * p, n + 1, p):
                flags[multiple] = False
    count = 0
    for i in range(n + 1):
        if flags[i]:
            count += 1
    return count


sieve_of_array.cases = [(1,), (10,), (1000,)]
sieve_of_array.large = lambda: (20000,)


def is_prime(n):
    if n < 2:
        return False
    if n % 2 == 0:
        return n == 2
    d = 3
    while d * d <= n:
        if n % d == 0:
            return False
        d += 2
    return True


is_prime.cases = [(0,), (2,), (91,), (97,), (1000003,), (True,)]
is_prime.large = lambda: (10**9 + 7,)


def count_primes(n):
    return sum(1 for k in range(n) if is_prime(k))


count_primes.cases = [(0,), (100,), (500,)]
count_primes.large = lambda: (3000,)


def greatest_common_divisor(a, b):
    while b:
        a, b = b, a % b
    return a


greatest_common_divisor.cases = [(0, 0), (12, 18), (-12, 18), (2**70, 3 * 2**65), (10**18, 10**9 + 7)]
greatest_common_divisor.large = lambda: (2880067194370816120, 1779979416004714189)


def sum_of_gcds(n):
    total = 0
    for i in range(1, n):
        for j in range(i, n):
            total += math.gcd(i, j)
    return total


sum_of_gcds.cases = [(1,), (30,)]
sum_of_gcds.large = lambda: (150,)


def extended_gcd(a, b):
    x0, x1, y0, y1 = 1, 0, 0, 1
    while b != 0:
        q, a, b = a // b, b, a % b
        x0, x1 = x1, x0 - q * x1
        y0, y1 = y1, y0 - q * y1
    return a, x0, y0


extended_gcd.cases = [(240, 46), (0, 5), (7, 0), (2**64 + 13, 2**61 - 1)]
extended_gcd.large = lambda: (2880067194370816120, 1779979416004714189)


def collatz_length(n):
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n //= 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps


collatz_length.cases = [(1,), (27,), (837799,), (2**64 + 1,)]
collatz_length.large = lambda: (837799,)


def longest_collatz(limit):
    best, best_start = 0, 1
    for start in range(1, limit):
        length = collatz_length(start)
        if length > best:
            best, best_start = length, start
    return best_start, best


longest_collatz.cases = [(2,), (300,)]
longest_collatz.large = lambda: (1000,)


def totients(n):
    phi = list(range(n + 1))
    for p in range(2, n + 1):
        if phi[p] == p:
            for k in range(p, n + 1, p):
                phi[k] -= phi[k] // p
    return phi


totients.cases = [(1,), (50,)]
totients.large = lambda: (10000,)


def power_modulo(base, exponent, modulus):
    result = 1
    base %= modulus
    while exponent > 0:
        if exponent & 1:
            result = result * base % modulus
        base = base * base % modulus
        exponent >>= 1
    return result


power_modulo.cases = [(3, 200, 13), (2, 10**6, 10**9 + 7), (5, 117, 2**61 - 1), (7, 0, 1), (2, 5, 0)]
power_modulo.large = lambda: (3, 10**18, 10**9 + 7)


def miller_rabin(n):
    if n < 2:
        return False
    for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        if n % p == 0:
            return n == p
    d, r = n - 1, 0
    while d % 2 == 0:
        d //= 2
        r += 1
    for a in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        x = pow(a, d, n)
        if x == 1 or x == n - 1:
            continue
        for _ in range(r - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


miller_rabin.cases = [(1,), (37,), (561,), (2**31 - 1,), (2**61 - 1,), (2**61 + 1,), (2**89 - 1,)]
miller_rabin.large = lambda: (2**61 - 1,)


def prime_factors(n):
    factors = []
    d = 2
    while d * d <= n:
        while n % d == 0:
            factors.append(d)
            n //= d
        d += 1
    if n > 1:
        factors.append(n)
    return factors


prime_factors.cases = [(1,), (360,), (97,), (2**40,), (600851475143,)]
prime_factors.large = lambda: (10**9 + 7,)


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


fibonacci.cases = [(0,), (1,), (90,), (92,), (93,), (300,)]
fibonacci.large = lambda: (90,)


def fibonacci_digits(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    total = 0
    while a > 0:
        a, digit = divmod(a, 10)
        total += digit
    return total


fibonacci_digits.cases = [(10,), (80,), (200,)]
fibonacci_digits.large = lambda: (80,)


def factorial(n):
    result = 1
    for k in range(2, n + 1):
        result *= k
    return result


factorial.cases = [(0,), (20,), (21,), (60,)]
factorial.large = lambda: (20,)


def sum_of_digits(n):
    total = 0
    while n:
        total += n % 10
        n //= 10
    return total


sum_of_digits.cases = [(0,), (98765,), (2**100,)]
sum_of_digits.large = lambda: (10**18 - 1,)


def pascal_row(n):
    row = [1]
    for k in range(n):
        row.append(row[k] * (n - k) // (k + 1))
    return row


pascal_row.cases = [(0,), (5,), (70,)]
pascal_row.large = lambda: (58,)


def catalan(n):
    numbers = [0] * (n + 1)
    numbers[0] = 1
    for i in range(1, n + 1):
        for j in range(i):
            numbers[i] += numbers[j] * numbers[i - 1 - j]
    return numbers[n]


catalan.cases = [(0,), (10,), (40,)]
catalan.large = lambda: (35,)


def perfect_numbers(limit):
    found = []
    for n in range(2, limit):
        total = 1
        for d in range(2, math.isqrt(n) + 1):
            if n % d == 0:
                total += d
                if d != n // d:
                    total += n // d
        if total == n:
            found.append(n)
    return found


perfect_numbers.cases = [(5,), (500,)]
perfect_numbers.large = lambda: (2000,)


def josephus(n, k):
    position = 0
    for size in range(2, n + 1):
        position = (position + k) % size
    return position


josephus.cases = [(1, 2), (41, 3), (1000, 7)]
josephus.large = lambda: (20000, 7)


def linear_congruence(seed, n):
    state = seed
    total = 0
    for _ in range(n):
        state = (6364136223846793005 * state + 1442695040888963407) % 2**64
        total ^= state >> 33
    return total


linear_congruence.cases = [(0, 0), (1, 50), (2**64 - 1, 50)]
linear_congruence.large = lambda: (1, 5000)


def xorshift(seed, n):
    x = seed
    for _ in range(n):
        x ^= (x << 13) & 0xFFFFFFFF
        x ^= x >> 17
        x ^= (x << 5) & 0xFFFFFFFF
    return x


xorshift.cases = [(1, 0), (2463534242, 100)]
xorshift.large = lambda: (2463534242, 10000)


def bit_counts(n):
    counts = [0] * (n + 1)
    for i in range(1, n + 1):
        counts[i] = counts[i >> 1] + (i & 1)
    return max(counts), sum(counts)


bit_counts.cases = [(0,), (255,), (1000,)]
bit_counts.large = lambda: (10000,)


def binomial_sum(n):
    return sum(math.comb(n, k) for k in range(n + 1))


binomial_sum.cases = [(0,), (10,), (70,)]
binomial_sum.large = lambda: (60,)


def pi_digits(n):
    digits = []
    q, r, t, k, m, x = 1, 0, 1, 1, 3, 3
    while len(digits) < n:
        if 4 * q + r - t < m * t:
            digits.append(m)
            q, r, m = 10 * q, 10 * (r - m * t), (10 * (3 * q + r)) // t - 10 * m
        else:
            q, r, t, k, m, x = (
                q * k, (2 * q + r) * x, t * x, k + 1, (q * (7 * k + 2) + r * x) // (t * x), x + 2,
            )  # fmt: skip
    return digits


pi_digits.cases = [(0,), (1,), (30,)]
pi_digits.large = lambda: (100,)
