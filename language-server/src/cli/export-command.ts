/** `raceline export`: writes a scenario as a model for another checker. */
import { compile } from "../compiler/compile";
import { murphiOf } from "../export/murphi";
import { promelaOf } from "../export/promela";
import { exitStatus } from "../report/check-report";
import { suggest } from "../semantics/suggest";
import { type CommandLineHost, refuse } from "./host";
import type { LoadedFile } from "./load-program";
import type { ExportOptions, Target } from "./options";
import { readInputs } from "./read-inputs";

const WRITERS = { promela: promelaOf, murphi: murphiOf } as const satisfies Record<Target, unknown>;

/** Writes the model to the standard output and returns the exit status. */
export async function exportCommand(options: ExportOptions, host: CommandLineHost): Promise<number> {
	const inputs = await readInputs({ paths: [options.path], kernel: options.kernel }, host);
	const model = "problem" in inputs ? inputs : exported(inputs.files, options);
	if (typeof model === "string") {
		host.out.write(model);
		return exitStatus.met;
	}
	return refuse(host, model.problem);
}

function exported(files: readonly LoadedFile[], options: ExportOptions): string | { readonly problem: string } {
	const [file, ...others] = files;
	if (file === undefined || others.length > 0)
		return { problem: `one file is exported at a time, and ${options.path} stands for ${files.length}` };
	const error = file.diagnostics.find(({ severity }) => severity === "error");
	if (error) return { problem: `${file.reportFile.name} has errors, the first: ${error.message}` };
	const names = file.scenarios.map(({ symbol }) => symbol.name);
	if (options.scenario === undefined && names.length !== 1) {
		return { problem: `${file.reportFile.name} has ${names.length} scenarios; choose with --scenario: ${names.join(", ")}` };
	}
	const scenario =
		options.scenario === undefined ? file.scenarios[0] : file.scenarios.find(({ symbol }) => symbol.name === options.scenario);
	if (scenario === undefined) {
		const close = suggest(options.scenario ?? "", names);
		return { problem: `no scenario called '${options.scenario}'${close === undefined ? "" : `; did you mean '${close}'?`}` };
	}
	const compilation = compile(file.program, scenario, scenario.configuration);
	if (compilation.system === undefined)
		return { problem: `${scenario.symbol.name} cannot be compiled: ${compilation.problems.map(({ message }) => message).join("; ")}` };
	return WRITERS[options.to](compilation);
}
