/** Bounds of the model that files set for their scenarios. */
import { describe, expect, test } from "vitest";
import { analyzeModel, analyzeProgram } from "../../src/semantics/analyze";
import { BoundedModels } from "../../src/semantics/bounds";
import type { Program } from "../../src/semantics/program";
import { typeText } from "../../src/semantics/types";
import { hover } from "../../src/service/reading/hover";
import { parse } from "../../src/syntax/parser";
import { atCursor, settled } from "../service/open-source";

const MODEL = `/// How many blocks a file may have.
/// @bound 1..8
const BLOCKS = 2;
const OTHER = BLOCKS * 2;
struct file { int 0..BLOCKS size = BLOCKS; bool used[OTHER]; }
fn fill(file f) { for (i in 0..OTHER - 1) f.used[i] = true; }`;

const files = [{ uri: "model", tree: parse(MODEL) }];
const models = new BoundedModels(analyzeModel(files), analyzeModel);
const analyse = (source: string): Program => {
	const sources = [{ uri: "test", tree: parse(source) }];
	return analyzeProgram(models.for(sources), sources);
};
const fieldsOf = (program: Program): string[] => program.base?.files[0].structs[0].fields.map(({ type }) => typeText(type)) ?? [];
const problems = (source: string): string[] =>
	analyse(source).files[0].diagnostics.map(
		({ severity, message, span }) => `${severity} "${source.slice(span.start, span.end)}" ${message}`,
	);

describe("a bound of the model", () => {
	test("is what a file says that it is, with all that follows from it", () => {
		expect(fieldsOf(analyse(""))).toEqual(["int 0..2", "bool[4]"]);
		expect(fieldsOf(analyse("const BLOCKS = 3;"))).toEqual(["int 0..3", "bool[6]"]);
		expect(problems("const BLOCKS = 3;")).toEqual([]);
	});

	test("has its model once, however often a file is analysed, and the model as it is where nothing changes", () => {
		const one = analyse("const BLOCKS = 5;").base;
		expect(analyse("const BLOCKS = 5; int x;").base).toBe(one);
		expect(analyse("const BLOCKS = 2;").base).toBe(models.model);
	});

	test.each([
		["const BLOCKS = 9;", "9"],
		["const BLOCKS = 0;", "0"],
		["const BLOCKS = 2 * 2;", "2 * 2"],
		["#if CONFIG_X\nconst BLOCKS = 4;\n#endif", "4"],
	])("is a number that the model can take, whatever else stands around: %s", (source, value) => {
		const found = problems(source).filter((problem) => problem.startsWith("error"));
		expect(found).toEqual(source.startsWith("#") ? [] : [`error "${value}" 'BLOCKS' is a bound of the kernel model: a number from 1 to 8`]);
		expect(fieldsOf(analyse(source))).toEqual(["int 0..2", "bool[4]"]);
	});

	test("that cannot be leaves no scenario with a verdict", () => {
		const [{ scenarios }] = analyse("const BLOCKS = 9; scenario s { task t { } }").files;
		expect(scenarios.map(({ erroneous }) => erroneous)).toEqual([true]);
	});

	test("is set by a file, not by one of its scenarios", () => {
		expect(problems("scenario s { const BLOCKS = 3; task t { } }")).toEqual([
			`error "BLOCKS" 'BLOCKS' is a bound of the kernel model, which a file sets for all its scenarios: declare it outside of them`,
		]);
	});

	test("counts in verdicts and hovers", async () => {
		const { text, offset } = atCursor(
			"const BLOCKS = 3;\nscenario s { file f; task t { fill(f); assert(f.si$0ze == 3); assert(f.used[5]); } expect safe; }",
		);
		const snapshot = await settled(text, { model: models.model });
		expect(snapshot.scenarios[0].checks[0].outcome?.verdict).toBe("safe");
		expect(hover(snapshot, offset)?.markdown).toContain("int 0..BLOCKS size");
	});
});
