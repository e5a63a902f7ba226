"""Nested functions that assign to variables of the functions around them."""

import numpy as np


def counter(n):
    count = 0

    def bump(by=1):
        nonlocal count
        count += by
        return count

    for i in range(n):
        bump()
        if i % 3 == 0:
            bump(by=i)
    return count, bump()


counter.cases = [(0,), (5,), (100,)]


def changes_type(xs):
    total = 0
    best = None

    def take(x):
        nonlocal total, best
        total = total + x
        if best is None or x > best:
            best = x

    for x in xs:
        take(x)
    return total, best


changes_type.cases = [([],), ([1, 2],), ([1, 2.5],), ([2**62, 2**62, 2**62],)]


def read_before_and_after(n):
    x = n

    def change():
        nonlocal x
        x *= 2
        return 1

    return x + change() + x, [x, change(), x], x < change() < x


read_before_and_after.cases = [(1,), (5,), (1.5,)]


def augmented_by_its_own_change(n):
    x = n

    def change():
        nonlocal x
        x += 10
        return x

    x += change()
    return x


augmented_by_its_own_change.cases = [(1,), (2**63 - 12,)]


def two_levels(n):
    x = 0
    y = 0

    def outer(k):
        y = 100

        def inner():
            nonlocal x, y
            x += k
            y += 1

        inner()
        inner()
        return y

    return outer(n), outer(2), x, y


two_levels.cases = [(3,), (1.5,)]


def through_a_level(n):
    x = n

    def outer():
        nonlocal x

        def inner():
            nonlocal x
            x += 1

        inner()
        x *= 2

    outer()
    outer()
    return x


through_a_level.cases = [(3,)]


def free_and_unbound(n):
    def read():
        return x

    def set_it():
        nonlocal x
        x = n

    def remove():
        nonlocal x
        del x

    if n > 0:
        set_it()
    if n > 1:
        remove()
    if n > 2:
        remove()
    if n < 0:
        x = 1
        return x
    return read()


free_and_unbound.cases = [(0,), (1,), (2,), (3,), (-1,)]


def unbound_outside(n):
    def change():
        nonlocal x
        del x

    x = n
    if n > 0:
        change()
    return x


unbound_outside.cases = [(0,), (1,)]


def unbound_augmented(n):
    def change():
        nonlocal x
        x += 1

    change()
    x = n
    return x


unbound_augmented.cases = [(0,)]


def in_comprehensions(n):
    seen = 0

    def see(k):
        nonlocal seen
        seen += k
        return seen

    a = [see(k) for k in range(n)]
    b = sum(see(k) + seen for k in range(n))
    return a, b, [[see(i * j) for j in range(2)] for i in range(n)], seen


in_comprehensions.cases = [(0,), (4,)]


def walrus_binds_nonlocal(xs):
    last = None

    def scan():
        nonlocal last
        return [last := x for x in xs if x]

    return scan(), last


walrus_binds_nonlocal.cases = [([1, 0, 2],), ([],), ([0],)]


def targets(xs):
    a = b = i = e = None

    def assign():
        nonlocal a, b, i, e
        a, *b = xs
        for i in range(len(xs)):
            pass
        try:
            1 // (len(xs) - 2)
        except ZeroDivisionError as e:
            pass

    assign()
    try:
        return a, b, i, e
    except NameError as error:
        return str(error)


targets.cases = [([1, 2, 3],), ([1, 2],)]


def raises_halfway(n):
    done = 0

    def work(k):
        nonlocal done
        done += 1
        if k == n:
            raise ValueError(f"at {done}")
        done += 1

    try:
        for k in range(4):
            work(k)
    except ValueError as error:
        return str(error), done
    return done


raises_halfway.cases = [(0,), (2,), (9,)]


def from_lambda(n):
    x = 1

    def step():
        nonlocal x
        x = x * 3 % 7
        return x

    twice = lambda: step() * 10 + step()
    return [twice() for _ in range(n)], x


from_lambda.cases = [(3,)]


def apply_times(f, n):
    for _ in range(n):
        f()


def given_to_a_function_that_calls(n):
    x = 1

    def step():
        nonlocal x
        x += x

    apply_times(step, n)
    return x


given_to_a_function_that_calls.cases = [(3,), (70,)]


def arrays(a):
    position = 0
    total = np.zeros(2)

    def take(k):
        nonlocal position, total
        part = a[position:position + k]
        position += k
        total = total + part[:2]
        return part.sum()

    x = take(2)
    y = take(3)
    return x, y, position, total


arrays.cases = [(np.arange(6.0),), (np.arange(6),)]


def shadowed(n):
    x = n

    def f():
        x = 5

        def g():
            nonlocal x
            x += 1
            return x

        return g() + g()

    return f(), x


shadowed.cases = [(2,)]


def redefines(n):
    def f():
        return 1

    def g():
        nonlocal f

        def f():
            return 2

    if n > 0:
        g()
    return f()


redefines.cases = [(0,), (1,)]


def escapes(n):
    x = 0

    def f(k):
        nonlocal x
        x += k
        return x

    return list(map(f, range(n))), x


escapes.cases = [(3,)]
escapes.may_refuse = True


def recursive(n):
    calls = 0

    def f(k):
        nonlocal calls
        calls += 1
        return k if k < 2 else f(k - 1) + f(k - 2)

    return f(n), calls


recursive.cases = [(5,)]
recursive.may_refuse = True


def captured_by_a_value(xs):
    scale = 1

    def grow():
        nonlocal scale
        scale = -scale

    key = lambda x: x * scale
    grow()
    return sorted(xs, key=key)


captured_by_a_value.cases = [([1, 3, 2],)]
captured_by_a_value.may_refuse = True


def redefined_in_a_branch(n):
    x = 0
    if n > 0:
        def f():
            nonlocal x
            x += 1
    else:
        def f():
            nonlocal x
            x -= 1
    f()
    return x


redefined_in_a_branch.cases = [(0,), (1,)]
redefined_in_a_branch.may_refuse = True


def make_counter(start):
    count = start

    def bump():
        nonlocal count
        count += 1
        return count

    return bump


def own_nonlocal_of_a_value(n):
    bump = make_counter(n)
    other = make_counter(10 * n)
    return bump() + bump(), other(), bump()


own_nonlocal_of_a_value.cases = [(4,), (2.5,)]


def assigned_twice(n, f):
    x, x = n, f(n)
    return x


def helper_that_is_not_compiled(n):
    total = 0
    for i in range(n):
        total += assigned_twice(i, lambda v: v + n)
    return total, [assigned_twice(j, lambda v: v * n) for j in range(n)], n


helper_that_is_not_compiled.cases = [(0,), (3,)]


def raises_again():
    raise


def raising_again_for_the_caller(n):
    try:
        return 1 // n
    except ZeroDivisionError:
        raises_again()


raising_again_for_the_caller.cases = [(0,), (1,)]
raising_again_for_the_caller.may_refuse = True


def nonlocal_within_a_value(xs):
    def key(x):
        tries = 0

        def attempt():
            nonlocal tries
            tries += 1
            return -x

        attempt()
        return attempt() * tries

    return sorted(xs, key=key)


nonlocal_within_a_value.cases = [([1, 3, 2],)]
