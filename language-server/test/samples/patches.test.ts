import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { compile } from "../../src/compiler/compile";
import { type Configuration, makeConfiguration } from "../../src/semantics/configuration";
import type { Program, Scenario } from "../../src/semantics/program";
import { releaseGroups } from "../../src/semantics/releases";
import { analyzeSample, kernelModel, sampleTexts } from "./sample-files";

const model = kernelModel();
const samples = [...sampleTexts.keys()].map((path) => analyzeSample(model, path));

/** By scenario and configuration: many patches are asked for of the same. */
const known = new Map<Scenario, Map<string, string>>();

/** What can go wrong, in a few words: equal for configurations that a person would not tell apart by their verdicts. */
function verdictOf(program: Program, scenario: Scenario, patches: ReadonlySet<string>, options: ReadonlyMap<string, string>): string {
	const configuration = makeConfiguration("", patches, options);
	const ofScenario = known.get(scenario) ?? new Map<string, string>();
	known.set(scenario, ofScenario);
	const verdict = ofScenario.get(configuration.key) ?? findVerdict(program, scenario, configuration);
	ofScenario.set(configuration.key, verdict);
	return verdict;
}

function findVerdict(program: Program, scenario: Scenario, configuration: Configuration): string {
	const { system } = compile(program, scenario, configuration);
	if (!system) return "not compiled";
	const { result } = searchNow(system, { states: 300_000 }, () => 0);
	if (!result.complete) return "inconclusive";
	return result.violations.length > 0 ? "race" : result.hangs.length > 0 ? "hang" : "safe";
}

/** A sample's configuration whose verdict changes when this one patch is added or taken away. */
function flippedBy(patch: string): string | undefined {
	for (const program of samples) {
		for (const scenario of program.files[0].scenarios) {
			// What a sample expects under two kernels that differ by the patch alone is looked at first: it is what the
			// author had in mind.
			for (const { configuration } of scenario.expectations) {
				if (!mentions(program, patch, configuration.text)) continue;
				const { patches, options } = configuration;
				const other = new Set(patches);
				if (!other.delete(patch)) other.add(patch);
				const [one, two] = [verdictOf(program, scenario, new Set(patches), options), verdictOf(program, scenario, other, options)];
				if (one !== two) return `${scenario.symbol.name} under ${configuration.text}: ${one}, with the patch toggled ${two}`;
			}
		}
	}
	return undefined;
}

/** Whether a configuration is about a patch: it names it, or a release that is told from its neighbour by it. */
function mentions(program: Program, patch: string, text: string): boolean {
	if (text.includes(patch)) return true;
	const groups = releaseGroups(program.kernels, program.patches);
	const released = program.kernels.find((kernel) => kernel.patches.has(patch));
	const index = groups.findIndex(({ releases }) => released !== undefined && releases.includes(released.name));
	const [base] = text.split(/[ ,]/);
	return [groups[index], groups[index - 1]].some((group) => group?.releases.includes(base));
}

describe("every patch that changes behaviour changes the verdict of a sample, by itself", () => {
	const changing = model.patches.filter(({ entries }) => entries.behavior !== "none");
	test.each(changing.map(({ name }) => name))("%s", (patch) => {
		expect(flippedBy(patch)).toBeDefined();
	});
});
