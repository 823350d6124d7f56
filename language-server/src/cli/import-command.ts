/** `raceline import`: writes functions of a C file as code of a scenario file. */
import { kernelUri } from "../base/kernel-uri";
import { exitStatus } from "../report/check-report";
import { analyzeModel } from "../semantics/analyze";
import { suggest } from "../semantics/suggest";
import { type CFunction, functionsIn } from "../service/from-c/c-source";
import { scenarioCode, toldOf } from "../service/from-c/scenario-code";
import { parse } from "../syntax/parser";
import { type CommandLineHost, complain } from "./host";
import { includedFiles } from "./included-files";
import type { ImportOptions } from "./options";

/**
 * Writes what was asked for to the standard output, and what is to be known of it to the standard error; returns the
 * exit status.
 */
export async function importCommand({ path, functions, include }: ImportOptions, host: CommandLineHost): Promise<number> {
	const found = await functionsOf(path, functions, host);
	if ("problem" in found) {
		complain(host, found.problem);
		return exitStatus.badInput;
	}
	const model = analyzeModel(host.kernelModel.map(({ path, text }) => ({ uri: kernelUri(path), tree: parse(text) })));
	const headers = await includedFiles(path, found.source, include, host.files);
	const code = scenarioCode(found.functions.map(({ text }) => text).join("\n\n"), model, { sources: [found.source, ...headers] });
	host.out.write(code.text);
	for (const sentence of toldOf(code)) host.err.write(`${sentence}\n`);
	return exitStatus.met;
}

/** The functions of a file that are asked for, in its order; all of them where none is named. */
async function functionsOf(
	path: string,
	wanted: readonly string[],
	{ files }: CommandLineHost,
): Promise<{ readonly functions: readonly CFunction[]; readonly source: string } | { readonly problem: string }> {
	const read = await files.read(files.resolve(path));
	if (read === undefined) return { problem: `no such file: ${path}` };
	if ("problem" in read) return { problem: `${path} ${read.problem}` };
	const all = functionsIn(read.text);
	const names = all.map(({ name }) => name);
	const missing = wanted.find((name) => !names.includes(name));
	if (missing !== undefined) {
		const close = suggest(missing, names);
		return { problem: `${path} defines no function called '${missing}'${close === undefined ? "" : `; did you mean '${close}'?`}` };
	}
	if (all.length === 0) return { problem: `${path} defines no functions` };
	return { functions: wanted.length === 0 ? all : all.filter(({ name }) => wanted.includes(name)), source: read.text };
}
