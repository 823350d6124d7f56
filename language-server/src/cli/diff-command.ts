/** `raceline diff`: what scenarios can do now that they could not before, and the reverse. */

import { printable } from "../base/escape";
import { runToEnd } from "../base/run-to-end";
import { type BehaviourDiff, behaviourDiff } from "../explain/patches/behaviour-diff";
import { checkScenario, type Search } from "../explain/verdict/check-scenario";
import { headline } from "../explain/verdict/headline";
import { exitStatus } from "../report/check-report";
import { diagram } from "../report/diagram";
import { differenceTitle } from "../report/statistics";
import { type CommandLineHost, refuse } from "./host";
import type { DiffOptions } from "./options";
import { readSoundInputs } from "./read-inputs";
import { INTERRUPTED, withSearches } from "./session";

/** Compares the scenarios of two files by their names; fails when some behave differently. */
export async function diffCommand(options: DiffOptions, host: CommandLineHost): Promise<number> {
	const before = await readSoundInputs({ paths: [options.before], kernel: options.kernel }, host);
	if ("problem" in before) return refuse(host, before.problem);
	const after = await readSoundInputs({ paths: [options.after], kernel: options.kernel }, host);
	if ("problem" in after) return refuse(host, after.problem);
	const scenariosOf = ({ files }: typeof before) =>
		files.flatMap((file) => file.scenarios.map((scenario) => ({ program: file.program, scenario })));
	const [old, now] = [scenariosOf(before), scenariosOf(after)];
	const names = [...new Set([...old, ...now].map(({ scenario }) => scenario.symbol.name))];
	return await withSearches(options, host, { total: names.length, noun: "scenario" }, async (session) => {
		// What differs is not known before everything has been explored.
		const search: Search = (system, asked) => session.search(system, { ...asked, question: undefined });
		const lines: string[] = [];
		let differ = false;
		let open = false;
		for (const name of names) {
			const [first, second] = [old, now].map((all) => all.find(({ scenario }) => scenario.symbol.name === name));
			if (first === undefined || second === undefined) {
				differ = true;
				lines.push(`${name}: ${first === undefined ? "new" : "gone"}`, "");
				continue;
			}
			const [a, b] = [
				await checkScenario(first.program, { ...first.scenario, expectations: [] }, search),
				await checkScenario(second.program, { ...second.scenario, expectations: [] }, search),
			].map(({ checks }) => checks[0]?.outcome);
			if (session.interrupted) return INTERRUPTED;
			session.advance();
			if (a === undefined || b === undefined) {
				open = true;
				lines.push(`${name}: cannot be compared: it was not checked`, "");
				continue;
			}
			const diff = runToEnd(behaviourDiff(a, b));
			if (diff.complete || diff.newFailures.length + diff.goneFailures.length > 0) differ ||= !diff.same;
			else open = true;
			lines.push(...describe(name, diff), "");
		}
		session.progress.clear();
		host.out.write(lines.map((line) => `${printable(line)}\n`).join(""));
		if (differ) return exitStatus.unmet;
		return open ? exitStatus.undecided : exitStatus.met;
	});
}

function describe(name: string, diff: BehaviourDiff): readonly string[] {
	return [
		`${name}: ${differenceTitle(diff)}`,
		...diff.goneFailures.map((finding) => `  no more: ${headline(finding)}`),
		...diff.newFailures.flatMap((finding) => [
			`  new: ${headline(finding)}`,
			"",
			...diagram(finding, { numbers: true }).map((line) => `    ${line}`),
		]),
	];
}
