/** What the text of a system says of the variables and parameters that its source declares. */
import { expect, test } from "vitest";
import { samePlace } from "../../src/base/span";
import { compile } from "../../src/compiler/compile";
import type { AnySymbol } from "../../src/semantics/symbols";
import type { VariableText } from "../../src/system/system-text";
import { analyzeSource } from "../compile-source";

/**
 * What each variable of the first scenario is, in the order of the text: cells by their names, and what never changes,
 * objects by their names; of locals with their lane.
 */
function variablesOf(source: string): string[] {
	const program = analyzeSource(source);
	const [file] = program.files;
	const { text } = compile(program, file.scenarios[0], file.scenarios[0].configuration);
	if (text === undefined) throw new Error("the scenario does not compile");
	const declared = [...file.names].flatMap(([name, symbol]: readonly [object, AnySymbol]) =>
		symbol.kind === "variable" && "from" in name && samePlace(symbol.span, name as typeof symbol.span) ? [symbol] : [],
	);
	const written = ({ type, values }: VariableText): string =>
		values
			.map((value) => {
				if (value?.kind === "cell") return text.cells[value.cell].name;
				if (value?.kind !== "constant") return "nothing";
				if (type.kind !== "reference") return `= ${value.value}`;
				return value.value === 0 ? "= null" : `= ${text.objects[type.objects[value.value - 1]].name}`;
			})
			.join(", ");
	return declared.flatMap(({ name, span }) => {
		const isMeant = ({ declared }: VariableText): boolean => samePlace(declared, span);
		const shared = text.variables.filter(isMeant).map((variable) => `${name} ${written(variable)}`);
		const locals = text.lanes.flatMap((lane) =>
			lane.variables.filter(isMeant).map((variable) => `${lane.name}: ${name} ${written(variable)}`),
		);
		return [...shared, ...locals];
	});
}

test("what some step writes has a cell, and what none does is a constant", () => {
	expect(
		variablesOf("struct page { int n; } scenario s { int x; int limit = 3; page data; int 0..3 a[2]; task t { x = limit; a[1] = 1; } }"),
	).toEqual(["x x", "limit = 3", "data = data", "a = 0, a[1]"]);
});

test("a local is in the cell of what it was set to, whatever that is called where it was made", () => {
	expect(
		variablesOf(`
			fn int first(int 0..3 x, int 0..3 z) { int n = x; if (n) return n; return z; }
			scenario s { int 0..3 x = 1; int 0..3 y; task t { int m = first(x, y); y = m; y = m + 1; } task u { x = 2; } }`),
	).toContain("t: m first()");
});

test("a parameter is there once for each call, and a pointer is what it points to", () => {
	expect(
		variablesOf(`
			struct page { int 0..3 n; }
			fn set(int *place, page p) { *place = 1; p.n = 2; }
			scenario s { int 0..3 x; int 0..3 y; page a; page b; task t { set(&x, a); set(&y, b); } }`).filter((line) => line.startsWith("t:")),
	).toEqual(["t: place x", "t: place y", "t: p = a", "t: p = b"]);
});

test("locals of each lane are its own, and `self` is its object", () => {
	const source = "scenario s { int 0..7 x; task t[2] { int n = x; x = 1; x = n; } }";
	expect(variablesOf(source)).toEqual(["x x", "t[0]: n x", "t[1]: n x"]);
	const program = analyzeSource(source);
	const { text } = compile(program, program.files[0].scenarios[0], program.files[0].scenarios[0].configuration);
	expect(text?.lanes.map(({ self }) => text.objects[self].name)).toEqual(["t[0]", "t[1]"]);
});
