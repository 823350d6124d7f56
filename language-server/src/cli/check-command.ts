/** `raceline check`: finds files, checks their scenarios, reports. */

import { jsonText, terminalLines } from "../base/escape";
import { runToEnd } from "../base/run-to-end";
import { strength } from "../explain/patches/strength";
import { type CheckedScenario, checkScenario, type Search } from "../explain/verdict/check-scenario";
import { statistics } from "../explain/verdict/statistics";
import { Slots } from "../ports/slots";
import { palette, wantsColor } from "../report/ansi";
import { exitStatusOf, type FileReport, summarize } from "../report/check-report";
import { githubReport } from "../report/github";
import { jsonReport } from "../report/json";
import { junitReport } from "../report/junit";
import { sarifReport } from "../report/sarif";
import { detailText, statisticsLines, strengthLines } from "../report/statistics";
import { fileText, summaryText, type TextOptions } from "../report/text";
import type { Scenario } from "../semantics/program";
import { stepsDump, timelineDump, treeDump } from "./dump";
import { type CommandLineHost, refuse } from "./host";
import type { LoadedFile } from "./load-program";
import type { CheckOptions } from "./options";
import { type Inputs, readInputs } from "./read-inputs";
import { INTERRUPTED, withSearches } from "./session";

/**
 * States that are looked at, besides the search, for what never runs: more than these take longer than is worth while.
 */
const LOOKED_AT = 100_000;

/** Checks what `options` names and returns the exit status. */
export async function checkCommand(options: CheckOptions, host: CommandLineHost): Promise<number> {
	const inputs = await readInputs(options, host);
	if ("problem" in inputs) return refuse(host, inputs.problem);
	if (options.dump === "tree" || options.dump === "steps") {
		const lines = inputs.files.flatMap((file) => (options.dump === "tree" ? treeDump(file) : stepsDump(file, inputs.places)));
		host.out.write(text(lines));
		return exitStatusOf(summarize(reportsWithout(inputs.files), inputs.places));
	}
	return await checkInputs(inputs, options, host);
}

/** Reports on files whose scenarios nobody checks. */
function reportsWithout(files: readonly LoadedFile[]): readonly FileReport[] {
	return files.map((file) => reportOf(file, []));
}

function reportOf({ reportFile, diagnostics }: LoadedFile, scenarios: readonly CheckedScenario[]): FileReport {
	return { file: reportFile, diagnostics, scenarios };
}

async function checkInputs({ files, places }: Inputs, options: CheckOptions, host: CommandLineHost): Promise<number> {
	const { out } = host;
	const total = files.reduce((sum, file) => sum + file.scenarios.length, 0);
	return await withSearches(options, host, { total, noun: "scenario" }, async (session) => {
		const slots = new Slots(session.jobs);
		const { search } = session;
		const checkOne = async (file: LoadedFile, scenario: Scenario): Promise<CheckedScenario> => {
			const checked = await checkScenario(file.program, scenario, search, options.maxSeconds * 1000, LOOKED_AT);
			session.advance();
			return checked;
		};
		const pending = files.map((file) => Promise.all(file.scenarios.map((scenario) => slots.run(() => checkOne(file, scenario)))));
		const reports: FileReport[] = [];
		for (const [index, scenarios] of pending.entries()) {
			const report = reportOf(files[index], await scenarios);
			// Cancelled searches answer too, but nobody waits for a report any more.
			if (session.interrupted) {
				slots.close();
				return INTERRUPTED;
			}
			reports.push(report);
			session.progress.clear();
			if (options.format === "text" && options.dump === undefined) {
				out.write(text(fileText(report, places, textOptions(options, host)), isStyled(host)));
				out.write(text(await furtherText(files[index], report, options, places, search)));
			}
		}
		const summary = summarize(reports, places);
		if (options.dump === "timeline") out.write(json(timelineDump(reports, places)));
		else if (options.format === "json") out.write(json(jsonReport(reports, places)));
		else if (options.format === "sarif") out.write(json(sarifReport(reports, places, host.version)));
		else if (options.format === "junit") out.write(junitReport(reports, places));
		else if (options.format === "github") out.write(text([...githubReport(reports, places), summaryText(summary, palette(false))]));
		else out.write(`${summaryText(summary, textOptions(options, host).paint)}\n`);
		return exitStatusOf(summary);
	});
}

/** What `--stats` and `--strength` ask for, of each scenario of a file. */
async function furtherText(
	{ program }: LoadedFile,
	{ scenarios }: FileReport,
	options: CheckOptions,
	places: Inputs["places"],
	search: Search,
): Promise<readonly string[]> {
	const lines: string[] = [];
	for (const { scenario, checks } of scenarios) {
		const [own] = checks;
		const asked: string[] = [];
		if (options.stats && own?.system && own.text) {
			const { system, text } = own;
			const counted = runToEnd(statistics({ system, text }, options.maxStates));
			asked.push(...detailText(statisticsLines(counted, options.verbose), places));
		}
		if (options.strength && own?.outcome?.verdict === "safe")
			asked.push(...detailText(strengthLines(await strength(program, scenario, own.configuration, search), options.verbose), places));
		if (asked.length > 0) lines.push(scenario.symbol.name, ...asked, "");
	}
	return lines;
}

function isStyled({ out, noColor, forceColor }: CommandLineHost): boolean {
	return wantsColor({ noColor, forceColor, isTerminal: out.columns !== undefined });
}

function textOptions({ timeline, verbose }: CheckOptions, host: CommandLineHost): TextOptions {
	return { paint: palette(isStyled(host)), timeline, verbose };
}

function text(lines: readonly string[], styled = false): string {
	return terminalLines(lines, styled)
		.map((line) => `${line}\n`)
		.join("");
}

function json(value: unknown): string {
	return `${jsonText(value)}\n`;
}
