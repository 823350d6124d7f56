/**
 * Names that every object of JavaScript has are names like any others: nothing that a user writes is looked up among an
 * object's own properties.
 */
import { describe, expect, test } from "vitest";
import { raceline } from "./cli/command-line";
import { compileSource } from "./compile-source";
import { textOf } from "./named";
import { askEverything } from "./service/every-feature";
import { settled } from "./service/open-source";

const NAMES = ["__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf", "toLocaleString"];

/** A scenario in which everything that can have a name has one of these, the first one the scenario itself. */
function source([scenario, struct, field, variable, task, property, fn, other]: readonly string[]): string {
	return `struct ${struct} { int 0..7 ${field}; ${struct} ${other}; }
fn ${fn}(${struct} ${task}) { ${task}.${field}++; }
/// Counts.
scenario ${scenario} {
	${struct} ${variable};
	task ${task}[2] { ${fn}(${variable}); }
	property ${property} "{${variable}.${field}} in {${variable}}" at end = ${variable}.${field} == 2;
	expect race ${property};
}
`;
}

/** Each name in each place. */
const turns = NAMES.map((_, first) => [...NAMES.slice(first), ...NAMES.slice(0, first)]);

describe.each(turns)("with %s for the scenario's name, %s for a struct's and so on", (...names) => {
	const text = source(names);

	test("every command understands it", async () => {
		const run = (...args: string[]) => raceline(args, { "constructor.race": text });
		for (const format of ["text", "json", "sarif", "junit", "github"]) {
			const { out, err, status } = await run("check", ".", "--format", format, "-v", "--stats", "--strength");
			expect([err, status]).toEqual(["", 0]);
			if (format === "json") expect(JSON.parse(out).scenarios[0]).toMatchObject({ name: names[0], verdict: "race", property: names[5] });
		}
		for (const format of ["changelog", "markdown", "mermaid", "svg", "json"])
			expect(await run("explain", `constructor.race:${names[0]}`, "--format", format)).toMatchObject({ err: "", status: 0 });
		for (const format of ["text", "markdown", "json"])
			expect(await run("matrix", ".", "--format", format, "--sets")).toMatchObject({ err: "", status: 0 });
		expect(await run("backport", "--base", "v1", "--take", "atomic_increment", ".")).toMatchObject({ err: "", status: 1 });
		expect(await run("diff", "constructor.race", "constructor.race")).toMatchObject({ err: "", status: 0 });
		for (const to of ["promela", "murphi"])
			expect(await run("export", "--to", to, "constructor.race")).toMatchObject({ err: "", status: 0 });
		for (const dump of ["tree", "steps", "timeline"]) expect(await run("check", ".", "--dump", dump)).toMatchObject({ err: "" });
	});

	test("every feature of the editor answers", async () => {
		const snapshot = await settled(text);
		expect(snapshot.scenarios[0].judgments.map(({ met }) => met)).toEqual([true]);
		const offsets = [...text.matchAll(/\b\w+\b/g)].map(({ index }) => index + 1);
		const answers = askEverything(snapshot, offsets);
		expect(Object.keys(answers).length).toBeGreaterThan(offsets.length);
	});
});

describe("of options and patches", () => {
	const declared = (option: string, value: string, patch: string) => `
option ${option} = ${value} | other;
patch ${patch} { title: "t"; series: "s"; position: 1; }
kernel v7;
kernel v8 = v7 + ${patch};
scenario s {
	kernel v7;
	option ${option} = other;
	int 0..3 x;
	task t {
		if (option(${option}) == ${value}) x = 1;
		if (option(${option}) == other) x = 2;
		if (patched(${patch})) x = 3;
	}
	property one "one" = x != 1;
	property two "two" = x != 2;
	property three "three" = x != 3;
	expect race two;
	expect race one under ${option} = ${value};
	expect race three under v8;
	expect safe under v7 - ${patch}, ${option} = ${value};
}
`;
	test.each(NAMES)("%s", async (name) => {
		const { out } = await raceline(["check", "a.race", "--format", "json"], {
			"a.race": declared(name, "first", turns[NAMES.indexOf(name)][1]),
		});
		const [scenario] = JSON.parse(out).scenarios;
		expect(scenario.expectations.map(({ met }: { met: boolean }) => met)).toEqual([true, true, true, false]);
		expect(Object.entries(scenario.options)).toContainEqual([name, "other"]);
		const { out: more } = await raceline(["check", "a.race", "--format", "json"], {
			"a.race": declared("mode", name, turns[NAMES.indexOf(name)][1]),
		});
		expect(JSON.parse(more).scenarios[0].expectations.map(({ met }: { met: boolean }) => met)).toEqual([true, true, true, false]);
	});

	test("an entry of a patch", async () => {
		for (const name of NAMES) {
			const { out } = await raceline(["check", "a.race"], { "a.race": `patch p { ${name}: "x"; title: "t"; } scenario s { task t { } }` });
			expect(out).toContain(`there is no entry of a patch called '${name}'`);
		}
	});
});

test("what is asked for on the command line", async () => {
	for (const name of NAMES) {
		const files = { "a.race": "scenario s { int 0..3 x; task t { x = 1; } }" };
		expect(await raceline([name], files)).toMatchObject({ status: 2 });
		expect(await raceline(["check", `--${name}`, "a.race"], files)).toMatchObject({ status: 2 });
		for (const flag of ["format", "dump", "kernel"])
			expect(await raceline(["check", `--${flag}`, name, "a.race"], files)).toMatchObject({ status: 2 });
		expect(await raceline(["explain", `a.race:${name}`], files)).toMatchObject({ status: 2 });
		expect(await raceline(["export", "--to", name, "a.race"], files)).toMatchObject({ status: 2 });
		expect(await raceline(["matrix", "--kernels", name, "a.race"], files)).toMatchObject({ status: 2 });
		expect(await raceline(["matrix", "--patches", name, "a.race"], files)).toMatchObject({ status: 2 });
		expect(await raceline(["backport", "--base", name, "--take", name, "a.race"], files)).toMatchObject({ status: 2 });
	}
});

test("the compiled scenario has the names as they are written", () => {
	const system = compileSource(source(NAMES));
	expect(textOf(system).objects.map(({ struct }) => struct)).toContain("constructor");
});
