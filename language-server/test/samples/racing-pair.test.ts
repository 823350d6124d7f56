import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { kernelUri } from "../../src/base/kernel-uri";
import { TextIndex } from "../../src/base/text-index";
import { explainRun } from "../../src/explain/pair/describe-pair";
import { racingPair } from "../../src/explain/pair/racing-pair";
import type { FailingRun } from "../../src/explain/pair/reversal";
import { windowSentence } from "../../src/explain/pair/window-sentence";
import type { Timeline } from "../../src/explain/timeline/timeline";
import { reorderings } from "./reorderings";
import { analyzeSample, expectationsOf, kernelModel, modelTexts, outcomeOf, sampleTexts } from "./sample-files";

const model = kernelModel();

const known = new Map<string, LosingRun[]>();

/** Every losing run that a sample expects, named as the expectation. */
function losingRuns(path: string): readonly LosingRun[] {
	const runs = known.get(path) ?? findLosingRuns(path);
	known.set(path, runs);
	return runs;
}

type LosingRun = ReturnType<typeof findLosingRuns>[number];

function findLosingRuns(path: string) {
	const program = analyzeSample(model, path);
	const { locate } = program;
	return expectationsOf(program).flatMap((one) => {
		const { expectation, scenario, system } = one;
		if (expectation.outcome === "safe") return [];
		const outcome = outcomeOf(one);
		const finding = outcome.findings.find(
			({ kind, subject }) => kind === expectation.outcome && subject === (expectation.subject ?? subject),
		);
		// Of a data race it is known which two accesses are not ordered: no order of them need be to blame.
		if (finding?.dataRace) return [];
		const failing = finding?.failing;
		return finding && failing ? [{ name: `${scenario.symbol.name}: ${expectation.text}`, system, failing, outcome, finding, locate }] : [];
	});
}

/** Who goes round for ever could always stop: no reordering that ends has that in it, and so none fails. */
const isEndless = ({ fails }: FailingRun): boolean => "hang" in fails && fails.hang.reason === "loop";

describe("of all reorderings of the losing runs of", () => {
	test.each([...sampleTexts.keys()])("%s, only those with the racing pair in this order lose", (path) => {
		for (const { name, system, failing, outcome } of losingRuns(path)) {
			const pair = racingPair(outcome, failing);
			if (pair === undefined) continue;
			const all = reorderings(system, failing, pair.first, pair.second);
			expect(all, name).toContainEqual({ reversed: true, fails: false });
			expect(all, name).not.toContainEqual({ reversed: true, fails: true });
			if (!isEndless(failing)) expect(all, name).toContainEqual({ reversed: false, fails: true });
			if (pair.closing === undefined) continue;
			const closed = reorderings(system, failing, pair.closing.first, pair.closing.second);
			expect(closed, name).toContainEqual({ reversed: true, fails: false });
			expect(closed, name).toContainEqual({ reversed: false, fails: true });
		}
	});
});

test("a losing run without a racing pair has no two steps whose order decides", () => {
	/** What must hold at the end says nothing of a reordering that does not come to it. */
	const isForEnd = ({ system, failing: { fails } }: LosingRun) =>
		"property" in fails &&
		system.properties.some(({ failure, when }) => when === "end" && system.failures[failure].property === fails.property);
	const without = [...sampleTexts.keys()]
		.flatMap(losingRuns)
		.filter((run) => racingPair(run.outcome, run.failing) === undefined && !isForEnd(run) && !isEndless(run.failing));
	expect(without.length).toBeGreaterThan(5);
	for (const { name, system, failing } of without) {
		const { steps } = failing.run;
		for (const [second, { lane }] of steps.entries()) {
			for (const [first, other] of steps.slice(0, second).entries()) {
				if (other.lane === lane) continue;
				const all = reorderings(system, failing, first, second) ?? [];
				const outcomes = all.filter(({ reversed }) => reversed).map(({ fails }) => fails);
				expect(outcomes.length > 0 && !outcomes.includes(true), `${name}: steps ${first + 1} and ${second + 1}`).toBe(false);
			}
		}
	}
});

test("the safe run beside the main race of the series is a run of the system, and the same up to the first difference", () => {
	const compared = losingRuns("series/gup-fast-pmd-vs-truncate.race").map(({ name, finding, outcome }) => {
		const safe = explainRun(outcome, finding)?.safe;
		if (safe === undefined) throw new Error(`${name}: no safe run`);
		const told = (timeline: Timeline) => timeline.steps.map(({ lane, label }) => `${outcome.text.lanes[lane].name}: ${label}`);
		const [losing, well] = [told(finding.timeline), told(safe.timeline)];
		expect(well.slice(0, safe.differs - 1)).toEqual(losing.slice(0, safe.differs - 1));
		expect(well[safe.differs - 1]).not.toBe(losing[safe.differs - 1]);
		return name;
	});
	expect(compared).toHaveLength(3);
});

/** What is said of every losing run of a sample, by the name of the expectation. */
function storiesOf(path: string): string[] {
	const texts = new Map([
		[`file:///samples/${path}`, { file: "", index: new TextIndex(sampleTexts.get(path) ?? "") }],
		...[...modelTexts].map(([name, text]) => [kernelUri(name), { file: name, index: new TextIndex(text) }] as const),
	]);
	return losingRuns(path).map(({ name, outcome, finding, locate }) => {
		const run = explainRun(outcome, finding);
		const pair = run?.pair;
		const window =
			pair &&
			windowSentence(finding, pair, (place) => {
				const { file, start } = locate(place);
				const text = texts.get(file);
				return text && { file: text.file, line: text.index.positionAt(start).line + 1 };
			});
		const order = pair ? `${pair.sentence}. ${window}.` : "No order of two steps is to blame.";
		return `${name}\n${order}${run?.missing ? ` Missing: ${run.missing}.` : ""}`;
	});
}

test("docs/races.md says what is said of the runs of the series", () => {
	const page = readFileSync(join(__dirname, "..", "..", "..", "docs", "races.md"), "utf8");
	const stories = page.matchAll(/^### (.*)$[^#]*?^- \*\*Raceline:\*\* (.*(?:\n {2}.*)*)$/gm);
	const written = [...stories].map(([, name, story]) => `${name}\n${story.replaceAll("\n  ", " ")}`);
	const paths = [...sampleTexts.keys()].filter((path) => path.startsWith("series/"));
	expect(written).toEqual(paths.flatMap(storiesOf));
});
