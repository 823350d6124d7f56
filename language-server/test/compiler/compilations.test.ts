import { describe, expect, test } from "vitest";
import { Compilations } from "../../src/compiler/compilations";
import { makeConfiguration } from "../../src/semantics/configuration";
import { analyzeSource } from "../compile-source";

const MODEL = `
	patch locked { title: "take the lock"; }
	patch other { title: "something else"; }
	option mode = fast | slow;
	kernel v1;
`;

const SOURCE = `
	scenario a { int 0..3 n; task t { if (!patched(locked)) n = 1; } }
	scenario b { int 0..3 n; task t { if (option(mode) == slow) n = 1; else n = 2; } }
`;

/** Compiles the scenarios of the source; what is the same compilation is the same object. */
function compilationsOf(capacity?: number) {
	const compilations = new Compilations(capacity);
	const program = analyzeSource(SOURCE, MODEL);
	const [a, b] = program.files[0].scenarios;
	const of = (scenario: typeof a, patches: readonly string[] = [], mode = "fast") =>
		compilations.compile(program, scenario, makeConfiguration("v1", new Set(patches), new Map([["mode", mode]])));
	return { a, b, of };
}

describe("what has been compiled", () => {
	test("is there for configurations that differ in nothing that decided something", () => {
		const { a, b, of } = compilationsOf();
		expect(of(a, ["other"], "slow")).toBe(of(a));
		expect(of(b, ["locked"])).toBe(of(b));
	});

	test("is not taken for others", () => {
		const { a, b, of } = compilationsOf();
		expect(of(a, ["locked"])).not.toBe(of(a));
		expect(of(b, [], "slow")).not.toBe(of(b));
		expect(of(b).text?.name).toBe("b");
		expect(of(a).text?.name).toBe("a");
	});

	test("is of one analysis: after an edit nothing is known", () => {
		const compilations = new Compilations();
		const compiled = [1, 2].map(() => {
			const program = analyzeSource(SOURCE, MODEL);
			const [scenario] = program.files[0].scenarios;
			return compilations.compile(program, scenario, scenario.configuration);
		});
		expect(compiled[0]).not.toBe(compiled[1]);
	});

	test("goes when there is more than is kept, what was not asked for longest first", () => {
		const { a, b, of } = compilationsOf(2);
		const [first, second] = [of(a), of(b)];
		expect(of(a)).toBe(first);
		of(a, ["locked"]);
		expect(of(a)).toBe(first);
		expect(of(b)).not.toBe(second);
	});
});
