/** `raceline backport`: what a stable tree that takes only some patches still suffers from. */
import { type Examination, examine } from "../explain/patches/backport";
import { Behaviours } from "../explain/verdict/behaviours";
import { backportText } from "../report/backport";
import { exitStatus } from "../report/check-report";
import { type CommandLineHost, refuse } from "./host";
import type { BackportOptions } from "./options";
import { readSoundInputs } from "./read-inputs";
import { INTERRUPTED, withSearches } from "./session";
import { unknownName } from "./unknown-name";

/** Writes the text for the mail; fails when some scenario does. */
export async function backportCommand(options: BackportOptions, host: CommandLineHost): Promise<number> {
	const inputs = await readSoundInputs({ paths: options.paths }, host);
	if ("problem" in inputs) return refuse(host, inputs.problem);
	const { files } = inputs;
	const [{ program }] = files;
	for (const [kind, name, all] of [
		["kernel", options.base, program.kernels],
		...options.take.map((patch) => ["patch", patch, program.patches] as const),
	] as const) {
		if (!all.some((symbol: { readonly name: string }) => symbol.name === name)) return refuse(host, unknownName(kind, name, all));
	}
	const all = files.flatMap((file) => file.scenarios.map((scenario) => ({ file, scenario })));
	return await withSearches(options, host, { total: all.length, noun: "scenario" }, async (session) => {
		const behaviours = new Behaviours(session.search);
		const found: Examination[] = [];
		for (const { file, scenario } of all) {
			if (session.interrupted) return INTERRUPTED;
			found.push(await examine(file.program, scenario, options, behaviours, session.search));
			session.advance();
		}
		if (session.interrupted) return INTERRUPTED;
		session.progress.clear();
		host.out.write(`${backportText(program, options, found).trimEnd()}\n`);
		if (found.some(({ sufferings }) => sufferings.length > 0)) return exitStatus.unmet;
		return found.some(({ open }) => open.length > 0) ? exitStatus.undecided : exitStatus.met;
	});
}
