import { describe, expect, test } from "vitest";
import { explainRun } from "../../src/explain/pair/describe-pair";
import type { Finding, Outcome } from "../../src/explain/verdict/verdict";
import { runAccount } from "../../src/service/runs/run-account";
import { analyzeSample, expectationsOf, kernelModel, outcomeOf, sampleTexts } from "./sample-files";

const model = kernelModel();

/** Every finding of every configuration that a sample expects to fail. */
function findingsOf(path: string): readonly { readonly outcome: Outcome; readonly finding: Finding; readonly name: string }[] {
	const failing = expectationsOf(analyzeSample(model, path)).filter(({ expectation }) => expectation.outcome !== "safe");
	const outcomes = new Map(failing.map((one) => [one.expectation.configuration.key, one]));
	return [...outcomes.values()].flatMap((one) => {
		const outcome = outcomeOf(one);
		return outcome.findings.map((finding) => ({ outcome, finding, name: `${one.scenario.symbol.name}: ${one.expectation.text}` }));
	});
}

/** Numbers of steps in a text. */
function numbersIn(text: string): readonly number[] {
	return [...text.matchAll(/#(\d+)/g)].map(([, number]) => Number(number));
}

describe("of every run of", () => {
	test.each([...sampleTexts.keys()])("%s, what is said agrees with its steps", (path) => {
		for (const { outcome, finding, name } of findingsOf(path)) {
			const explanation = explainRun(outcome, finding);
			const account = runAccount(outcome, finding, explanation);
			if (account === undefined || finding.failing === undefined) throw new Error(`${name}: no run`);
			const { timeline } = finding;
			const { run, fails } = finding.failing;
			const steps = timeline.steps.length + timeline.cycle.length;
			const { pair, missing } = explanation ?? {};
			const texts = [finding.message, pair?.sentence, pair?.otherwise, missing, ...account.waits.map(({ sentence }) => sentence)];
			for (const text of texts) {
				for (const number of numbersIn(text ?? "")) {
					// A lane that waits after a hang has the number that its step would have next.
					expect(number >= 1 && number <= steps + ("hang" in fails ? 1 : 0), `${name}: ${text}`).toBe(true);
				}
			}
			const waiting = "hang" in fails ? fails.hang.waiting.map(({ lane }) => lane) : [];
			expect([...new Set(account.waits.map(({ lane }) => lane))], name).toEqual([...waiting].sort((a, b) => a - b));
			for (const { holder, sentence } of account.waits) {
				if (holder === undefined) expect(sentence, name).toMatch(/nobody/);
			}
			const cycle = "hang" in fails ? fails.hang.cycle : undefined;
			const states = [...run.states, ...(cycle?.states.slice(1) ?? [])];
			for (const { cell, kind, start, changes } of account.cells) {
				expect(changes.length > 0 || start !== "" || cell === pair?.cell, name).toBe(true);
				if (kind !== "count") continue;
				for (const [step, state] of states.entries()) {
					const open = account.holds.filter((hold) => hold.cell === cell && hold.from <= step && (hold.to === undefined || hold.to > step));
					// What is left is at rest: nobody holds more than there is.
					expect(open.length, `${name}: ${outcome.text.cells[cell].name} after #${step}`).toBeLessThanOrEqual(state[cell]);
				}
			}
		}
	});
});
