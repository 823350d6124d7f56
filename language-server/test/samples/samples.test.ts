import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { judge } from "../../src/explain/verdict/judge";
import { exploreReferenceQuickly } from "../checker/reference-explorer";
import { analyzeSample, expectationsOf, kernelModel, outcomeOf, sampleTexts } from "./sample-files";

const model = kernelModel();

test("the kernel model has no diagnostics", () => {
	const found = model.files.flatMap(({ uri, text, diagnostics }) =>
		diagnostics.map(({ span, message }) => `${uri}:${text.slice(0, span.start).split("\n").length}: ${message}`),
	);
	expect(found).toEqual([]);
});

describe.each([...sampleTexts.keys()])("%s", (path) => {
	const program = analyzeSample(model, path);

	test("has no errors", () => {
		expect(program.files[0].diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
	});

	test("every expectation is met", () => {
		const unmet = expectationsOf(program).flatMap((one) => {
			const [judgment] = judge([one.expectation], new Map([[one.expectation.configuration.key, outcomeOf(one)]]));
			return judgment.met ? [] : [`${one.scenario.symbol.name}: ${one.expectation.text}: ${judgment.message}`];
		});
		expect(unmet).toEqual([]);
	});

	test("the plain interpreter finds the same states, transitions, failures, shortest runs and hangs", () => {
		const seen = new Set<string>();
		for (const { expectation, scenario, system } of expectationsOf(program)) {
			const key = scenario.symbol.name + expectation.configuration.key;
			if (seen.has(key)) continue;
			seen.add(key);
			const { result } = searchNow(system, {}, () => 0);
			const found = {
				states: result.states,
				transitions: result.transitions,
				shortest: Object.fromEntries(
					result.violations.map((violation) => [system.failures[violation.failure].property, violation.shortest]),
				),
				hangs: result.hangs.map(({ lane }) => lane),
			};
			expect(found).toEqual(exploreReferenceQuickly(system));
		}
	});
});
