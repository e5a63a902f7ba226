"""What real kernels do with arrays and lists, with random parts: a mixin of generate.Kernel."""

from arguments import DTYPES, ITEMS

REDUCTIONS = ["sum", "prod", "max", "min", "mean", "std"]
# Of small arrays: mostly as real kernels make them; the wide ones take long to compile.
WIDTHS = [1, 2, 2, 2, 3, 3, 3, 4] * 5 + [7, 8, 9, 17]


class Patterns:
    """Loops over arrays, reductions of small ones, lists that are collected and then used."""

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
                 for _ in range(self.rng.choice(WIDTHS))]  # fmt: skip
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

    def plain(self):
        """One operation on variables and boundaries, its result kept: what a wrong rule shows in at once."""
        kind = self.pick("int", "int", "int", "float", "float", "scalar")
        operators = {
            "int": ["//", "//", "%", "%", "+", "-", "*", "&", "|", "^", ">> 1 +", "<< 1 + 200 %"],
            "float": ["/", "/", "+", "-", "*", "//", "%"],
            "scalar": ["+", "+", "*", "*", "-", "//", "%", "/"],
        }[kind]
        left = self.of(kind, 0)
        right = self.of(self.pick(kind, kind, kind, "int"), 0)
        if kind == "scalar" and self.chance(50):  # of one dtype, or nothing wraps
            dtype = self.rng.choice(DTYPES)
            left, right = (f"np.{dtype.replace('bool', 'bool_')}({self.rng.choice(ITEMS[dtype])})" for _ in range(2))
        choice = self.pick("binary", "binary", "binary", "binary", "negated", "compared", "chosen", "chosen", "item")
        name = self.new_name("bool" if choice == "compared" else kind)
        if choice == "binary":
            self.put(f"{name} = {left} {self.rng.choice(operators)} {right}")
        elif choice == "negated":
            # The sign of a nan is nobody's; of everything else it shows.
            sign = f"math.copysign({self.pick('1.0', right)}, -({left})) if {left} == {left} else {right}"
            self.put(f"{name} = {sign if kind == 'float' else f'-({left})'}")
        elif choice == "compared":
            self.put(f"{name} = {left} {self.compare()} {self.pick(left, right)}")
        elif choice == "chosen":
            self.put(f"{name} = {left} if {left} {self.compare()} {self.pick(left, right)} else {right}")
        else:
            items = self.known(lambda: "[1, 2, 3]", "list", "array")
            self.put(f"{name} = {items}[{self.pick(self.int(0), '0', '-1', '3', '-4')}]")

    def collected(self):
        """A list to append to; made before the loop, mostly empty."""
        known = self.variable("list")
        if known and self.chance(40):
            return known
        name = self.new_name("list", "q")
        self.put(f"{name} = {self.pick('[]', '[]', '[]', '[0]', '[0.0] * 2', '[0] * 3', '[True]', self.list(1))}")
        return name

    def added(self, counter, grown):
        """An item: of one type for a long time, or now and then of another."""
        small = f"np.array([{counter}, {self.pick(counter + ' * 2', grown, self.int(0), '0.5')}])"
        return self.pick(
            counter, counter, f"{counter} * {self.int(0)}", grown, grown, self.int(1), self.int(0), self.float(0),
            f"{counter} / 2", f"int(np.{self.pick('sum', 'max', 'min', 'prod')}({small}))", f"np.sum({small})",
            f"int({self.float(1)})", f"int({grown} * 1e9)", f"float({counter})", self.bool(0), self.scalar(0),
            f"{counter} if {self.bool(1)} else {self.number(0)}", f"{grown} * {grown}", f"({counter}, {counter})", f"[{counter}]",
        )  # fmt: skip

    def collecting(self, depth):
        """Items put into a list, turn by turn; the list changed, aliased and looked at on the way and
        afterwards. `grown` passes 2**63 within the loop, or never."""
        items = self.collected()
        other = self.new_name("list", "o") if self.chance(35) else items
        if other != items:
            self.put(f"{other} = {self.pick(items, items, items, items + '[:]', 'list(' + items + ')', items + ' + ' + items)}")
        grown = self.new_name("int", "g")
        self.put(f"{grown} = {self.pick('1', '1', '-1', '3', '0', self.int(0))}")
        counter = self.new_name("int", "n")
        self.frozen.update([counter, items, other])
        self.put(f"for {counter} in range({self.pick('4', '6', '9', '2, 7', '0', '2**63 - 2, 2**63 + 2', '5, -2, -1')}):")
        self.indent += 1
        self.loops += 1
        self.put(self.pick(
            f"{grown} = {grown} * {self.pick('3', '2**15', '2**31', '-7', '2**62')} + {counter}", f"{grown} += {counter}",
            f"{grown} = ({grown} * 31 + {counter}) % 1000003",
        ))  # fmt: skip
        for _ in range(self.pick(1, 1, 1, 2, 3)):
            if self.chance(25):
                self.put(f"if {self.pick(counter + ' % 2 == 0', counter + ' % 3 == 1', self.bool(1))}:")
                self.put(f"    {items}.append({self.added(counter, grown)})")
                if self.chance(50):
                    self.put("else:")
                    self.put(f"    {items}.append({self.added(counter, grown)})")
            else:
                self.put(f"{self.pick(items, items, other)}.append({self.added(counter, grown)})")
        if self.chance(45):
            self.change_list(items, other, grown)
        if depth > 1 and self.chance(25):
            self.indent -= 1
            self.body(depth - 1)
            self.indent += 1
        self.loops -= 1
        self.indent -= 1
        self.frozen.difference_update([items, other])
        self.maybe.add(counter)
        for _ in range(self.pick(1, 1, 2)):
            self.use_list(items, other)

    def gathering(self, depth):
        """One to three lists that nobody else sees: made empty, filled in one loop, looked at afterwards and never
        returned."""
        self.fresh += 1
        lists = [f"{letter}{self.fresh}" for letter in "pqr"[: self.pick(1, 2, 2, 3)]]
        total = self.accumulator()
        counter = self.new_name("int", "n")
        self.frozen.update([counter, total])
        made = {items: self.pick("[]", "[]", "[]", "[]", "[0]", "[0.5]") for items in lists}
        for items, display in made.items():
            self.put(f"{items} = {display}")
        array = self.variable("array")
        turns = self.pick("4", "9", "0", "40", "2, 17", f"len({array or lists[0]})")
        item = f"{array}[{counter}]" if array and self.chance(70) and "len" in turns else counter
        self.put(f"for {counter} in range({turns}):")
        self.indent += 1
        self.loops += 1
        for _ in range(self.pick(1, 1, 2)):
            self.gather(lists, counter, item)
        if self.chance(15):
            self.put(f"if {self.bool(1)}:")
            self.put(f"    {self.pick('break', 'continue')}")
        if self.chance(50):
            self.gather(lists, counter, item)
        self.loops -= 1
        self.indent -= 1
        self.frozen.difference_update([counter, total])
        self.maybe.add(counter)
        for items in lists:
            if self.chance(30):
                self.put(f"{self.new_name('array')} = np.array({items}{self.pick('', '', ', dtype=float', ', np.uint8')})")
                continue
            self.put(self.pick(
                f"{total} += sum({items})", f"{total} += int(np.sum(np.array({items})))", f"{total} += len({items})",
                f"{total} = np.sum(np.array({items}))", f"for x in {items}: {total} += x", f"{total} += {items}[-1]",
            ))  # fmt: skip

    def gather(self, lists, counter, item):
        """Statements that append an item of one kind to each of some lists, and now and then look into one."""
        new = self.pick(counter, counter, item, item, f"{item} * 2", f"{item} + 0.5", f"{counter} / 4", f"{counter} * {counter}",
                        f"float({item})", f"int(np.sum(np.array([{counter}, {counter} * 2])))")  # fmt: skip
        condition = self.pick(f"{counter} % 2 == 0", f"{item} > 2", f"len({lists[-1]}) < 5", f"{lists[0]} and {lists[0]}[-1] < {item}")
        inner = self.pick("", "", "", f"if {condition}:", f"if {condition}:", "for _ in range(3):", f"while len({lists[0]}) < {counter}:")
        if inner:
            self.put(inner)
        for items in lists if self.chance(60) else [self.rng.choice(lists)]:
            self.put(f"{'    ' if inner else ''}{items}.append({new})")
        if inner.startswith("while"):
            self.put(f"    {lists[0]}.append({counter})")
        if self.chance(15):
            self.put(self.pick(f"{lists[0]}.pop()", f"{lists[0]}[0] = {new}", f"{lists[-1]}[-1] += 1", f"{lists[0]} = []"))

    def change_list(self, items, other, grown):
        index = self.pick("0", "-1", "-1", "1", f"{grown} % 3")
        self.put(self.pick(
            f"{items}[{index}] = {self.number(1)}", f"{items}[{index}] = {grown}", f"{items}[{index}] += {self.number(0)}",
            f"{items}[{index}] += {grown}", f"{items}[{index}] = {other}[{self.pick('0', '-1')}]",
            f"{grown} = {grown} + {items}[{index}]", f"{items}.pop()", f"{other}.pop(0)", f"{items}.extend({other}[:2])",
            f"{items} = {items} + [{self.number(0)}]", f"{items} += [{grown}]", f"{items}.insert(0, {self.number(0)})",
            f"{items}.reverse()", f"{items}, {other} = {other}, {items}", f"{items} = []", f"{other} = {items}", f"del {items}[0]",
            f"{items}.append(sum({other}))", f"{items}.append(len({other}))", f"{items}.append({items}[-1])", f"{items}.sort()",
        ))  # fmt: skip

    def use_list(self, items, other):
        total = self.accumulator()
        array = f"np.array({items})"
        use = self.pick(
            f"sum({items})", f"sum({items})", f"sum({items}, {self.number(0)})", f"int(np.sum({array}))", f"int(np.sum({array}))",
            f"np.sum({array})", f"np.mean({array})", f"np.max({items})", f"np.sum({items})", f"max({items})", f"min({items})",
            f"len({items})", f"{items}[-1]", f"{items}[{self.int(0)}]", f"sorted({items})[0]", f"{items}.count({self.int(0)})",
            f"({items} is {other})", f"({items} == {other})", f"({self.number(0)} in {items})", f"all({items})",
            f"{items}.index({self.int(0)})", f"len({items} + {other})", f"sum(x for x in {items})", f"{array}[0]",
        )  # fmt: skip
        choice = self.pick("add", "add", "add", "keep", "array", "walk", "walk", "copy")
        if choice == "add":
            self.put(f"{total} {self.pick('+=', '+=', '-=', '=')} {use}")
        elif choice == "keep":
            self.put(f"{self.new_name('scalar')} = {use}")
        elif choice == "array":
            self.put(f"{self.new_name('array')} = {array}")
        elif choice == "copy":
            copied = self.pick(f"{items}[:]", f"list({items})", f"{items}[1:]", f"{items} * 2", f"sorted({items})", f"tuple({items})")
            self.put(f"{self.new_name('list')} = {copied}")
        else:
            item = self.new_name("int", "x")
            self.put(f"for {item} in {self.pick(items, items, items, f'reversed({items})', f'{items}[::-1]')}:")
            self.put(f"    {total} += {self.pick(item, item, f'{item} * {item}', f'int({item})', '1')}")
            if self.chance(25):
                self.put(f"    if len({items}) < 14:")
                self.put(f"        {items}.append({self.pick(item, total, self.number(0))})")
            self.maybe.add(item)
