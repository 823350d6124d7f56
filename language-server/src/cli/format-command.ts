/** `raceline fmt`: writes files anew in the kernel's style, or says which of them are not in it. */

import { printable } from "../base/escape";
import { applyEdits } from "../base/text-edit";
import { TextIndex } from "../base/text-index";
import { exitStatus } from "../report/check-report";
import { formattingEdits } from "../service/editing/formatting";
import { parse } from "../syntax/parser";
import { findFiles, readNamed } from "./find-files";
import { type CommandLineHost, complain, refuse } from "./host";
import type { FormatOptions } from "./options";

/**
 * Formats what `options` names, or looks only; prints the names of the files that are not as they should be, and
 * returns the exit status.
 */
export async function formatCommand({ paths, check }: FormatOptions, host: CommandLineHost): Promise<number> {
	const { files, out } = host;
	const found = await findFiles(paths, files);
	if ("problem" in found) return refuse(host, found.problem);
	let different = 0;
	let problems = 0;
	let unwritten = 0;
	const report = (problem: string): void => {
		problems++;
		complain(host, problem);
	};
	for (const file of found.files) {
		const name = files.name(file.uri);
		const read = await readNamed(file, found, files);
		const formatted = "problem" in read ? read : formattedText(read.text, name);
		if (typeof formatted !== "string") report(formatted.problem);
		else if ("text" in read && formatted !== read.text) {
			different++;
			const problem = check ? undefined : await files.write(file.uri, formatted);
			if (problem === undefined) out.write(`${printable(name)}\n`);
			else {
				unwritten++;
				report(`${name} ${problem}`);
			}
		}
	}
	if (unwritten > 0) return exitStatus.unwritten;
	if (problems > 0) return exitStatus.badInput;
	return check && different > 0 ? exitStatus.unmet : exitStatus.met;
}

function formattedText(text: string, name: string): string | { readonly problem: string } {
	// Written back, it would not be what it was.
	if (text.includes("\ufffd")) return { problem: `${name} is not UTF-8, left alone` };
	const tree = parse(text);
	const error = tree.diagnostics.find(({ severity }) => severity === "error");
	if (error === undefined) return applyEdits(text, formattingEdits(tree));
	const { line, character } = new TextIndex(text).positionAt(error.span.start);
	return { problem: `${name}:${line + 1}:${character + 1}: ${error.message}; left alone` };
}
