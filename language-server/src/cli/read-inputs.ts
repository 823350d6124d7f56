/** Reads what a command line names: the kernel model, and the files with what they use. */
import { kernelUri } from "../base/kernel-uri";
import type { FileDiagnostic } from "../report/check-report";
import { SourcePlaces } from "../report/source-places";
import { analyzeModel } from "../semantics/analyze";
import { BoundedModels } from "../semantics/bounds";
import { parse } from "../syntax/parser";
import { findFiles } from "./find-files";
import type { CommandLineHost } from "./host";
import { readKernelArgument, underKernel } from "./kernel-argument";
import { type LoadedFile, ProgramLoader } from "./load-program";

export interface Inputs {
	readonly files: readonly LoadedFile[];
	readonly places: SourcePlaces;
}

/** The files, their scenarios under `kernel` if one is asked about; or what is wrong with the command line. */
export async function readInputs(
	{ paths, kernel: asked }: { readonly paths: readonly string[]; readonly kernel: string | undefined },
	host: CommandLineHost,
): Promise<Inputs | { readonly problem: string }> {
	const found = await findFiles(paths, host.files);
	if ("problem" in found) return found;
	const modelFiles = host.kernelModel.map(({ path, text }) => ({ uri: kernelUri(path), tree: parse(text) }));
	const model = analyzeModel(modelFiles);
	const loader = new ProgramLoader(host.files, new BoundedModels(model, analyzeModel), found);
	const files: LoadedFile[] = [];
	for (const named of found.files) {
		const file = await loader.load(named);
		if ("problem" in file) return file;
		const kernel = asked === undefined ? undefined : readKernelArgument(asked, file.program);
		if (kernel && "problem" in kernel) return kernel;
		files.push(kernel ? { ...file, scenarios: file.scenarios.map((scenario) => underKernel(scenario, kernel)) } : file);
	}
	const ofModel = modelFiles.map(({ uri, tree: { text, anchors } }) => ({ uri, name: uri, text, anchors }));
	const places = new SourcePlaces([...loader.reportFiles, ...ofModel]);
	return { files: withDiagnosticsOnce(files), places };
}

/** The files, with what is wrong in one that several use told at the first. */
function withDiagnosticsOnce(files: readonly LoadedFile[]): readonly LoadedFile[] {
	const told = new Set<string>();
	const isNew = ({ span, code, message }: FileDiagnostic): boolean => {
		const key = JSON.stringify([span.file, span.start, span.end, code, message]);
		return !told.has(key) && told.add(key) !== undefined;
	};
	return files.map((file) => ({ ...file, diagnostics: file.diagnostics.filter(isNew) }));
}

/** The same, for a command that can do nothing with a file that has errors. */
export async function readSoundInputs(
	asked: { readonly paths: readonly string[]; readonly kernel?: string | undefined },
	host: CommandLineHost,
): Promise<Inputs | { readonly problem: string }> {
	const inputs = await readInputs({ paths: asked.paths, kernel: asked.kernel }, host);
	if ("problem" in inputs) return inputs;
	const error = inputs.files.flatMap(({ diagnostics }) => diagnostics).find(({ severity }) => severity === "error");
	if (error === undefined) return inputs;
	return { problem: `${inputs.places.at(error.span).file} has errors, the first: ${error.message}` };
}
