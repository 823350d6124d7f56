import { beforeAll, describe, expect, test } from "vitest";
import { judge } from "../../src/explain/verdict/judge";
import { exploreReferenceQuickly } from "../checker/reference-explorer";
import { analyzeSample, expectationsOf, kernelModel, outcomeOf, resultOf, type SampleExpectation, sampleTexts } from "./sample-files";

const model = kernelModel();

test("the kernel model has no diagnostics", () => {
	const found = model.files.flatMap(({ uri, text, diagnostics }) =>
		diagnostics.map(({ span, message }) => `${uri}:${text.slice(0, span.start).split("\n").length}: ${message}`),
	);
	expect(found).toEqual([]);
});

describe.each([...sampleTexts.keys()])("%s", (path) => {
	const program = analyzeSample(model, path);
	let expectations: readonly SampleExpectation[] = [];

	test("has no errors", () => {
		expect(program.files[0].diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
	});

	beforeAll(() => {
		expectations = expectationsOf(program);
	});

	test("every expectation is met", () => {
		const unmet = expectations.flatMap((one) => {
			const [judgment] = judge([one.expectation], new Map([[one.expectation.configuration.key, outcomeOf(one)]]));
			return judgment.met ? [] : [`${one.scenario.symbol.name}: ${one.expectation.text}: ${judgment.message}`];
		});
		expect(unmet).toEqual([]);
	});

	test("has no tasks of the model but those that something starts", () => {
		const written = (sampleTexts.get(path) ?? "").replace(/^\s*\/\/\/.*$/gm, "");
		const made = new Set(
			expectations.flatMap(({ text }) => text.lanes.map(({ name }) => name.split("/"))).flatMap(([name, object]) => (object ? [name] : [])),
		);
		const started = {
			kworker: /schedule_work|queue_work|_delayed_work/,
			// An open file is freed behind a grace period, and so is a route.
			rcu: /call_rcu|kfree_rcu|fd_install\(|fput\(|close_fd\(|dst_release\(/,
			timer: /mod_timer|add_timer|_delayed_work/,
		};
		expect([...made].sort()).toEqual(Object.entries(started).flatMap(([name, starts]) => (starts.test(written) ? [name] : [])));
	});

	test("the plain interpreter finds the same states, transitions, failures, shortest runs and hangs", () => {
		for (const system of new Set(expectations.map((one) => one.system))) {
			const result = resultOf(system);
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
