import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { compile } from "../../src/compiler/compile";
import { CompileMemory } from "../../src/compiler/compile-memory";
import { type Configuration, makeConfiguration } from "../../src/semantics/configuration";
import type { Program, Scenario } from "../../src/semantics/program";
import { releaseGroups } from "../../src/semantics/releases";
import { canonicalKey } from "../../src/system/canonical-key";
import type { TransitionSystem } from "../../src/system/transition-system";
import { analyzeSample, kernelModel, sampleTexts } from "./sample-files";

const model = kernelModel();
const samples = [...sampleTexts.keys()].map((path) => analyzeSample(model, path));

/** What comes out under a configuration, and the patches that decide it: no other changes anything. */
interface Known {
	/** What can go wrong, in a few words: equal where a person would not tell configurations apart by it. */
	readonly verdict: string;
	readonly patchesRead: ReadonlySet<string>;
}

/** By scenario and configuration: many patches are asked for of the same. */
const known = new Map<Scenario, Map<string, Known>>();
const memories = new Map<Program, CompileMemory>();
/** By the system: many configurations come to the same. */
const verdicts = new Map<string, string>();

function under(program: Program, scenario: Scenario, patches: ReadonlySet<string>, options: ReadonlyMap<string, string>): Known {
	const configuration = makeConfiguration("", patches, options);
	const ofScenario = known.get(scenario) ?? new Map<string, Known>();
	known.set(scenario, ofScenario);
	const found = ofScenario.get(configuration.key) ?? find(program, scenario, configuration);
	ofScenario.set(configuration.key, found);
	return found;
}

function find(program: Program, scenario: Scenario, configuration: Configuration): Known {
	const memory = memories.get(program) ?? new CompileMemory();
	memories.set(program, memory);
	const { system, patchesRead } = compile(program, scenario, configuration, { memory });
	if (!system) return { verdict: "not compiled", patchesRead };
	const key = canonicalKey(system);
	const verdict = verdicts.get(key) ?? verdictOf(system);
	verdicts.set(key, verdict);
	return { verdict, patchesRead };
}

function verdictOf(system: TransitionSystem): string {
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
				const { verdict: one, patchesRead } = under(program, scenario, new Set(patches), options);
				if (!patchesRead.has(patch)) continue;
				const { verdict: two } = under(program, scenario, other, options);
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
