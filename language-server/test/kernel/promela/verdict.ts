import { searchNow } from "../../../src/checker/search";
import { compile } from "../../../src/compiler/compile";
import { makeConfiguration } from "../../../src/semantics/configuration";
import { analyzeSample, kernelModel } from "../../samples/sample-files";

const model = kernelModel();

/**
 * What comes out for a scenario of a sample under a release: a race counts for more than a hang. Throws when it is too
 * large to tell.
 */
export function verdictOf(path: string, scenario: string, release: string): "safe" | "race" | "hang" {
	const program = analyzeSample(model, path);
	const found = program.files[0].scenarios.find(({ symbol }) => symbol.name === scenario);
	const kernel = model.kernels.find(({ name }) => name === release);
	if (found === undefined || kernel === undefined) throw new Error(`no scenario ${scenario}, or no release ${release}`);
	const { system } = compile(program, found, makeConfiguration(release, kernel.patches, found.configuration.options, new Map()));
	if (system === undefined) throw new Error(`${scenario} cannot be compiled`);
	const { result } = searchNow(system);
	if (!result.complete) throw new Error(`${scenario} is too large`);
	if (result.violations.length > 0) return "race";
	return result.hangs.length > 0 ? "hang" : "safe";
}
