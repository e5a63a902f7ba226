"""What real kernels do with arrays, with random parts: a mixin of generate.Kernel."""

REDUCTIONS = ["sum", "prod", "max", "min", "mean", "std"]


class Patterns:
    """Loops over arrays and reductions of small ones."""

    def accumulator(self):
        """A variable to add to; made before the loop, mostly as 0."""
        known = self.variable("int", "float", "scalar")
        if known and known not in self.frozen and self.chance(70):
            return known
        name = self.new_name("int", "s")
        self.put(f"{name} = {self.pick('0', '0', '0', '0.0', '1', self.number(0))}")
        return name

    def over_items(self, depth):
        """What real kernels do with arrays: every item in turn, by its index."""
        array = self.variable("array", "matrix")
        if array is None:
            return self.for_loop(depth)
        total = self.accumulator()
        indices = ["i", "j"] if self.variables[array] == "matrix" else ["i"]
        outer = self.indent
        for axis, index in enumerate(indices):
            start = self.pick("", "", "", "1, ")
            self.put(f"for {index} in range({start}{array}.shape[{axis}]):")
            self.indent += 1
        place = f"{array}[{', '.join(indices)}]"
        self.variables.update(dict.fromkeys(indices, "int"))
        self.frozen.update(indices)
        self.loops += 1
        for _ in range(self.pick(1, 1, 2)):
            kind = self.pick("int", "float", "scalar")
            self.put(
                self.pick(
                    f"{total} += {place}", f"{total} += {place} * {self.atom(kind, 1)}", f"{total} = {total} + {place}",
                    f"{total} = max({total}, {place})", f"{total} -= {place} {self.pick('+', '*', '-')} {indices[-1]}",
                    f"{place} = {self.of(kind, 2)}", f"{place} {self.pick('+=', '*=', '-=')} {self.of(kind, 1)}",
                    f"{total} += int({place})", f"{total} += {self.atom(kind, 1)} - float({place})",
                    f"{total} += 1 if {place} {self.compare()} {self.of(kind, 1)} else {self.int(1)}",
                    f"{place} = {array}[{', '.join(f'{n} - 1' for n in indices)}]",
                )
            )  # fmt: skip
        if depth > 1 and self.chance(40):
            self.indent -= 1
            self.body(depth - 1)
            self.indent += 1
        self.loops -= 1
        self.indent = outer
        for index in indices:
            self.maybe.add(index)

    def small_arrays(self, depth):
        """Reductions of small arrays made of loop counters."""
        total = self.accumulator()
        counter = self.new_name("int", "n")
        self.frozen.add(counter)
        self.put(f"for {counter} in range({self.pick('4', '3', '1, 5', '0', '2**62, 2**62 + 2', '-3, 3')}):")
        self.indent += 1
        self.loops += 1
        items = [self.pick(counter, f"{counter} * 2", f"{counter} + 1", f"{total}", self.int(1), self.number(0))
                 for _ in range(self.pick(1, 2, 2, 3, 3, 4, 7, 8, 9, 17))]  # fmt: skip
        made = f"np.array([{', '.join(items)}])"
        if self.chance(50):
            name = self.new_name("array", "m")
            self.put(f"{name} = {made}")
            self.maybe.add(name)
            made = name
        for _ in range(self.pick(1, 1, 2)):
            reduction = self.rng.choice(REDUCTIONS)
            reduced = f"np.{reduction}({made})" if self.chance(70) else f"{made}.{reduction}()"
            self.put(self.pick(
                f"{total} += int({reduced})", f"{total} += {reduced}", f"{total} = {reduced}",
                f"{total} -= {made}[{self.pick('0', '-1', '1', counter, 'len(' + made + ') - 1')}]",
                f"if {reduced} > {self.number(0)}: {total} += {self.int(0)}",
                f"{total} += len({made})", f"{total} = float({reduced})",
            ))  # fmt: skip
        self.loops -= 1
        self.indent -= 1
        self.maybe.add(counter)
