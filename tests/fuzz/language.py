"""What Python and NumPy have beside arithmetic and loops, with random parts: a mixin of generate.Kernel.
Most of it runs boxed, where the question is what typed code around it sees of it."""


class Language:
    def rich_statement(self):
        """One statement, or a few, of the rarer kinds."""
        self.rng.choice(
            [self.several_targets, self.swap, self.walrus, self.starred, self.dictionary, self.collection_of_values,
             self.text, self.nested_function, self.sliced_store, self.list_surgery, self.masked, self.errstate,
             self.shaped, self.keyword_call, self.kept_generator]
        )()  # fmt: skip

    def several_targets(self):
        value = self.of(self.pick("int", "float", "list", "scalar"), 1)
        first, second = self.new_name("int"), self.new_name("int")
        self.put(f"{first} = {second} = {value}")
        if self.chance(40):
            self.put(f"{first} {self.pick('+=', '*=', '-=')} {self.int(0)}")

    def swap(self):
        names = [n for n in self.variables if n not in self.maybe and n not in self.frozen]
        if len(names) < 2:
            return self.several_targets()
        first, second = self.rng.sample(names, 2)
        self.put(f"{first}, {second} = {second}, {first}")
        kinds = self.variables
        kinds[first], kinds[second] = kinds[second], kinds[first]

    def walrus(self):
        name = self.new_name("int", "u")
        value = self.of(self.pick("int", "float", "scalar"), 1)
        self.put(self.pick(
            f"{self.bind('int')} = ({name} := {value}) + {name}",
            f"if ({name} := {value}) > {self.number(0)}: {self.new_name('int', 'y')} = {name}",
            f"{self.bind('list')} = [{name} := {value}, {name}]",
        ))  # fmt: skip
        self.maybe.update(n for n in self.variables if n.startswith("y"))

    def starred(self):
        rest = self.new_name("list", "r")
        first = self.new_name("int", "f")
        source = self.pick(self.list(1), self.tuple(1), self.array(0), f"range({self.pick(0, 1, 4)})")
        self.put(f"{self.pick(f'{first}, *{rest}', f'*{rest}, {first}')} = {source}")
        if self.chance(40):
            self.put(f"{self.new_name('list')} = [*{rest}, {self.number(0)}, *{rest}]")

    def dictionary(self):
        name = f"d{len(self.lines)}"
        keys = [self.pick(self.int(0), self.number(0), "'a'", "'b'") for _ in range(self.pick(1, 2, 3))]
        self.put(f"{name} = {{{', '.join(f'{key}: {self.number(1)}' for key in keys)}}}")
        key = self.pick(*keys, self.int(0))
        for _ in range(self.pick(1, 2)):
            self.put(self.pick(
                f"{self.new_name('int')} = {name}[{key}]", f"{self.new_name('int')} = {name}.get({key}, {self.int(0)})",
                f"{name}[{key}] = {self.number(1)}", f"{self.new_name('int')} = len({name})",
                f"{self.new_name('bool')} = {key} in {name}", f"{self.new_name('list')} = list({name}.values())",
                f"{self.new_name('int')} = sum({name}.values())", f"{name}[{key}] += {self.number(0)}",
                f"for {self.new_name('int', 'k')} in {name}: {self.accumulator()} += 1",
            ))  # fmt: skip
        self.maybe.update(n for n in self.variables if n.startswith("k"))

    def collection_of_values(self):
        items = ", ".join(self.number(0) for _ in range(self.pick(1, 2, 4)))
        self.put(self.pick(
            f"{self.new_name('int')} = len({{{items}}})", f"{self.new_name('list')} = sorted({{{items}}})",
            f"{self.new_name('bool')} = {self.number(0)} in {{{items}}}",
            f"{self.new_name('list')} = sorted([{items}], key=lambda x: -x)", f"{self.new_name('list')} = sorted([{items}], reverse=True)",
            f"{self.new_name('int')} = max([{items}], key=abs)", f"{self.new_name('list')} = list(map(abs, [{items}]))",
            f"{self.new_name('list')} = [*zip([{items}], range(3))]", f"{self.new_name('int')} = max([{items}], default=0)",
            f"{self.new_name('int')} = ({items},).count({self.int(0)})", f"{self.new_name('list')} = list(filter(None, [{items}]))",
        ))  # fmt: skip

    def text(self):
        value = self.number(1)
        self.put(self.pick(
            f"{self.new_name('text', 'z')} = f'{{{self.variable('int', 'float', 'scalar', 'bool') or 1}}}'",
            f"{self.new_name('text', 'z')} = str({value})", f"{self.new_name('text', 'z')} = repr({value})",
            f"{self.new_name('int')} = len(str({value}))", f"{self.new_name('text', 'z')} = '%s %r' % ({value}, {self.number(0)})",
            f"{self.new_name('int')} = int('{self.pick('12', '-7', '9' * 20, 'x')}')", f"{self.new_name('float')} = float('{self.pick('1e3', 'nan', '.')}')",
            f"{self.new_name('text', 'z')} = 'ab' * {self.pick('2', '0', '(-1)', self.int(0) + ' % 4')}",
            f"{self.new_name('float')} = {self.atom('float', 0)}.{self.pick('is_integer()', 'hex()', 'as_integer_ratio()')}",
            f"{self.new_name('text', 'z')} = type({value}).__name__",
        ))  # fmt: skip

    def nested_function(self):
        name = f"n{len(self.lines)}_"
        outer = self.variable("int", "float", "scalar") or "1"
        if self.chance(50):
            self.put(f"{name} = lambda x: x {self.pick('+', '*', '-')} {outer}")
        else:
            self.put(f"def {name}(x, y={self.int(0)}):")
            self.put(f"    return x {self.pick('+', '*', '-')} {self.pick('y', outer)}")
        if self.chance(30) and outer != "1" and outer not in self.frozen:
            self.put(f"{outer} = {self.of(self.variables[outer], 0)}")
        self.put(f"{self.new_name('int')} = {name}({self.number(1)})")

    def sliced_store(self):
        array = self.variable("array", "matrix")
        if array is None:
            return self.list_surgery()
        value = self.pick(self.number(1), self.number(1), array, f"{array} * 2", self.array(0))
        place = self.pick(":", "1:", ":-1", "::2", "::-1", self.slice(0), "...", f"{array} > {self.number(0)}", "[0, -1]", "0")
        if self.variables[array] == "matrix":
            place = self.pick(place, f":, {self.index(0)}", f"{self.index(0)}, :", f"{self.index(0)}, {self.slice(0)}")
        self.put(f"{array}[{place}] {self.pick('=', '=', '+=', '-=', '*=')} {value}")

    def list_surgery(self):
        name = self.variable("list")
        if name is None:
            name = self.new_name("list", "q")
            self.put(f"{name} = {self.list(1)}")
        self.put(self.pick(
            f"{name}[{self.slice(0)}] = {self.list(0)}", f"del {name}[{self.slice(0)}]", f"{name}.extend({self.pick(name, self.list(0))})",
            f"{name} *= {self.pick(0, 2, -1)}", f"{name} += {self.pick(self.tuple(0), self.list(0))}", f"{name}.remove({self.int(0)})",
            f"{name}.insert({self.index(0)}, {self.number(0)})", f"{name}.clear()", f"{name}[{self.index(0)}] = {name}",
            f"{self.new_name('list')} = {name}.copy()", f"{self.new_name('int')} = {name}.pop({self.index(0)})",
            f"{name}.sort(reverse={self.bool(0)})", f"{self.new_name('list')} = {name}[:] + {name}[::-1]",
        ))  # fmt: skip

    def masked(self):
        array = self.known(self.array_literal, "array")
        other = self.known(self.array_literal, "array")
        self.put(f"{self.new_name('array')} = " + self.pick(
            f"{array}[{array} {self.compare()} {self.number(0)}]", f"{array}[[0, -1]]", f"{array}[np.arange({self.pick(0, 2)})]",
            f"np.concatenate(({array}, {other}))", f"np.append({array}, {self.number(0)})", f"np.diff({array})",
            f"np.clip({array}, {self.int(0)}, {self.int(0)})", f"np.full({self.pick(0, 3)}, {self.number(0)})",
            f"np.linspace(0, {self.pick(1, 2.5)}, {self.pick(0, 1, 5)})", f"np.zeros_like({array})", f"np.argsort({array}, kind='stable')",
            f"np.unique({array})", f"np.outer({array}, {other})", f"{array}.reshape(-1, 1)", f"{array}[:, None]", f"{array}[None]",
            f"np.full_like({array}, {self.int(0)})", f"np.repeat({array}, 2)", f"np.flip({array})", f"np.nonzero({array})[0]",
            f"({array} > {self.number(0)}) & ({array} < {self.number(0)})", f"~({array} == {self.number(0)})", f"abs({array})",
            f"np.array({self.matrix(0)})", f"np.minimum({array}, {other})", f"np.mean({self.matrix(0)}, axis={self.pick(0, 1, -1)})",
        ))  # fmt: skip

    def errstate(self):
        self.put(f"with np.errstate({self.pick('all', 'over', 'divide', 'invalid')}='{self.pick('ignore', 'warn', 'raise')}'):")
        self.put(f"    {self.bind('scalar')} = {self.scalar(2)}")

    def shaped(self):
        array = self.known(self.array_literal, "array", "matrix")
        self.put(f"{self.new_name('int')} = " + self.pick(
            f"{array}.shape", f"{array}.dtype == np.{self.pick('float64', 'int64', 'uint8')}", f"{array}.dtype.name", f"len({array}.T)",
            f"{array}.any()", f"{array}.all()", f"np.{self.pick('any', 'all', 'ptp', 'median', 'var')}({array})", f"{array}.item(0)",
            f"{array}.{self.pick('min', 'max', 'sum')}(initial={self.number(0)})", f"sum({array}.flat)", f"{array}.tolist()",
            f"np.sum({array}, dtype=np.{self.pick('float64', 'int8', 'uint64')})", f"np.array_equal({array}, {array}[::-1])",
            f"({array}.dtype != object and {array}.tobytes())", f"np.searchsorted({array}, {self.number(0)})", f"np.allclose({array}, {self.number(0)})",
            f"{array}.argmax()", f"np.max({array}, initial={self.number(0)})", f"math.fsum({array})", f"np.prod({array}.shape)",
        ))  # fmt: skip

    def keyword_call(self):
        self.put(f"{self.new_name('int')} = " + self.pick(
            f"round({self.number(1)}, ndigits={self.pick('None', 0, 1, -1)})", f"int({self.number(1)})", f"pow({self.int(1)}, 2, {self.divisor(self.int(0))})",
            f"max({self.number(1)}, {self.number(1)}, {self.number(1)})", f"sum([{self.number(0)}, {self.number(0)}], start={self.number(0)})",
            f"math.{self.pick('gcd', 'lcm')}({self.int(0)}, {self.int(0)})", f"math.isqrt(abs({self.int(0)}))", f"math.comb({self.pick(5, 60, 200)}, 3)",
            f"math.{self.pick('prod', 'fsum')}({self.list(0)})", f"math.isclose({self.float(0)}, {self.float(0)})", f"math.{self.pick('log2', 'log10', 'log', 'expm1')}({self.number(0)})",
            f"math.ldexp({self.float(0)}, {self.pick(1, -1, 1000, -1080)})", f"math.{self.pick('frexp', 'modf')}({self.float(0)})",
            f"complex({self.float(0)}, {self.float(0)})", f"{self.float(0)} ** {self.atom('float', 0)}", f"({self.atom('scalar', 0)}).dtype.itemsize",
            f"bool({self.list(0)})", f"hash({self.atom('float', 0)})", f"{self.int(0)} if {self.list(0)} else {self.float(0)}", "[].copy()",
            f"list(reversed({self.list(0)}))", f"tuple({self.list(0)})[::{self.pick(1, -1, 2)}]", f"next(iter({self.list(0)}), {self.int(0)})",
            f"isinstance({self.number(0)}, (int, np.integer))", f"type({self.number(0)}) is {self.pick('int', 'float', 'bool', 'np.float64')}",
        ))  # fmt: skip

    def kept_generator(self):
        name = f"i{len(self.lines)}"
        self.put(f"{name} = {self.pick('iter', 'enumerate', 'reversed', 'iter')}({self.pick(self.list(1), self.list(0), self.known(self.array_literal, 'array'))})")
        self.put(f"{self.new_name('int')} = next({name}, {self.int(0)})")
        self.put(f"{self.new_name('list')} = list({name})")
