/** The scenarios that *New Scenario…* offers: as they are inserted, they compile and say the truth. */
import { describe, expect, test } from "vitest";
import { judge } from "../../src/explain/verdict/judge";
import { analyzeProgram } from "../../src/semantics/analyze";
import { formattingEdits } from "../../src/service/editing/formatting";
import { parse } from "../../src/syntax/parser";
import { expand, expansions, snippets } from "../snippets";
import { expectationsOf, kernelModel, outcomeOf } from "./sample-files";

const model = kernelModel();
const templates = snippets.filter(({ isFileTemplate }) => isFileTemplate).map(({ name, body }) => [name, body] as const);

const analyze = (text: string) => analyzeProgram(model, [{ uri: "untitled:new.race", tree: parse(text) }]);

test("every snippet that is a whole scenario is a template, and no other", () => {
	const scenarios = snippets.filter(({ body }) => /^scenario /m.test(body)).map(({ name }) => name);
	expect(templates.map(([name]) => name)).toEqual(scenarios);
	expect(scenarios.length).toBeGreaterThan(8);
});

describe.each(templates)("%s", (_, body) => {
	test("expects what comes out", () => {
		const unmet = expectationsOf(analyze(expand(body))).filter((one) => {
			const [judgment] = judge([one.expectation], new Map([[one.expectation.configuration.key, outcomeOf(one)]]));
			return judgment.met !== true;
		});
		expect(unmet.map(({ expectation }) => expectation.text)).toEqual([]);
	});

	test("compiles whatever is chosen in it", () => {
		for (const text of expansions(body)) {
			const program = analyze(text);
			const errors = program.files[0].diagnostics.filter(({ severity }) => severity === "error");
			expect(errors.map(({ message }) => `${message}\n${text}`)).toEqual([]);
			// Throws where something does not compile.
			expect(expectationsOf(program).length).toBeGreaterThan(0);
		}
	});

	test("is formatted, and tells a story", () => {
		const text = `${expand(body)}\n`;
		expect(formattingEdits(parse(text))).toEqual([]);
		expect(text).toMatch(/^\/\/\/ .*\.\nscenario /);
	});
});
