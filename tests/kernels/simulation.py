"""Simulation and numerical integration."""

import math

import numpy as np


def n_body(bodies, steps, dt):
    n = len(bodies)
    for _ in range(steps):
        for i in range(n):
            a = bodies[i]
            for j in range(i + 1, n):
                b = bodies[j]
                dx = a[0] - b[0]
                dy = a[1] - b[1]
                dz = a[2] - b[2]
                distance = math.sqrt(dx * dx + dy * dy + dz * dz)
                magnitude = dt / (distance * distance * distance)
                for k, d in enumerate((dx, dy, dz)):
                    a[3 + k] -= d * b[6] * magnitude
                    b[3 + k] += d * a[6] * magnitude
        for body in bodies:
            for k in range(3):
                body[k] += dt * body[3 + k]
    return bodies


n_body.cases = [
    ([[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.5], [4.8, -1.2, -0.1, 0.6, 2.8, 0.0, 0.04], [8.3, 4.1, -0.4, -1.0, 1.8, 0.0, 0.01]],
     5, 0.01),
]  # fmt: skip
n_body.large = lambda: ([[0.1 * i, 4.8 - i, 0.3 * i * i, 0.6, 0.1 * i, 0.0, 1.0 + i] for i in range(5)], 100, 0.01)


def n_body_arrays(position, velocity, mass, dt):
    n = len(mass)
    for i in range(n):
        ax = ay = 0.0
        for j in range(n):
            if i == j:
                continue
            dx = position[j, 0] - position[i, 0]
            dy = position[j, 1] - position[i, 1]
            r2 = dx * dx + dy * dy + 1e-9
            inverse = 1.0 / (r2 * math.sqrt(r2))
            ax += mass[j] * dx * inverse
            ay += mass[j] * dy * inverse
        velocity[i, 0] += ax * dt
        velocity[i, 1] += ay * dt
    for i in range(n):
        position[i, 0] += velocity[i, 0] * dt
        position[i, 1] += velocity[i, 1] * dt
    return position


n_body_arrays.cases = [(np.cos(np.arange(8.0)).reshape(4, 2), np.zeros((4, 2)), np.arange(1.0, 5.0), 0.1)]
n_body_arrays.large = lambda: (np.cos(np.arange(120.0)).reshape(60, 2), np.zeros((60, 2)), np.arange(1.0, 61.0), 0.1)


def lorenz(steps, dt=0.01):
    x, y, z = 1.0, 1.0, 1.0
    path = []
    for _ in range(steps):
        dx = 10.0 * (y - x)
        dy = x * (28.0 - z) - y
        dz = x * y - 8.0 / 3.0 * z
        x, y, z = x + dx * dt, y + dy * dt, z + dz * dt
        path.append((x, y, z))
    return path


lorenz.cases = [(0,), (20,), (3, 0.001)]
lorenz.large = lambda: (5000,)


def runge_kutta(y, t, end, h):
    while t < end:
        k1 = derivative(t, y)
        k2 = derivative(t + h / 2, y + h * k1 / 2)
        k3 = derivative(t + h / 2, y + h * k2 / 2)
        k4 = derivative(t + h, y + h * k3)
        y += h * (k1 + 2 * k2 + 2 * k3 + k4) / 6
        t += h
    return y


def derivative(t, y):
    return math.cos(t) - 0.5 * y


runge_kutta.cases = [(1.0, 0.0, 2.0, 0.1), (1, 0, 1, 0.25)]
runge_kutta.large = lambda: (1.0, 0.0, 100.0, 0.05)


def monte_carlo_pi(n, seed):
    inside = 0
    state = seed
    for _ in range(n):
        state = (1664525 * state + 1013904223) % 4294967296
        x = state / 4294967296
        state = (1664525 * state + 1013904223) % 4294967296
        y = state / 4294967296
        if x * x + y * y <= 1.0:
            inside += 1
    return 4 * inside / n


monte_carlo_pi.cases = [(200, 42), (0, 1)]
monte_carlo_pi.large = lambda: (20000, 42)


