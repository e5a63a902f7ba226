"""An object that only dead code refers to: LLVM drops its name before addresses are put in."""


def unbound(a):
    v[3] = min(int(2.5), 7)  # noqa: F821
    v = a
    return v


unbound.cases = [(1,)]
