/** Names that mean something to Spin, to the C that it writes, or to Rumur, are no names of a model. */
import { describe, expect, test } from "vitest";
import { Names } from "../../src/export/names";
import { compileSource } from "../compile-source";
import { runRumur, runSpin } from "./peers";

const STRANGE =
	`P0 P1 Pt NULL EOF BUFSIZ State Trans Max Index main init never end_x accept_x progress_x np_ timeout run now active proctype hidden typedef
	register inline auto static volatile signed errno stdin stdout stderr linux unix exit abort free malloc printf read write close time log y0 pan new_state
	do_transit trail sigmask st_atime si_pid rule ruleset startstate invariant boolean alias undefine isundefined scalarset multiset forall to by from cover liveness
	end elsif procedure function begin record until always eventually weakuntil max q_sz tr_2_src onstack_put uchar uint ulong __proto__ _ _pid _nr_pr _last`.split(
		/\s+/,
	);

test("a name is an identifier, no other one's, and none that belongs to somebody else", () => {
	const names = new Names();
	const given = STRANGE.map((name) => names.of(name));
	expect(new Set(given.map((name) => name.toLowerCase())).size).toBe(STRANGE.length);
	for (const name of given) expect(name).toMatch(/^[a-z]\w*$/);
	for (const [name, renamed] of [
		["P0", "the_P0"],
		["NULL", "the_NULL"],
		["end_x", "the_end_x"],
		["data.i_size", "data_i_size"],
	])
		expect(new Names().of(name)).toBe(renamed);
});

/** A scenario in which every name of one sort is strange. */
const scenarios: Readonly<Record<string, string>> = {
	variables: `${STRANGE.map((name) => `int 0..1 ${name};`).join(" ")} task t { ${STRANGE.map((name) => `${name} = 1;`).join(" ")} }`,
	fields: `thing x; task t { ${STRANGE.map((name) => `x.${name} = 1;`).join(" ")} }`,
	locals: `int 0..1 zz; task t { ${STRANGE.map((name) => `int 0..1 ${name} = zz;`).join(" ")} zz = ${STRANGE.join(" + ")} > 0; }`,
	tasks: STRANGE.slice(0, 12)
		.map((name) => `task ${name} { }`)
		.join(" "),
	"more tasks": STRANGE.slice(12, 24)
		.map((name) => `task ${name} { }`)
		.join(" "),
	properties: `int 0..1 zz; task t { zz = 1; } ${STRANGE.map((name) => `property ${name} = zz == 0;`).join(" ")}`,
};

/** What is a keyword here is refused before. */
const isName = (name: string): boolean => {
	try {
		compileSource(`scenario s { int 0..1 ${name}; task t { ${name} = 1; } }`);
		return true;
	} catch {
		return false;
	}
};

describe("a model with such names", () => {
	const struct = `struct thing { ${STRANGE.map((name) => `int 0..1 ${name};`).join(" ")} }`;

	test("all of them can be names in a scenario", () => expect(STRANGE.filter((name) => !isName(name))).toEqual([]));

	test.each(Object.entries(scenarios))("of %s is one for Spin and Rumur", async (sort, body) => {
		const system = compileSource(`${sort === "fields" ? struct : ""} scenario s { ${body} }`);
		const [spin, rumur] = [await runSpin(system, "gcc"), await runRumur(system)];
		expect(spin).toEqual(rumur);
		if (sort === "properties") expect(spin.violated).toHaveLength(STRANGE.length);
	});
});