def random_walk(steps, seed):
    x = y = 0
    farthest = 0
    for _ in range(steps):
        seed = (seed * 16807) % 2147483647
        direction = seed % 4
        if direction == 0:
            x += 1
        elif direction == 1:
            x -= 1
        elif direction == 2:
            y += 1
        else:
            y -= 1
        farthest = max(farthest, abs(x) + abs(y))
    return x, y, farthest


random_walk.cases = [(0, 1), (300, 12345)]
random_walk.large = lambda: (20000, 12345)


def epidemic(days, beta, gamma):
    susceptible, infected, recovered = 990.0, 10.0, 0.0
    history = []
    for _ in range(days):
        new_infections = beta * susceptible * infected / 1000
        new_recoveries = gamma * infected
        susceptible -= new_infections
        infected += new_infections - new_recoveries
        recovered += new_recoveries
        history.append([susceptible, infected, recovered])
    peak = max(row[1] for row in history)
    return peak, history[-1]


epidemic.cases = [(30, 0.3, 0.1), (0, 0.3, 0.1)]
epidemic.large = lambda: (5000, 0.3, 0.1)


def mandelbrot(width, height, limit):
    rows = []
    for py in range(height):
        row = []
        for px in range(width):
            cx = px / width * 3.5 - 2.5
            cy = py / height * 2 - 1
            x = y = 0.0
            count = 0
            while x * x + y * y <= 4 and count < limit:
                x, y = x * x - y * y + cx, 2 * x * y + cy
                count += 1
            row.append(count)
        rows.append(row)
    return rows


mandelbrot.cases = [(12, 6, 30), (0, 3, 5)]
mandelbrot.large = lambda: (60, 30, 50)


def julia(n):
    out = np.zeros((n, n), dtype=np.int32)
    for i in range(n):
        for j in range(n):
            zr, zi = 3.0 * i / n - 1.5, 3.0 * j / n - 1.5
            k = 0
            while zr * zr + zi * zi < 4.0 and k < 40:
                zr, zi = zr * zr - zi * zi - 0.7, 2.0 * zr * zi + 0.27015
                k += 1
            out[i, j] = k
    return out


julia.cases = [(1,), (8,)]
julia.large = lambda: (40,)


def logistic_map(r, x, n):
    values = []
    for _ in range(n):
        x = r * x * (1 - x)
        values.append(x)
    return values


logistic_map.cases = [(3.7, 0.5, 20), (4, 1, 3), (3.7, np.float64(0.5), 4)]
logistic_map.large = lambda: (3.7, 0.5, 10000)


def newton_sqrt(x):
    if x < 0:
        raise ValueError(f"no square root of {x}")
    if x == 0:
        return 0.0
    guess = x
    while True:
        better = (guess + x / guess) / 2
        if abs(better - guess) < 1e-12:
            return better
        guess = better


newton_sqrt.cases = [(2,), (0,), (1e10,), (-1,), (-2.5,)]
newton_sqrt.large = lambda: (1e10,)


def bisection(low, high, tolerance):
    assert low < high, "an empty interval"
    turns = 0
    while high - low > tolerance:
        middle = (low + high) / 2
        if middle**3 - middle - 2 > 0:
            high = middle
        else:
            low = middle
        turns += 1
    return (low + high) / 2, turns


bisection.cases = [(1, 2, 1e-6), (1.0, 2.0, 0.5), (2, 1, 0.1)]
bisection.large = lambda: (1.0, 2.0, 1e-12)


def simpson(n):
    if n % 2:
        raise ValueError("n must be even, not %d" % n)
    h = math.pi / n
    total = math.sin(0.0) + math.sin(math.pi)
    for i in range(1, n):
        total += (4 if i % 2 else 2) * math.sin(i * h)
    return total * h / 3


simpson.cases = [(2,), (50,), (3,)]
simpson.large = lambda: (10000,)


def trapezoid(xs, ys):
    return sum((xs[i + 1] - xs[i]) * (ys[i] + ys[i + 1]) / 2 for i in range(len(xs) - 1))


trapezoid.cases = [([0.0, 1.0, 2.0], [0.0, 1.0, 4.0]), (np.arange(5.0), np.arange(5.0) ** 2), ([], [])]
trapezoid.large = lambda: (np.arange(5000.0), np.arange(5000.0) ** 2)


