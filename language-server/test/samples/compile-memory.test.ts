import { expect, test } from "vitest";
import { compile } from "../../src/compiler/compile";
import { CompileMemory } from "../../src/compiler/compile-memory";
import { makeConfiguration } from "../../src/semantics/configuration";
import { releaseGroups } from "../../src/semantics/releases";
import { analyzeSample, kernelModel, sampleTexts } from "./sample-files";

/** Of every so many kernels that the model tells apart one is tried, another one for each scenario. */
const STRIDE = 6;

test("what compiling for other kernels has left changes nothing about a system, nor about the patches that decide it", () => {
	const model = kernelModel();
	const groups = releaseGroups(model.kernels, model.patches);
	const firsts = model.kernels.filter(({ name }) => groups.some(({ releases: [first] }) => first === name));
	let number = 0;
	for (const path of sampleTexts.keys()) {
		const program = analyzeSample(model, path);
		const memory = new CompileMemory();
		for (const scenario of program.files[0].scenarios) {
			const kernels = firsts.filter((_, index) => index % STRIDE === number % STRIDE);
			number++;
			for (const kernel of kernels) {
				const configuration = makeConfiguration(kernel.name, kernel.patches, scenario.configuration.options);
				const alone = compile(program, scenario, configuration);
				const remembering = compile(program, scenario, configuration, { memory });
				const name = `${path}: ${scenario.symbol.name} under ${kernel.name}`;
				// As text, for comparing such large values otherwise takes minutes.
				expect(JSON.stringify(remembering.system) === JSON.stringify(alone.system), name).toBe(true);
				expect(remembering.problems, name).toEqual(alone.problems);
				expect([...remembering.patchesRead].sort(), name).toEqual([...alone.patchesRead].sort());
			}
		}
	}
});
