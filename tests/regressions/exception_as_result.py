"""An exception that is returned holds the frame, and with it the arguments, in the interpreter."""

import numpy as np


def caught(a):
    try:
        a[9]
    except IndexError as e:
        return e


caught.cases = [(np.arange(6.0),), ([1, 2],)]
