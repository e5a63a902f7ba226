"""Print what CMake must know of this Python and its NumPy, as one CMake list."""

import os
import platform
import sysconfig

import numpy

variable = sysconfig.get_config_var
libdir = os.path.join(variable("LIBDIR"), "")
facts = [
    platform.python_version(),
    variable("INCLUDEPY"),
    variable("LDVERSION"),
    os.path.dirname(libdir),
    variable("LIBPL"),
    numpy.__version__,
    numpy.get_include(),
]
print(";".join(facts))