def ising(n, sweeps, seed):
    spins = np.ones((n, n), dtype=np.int64)
    state = seed
    for _ in range(sweeps):
        for i in range(n):
            for j in range(n):
                around = (
                    spins[(i + 1) % n, j] + spins[(i - 1) % n, j] + spins[i, (j + 1) % n] + spins[i, (j - 1) % n]
                )
                change = 2 * spins[i, j] * around
                state = (1103515245 * state + 12345) % 2147483648
                if change <= 0 or state / 2147483648 < math.exp(-0.4 * change):
                    spins[i, j] = -spins[i, j]
    return int(np.sum(spins))


ising.cases = [(2, 1, 1), (6, 4, 7)]
ising.large = lambda: (30, 5, 7)


def gillespie(population, steps, seed):
    t = 0.0
    for _ in range(steps):
        birth, death = 0.5 * population, 0.3 * population
        total = birth + death
        if total == 0:
            break
        seed = (seed * 48271) % 2147483647
        t += -math.log(seed / 2147483647) / total
        seed = (seed * 48271) % 2147483647
        population += 1 if seed / 2147483647 * total < birth else -1
    return t, population


gillespie.cases = [(10, 50, 7), (0, 5, 1)]
gillespie.large = lambda: (1000, 5000, 7)


def pendulum(angle, velocity, steps):
    dt = 0.02
    highest = 0.0
    for _ in range(steps):
        velocity -= 9.81 * math.sin(angle) * dt
        angle += velocity * dt
        energy = 0.5 * velocity**2 + 9.81 * (1 - math.cos(angle))
        if energy > highest:
            highest = energy
    return angle, velocity, highest


pendulum.cases = [(0.5, 0.0, 50), (1, 0, 3)]
pendulum.large = lambda: (0.5, 0.0, 5000)


def kepler(mean, eccentricity):
    e = mean
    for turn in range(50):
        step = (e - eccentricity * math.sin(e) - mean) / (1 - eccentricity * math.cos(e))
        e -= step
        if math.fabs(step) < 1e-14:
            return e, turn
    return e, -1


kepler.cases = [(1.0, 0.3), (3, 0.9)]
kepler.large = lambda: (3.0, 0.9)


def forest_fire(trees, steps):
    rows = len(trees)
    columns = len(trees[0])
    for _ in range(steps):
        burning = [(i, j) for i in range(rows) for j in range(columns) if trees[i][j] == 2]
        for i, j in burning:
            trees[i][j] = 0
            for y, x in ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)):
                if 0 <= y < rows and 0 <= x < columns and trees[y][x] == 1:
                    trees[y][x] = 2
    return trees


forest_fire.cases = [([[1, 1, 0], [2, 1, 1], [1, 0, 1]], 2)]
forest_fire.large = lambda: ([[2 if i == j == 0 else 1 for j in range(30)] for i in range(30)], 15)


def black_scholes(price, strike, years, rate, volatility):
    d1 = (math.log(price / strike) + (rate + volatility**2 / 2) * years) / (volatility * math.sqrt(years))
    d2 = d1 - volatility * math.sqrt(years)
    return price * normal(d1) - strike * math.exp(-rate * years) * normal(d2)


def normal(x):
    return 0.5 * (1.0 + math.erf(x / math.sqrt(2.0)))


def price_options(prices, strike):
    total = 0.0
    for price in prices:
        total += black_scholes(price, strike, 1.0, 0.05, 0.2)
    return total


price_options.cases = [([90.0, 100.0, 110.0], 100.0), (np.array([90.0, 100.0]), 95.0), ([-1.0], 1.0)]
price_options.large = lambda: (np.linspace(50.0, 150.0, 1000), 100.0)


def binomial_option(steps):
    up = math.exp(0.2 * math.sqrt(1 / steps))
    down = 1 / up
    p = (math.exp(0.05 / steps) - down) / (up - down)
    values = [max(0.0, 100 * up**k * down ** (steps - k) - 100) for k in range(steps + 1)]
    for step in range(steps, 0, -1):
        for k in range(step):
            values[k] = math.exp(-0.05 / steps) * (p * values[k + 1] + (1 - p) * values[k])
    return values[0]


binomial_option.cases = [(1,), (12,), (0,)]
binomial_option.large = lambda: (80,)
