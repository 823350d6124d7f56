import { expect, test } from "vitest";
import { compile } from "../../src/compiler/compile";
import { CompileMemory } from "../../src/compiler/compile-memory";
import { makeConfiguration } from "../../src/semantics/configuration";
import { releaseGroups } from "../../src/semantics/releases";
import { share } from "../random";
import { analyzeSample, kernelModel, sampleTexts } from "./sample-files";

/**
 * Of every so many kernels that the model tells apart one is tried, another one for each scenario; all in a round of
 * `npm run fuzz`.
 */
const STRIDE = 16;

test("what compiling for other kernels has left changes nothing about a system, nor about the patches that decide it; no other patches do", () => {
	const model = kernelModel();
	const groups = releaseGroups(model.kernels, model.patches);
	const firsts = model.kernels.filter(({ name }) => groups.some(({ releases: [first] }) => first === name));
	let number = 0;
	for (const path of sampleTexts.keys()) {
		const program = analyzeSample(model, path);
		const memory = new CompileMemory();
		for (const scenario of program.files[0].scenarios) {
			const kernels = firsts.filter((_, index) => (index + number) % STRIDE < share(4));
			number++;
			for (const [index, kernel] of kernels.entries()) {
				const { options } = scenario.configuration;
				const configuration = makeConfiguration(kernel.name, kernel.patches, options);
				const alone = compile(program, scenario, configuration);
				const remembering = compile(program, scenario, configuration, { memory });
				const name = `${path}: ${scenario.symbol.name} under ${kernel.name}`;
				// As text, for comparing such large values otherwise takes minutes.
				const text = JSON.stringify(alone.system);
				expect(JSON.stringify(remembering.system) === text, name).toBe(true);
				expect(remembering.problems, name).toEqual(alone.problems);
				expect([...remembering.patchesRead].sort(), name).toEqual([...alone.patchesRead].sort());
				if (index > 0) continue;
				const isToggled = (patch: string): boolean => !alone.patchesRead.has(patch);
				const toggled = model.patches.filter(({ name: patch }) => kernel.patches.has(patch) !== isToggled(patch));
				const other = makeConfiguration("", new Set(toggled.map(({ name: patch }) => patch)), options);
				expect(JSON.stringify(compile(program, scenario, other).system) === text, `${name}, with all other patches toggled`).toBe(true);
			}
		}
	}
});
