/** `raceline check`: finds files, checks their scenarios, reports. */
import type { SearchOptions } from "../checker/result";
import { type CheckedScenario, checkScenario, searchOnce } from "../explain/check-scenario";
import { countText, quantity } from "../explain/quantities";
import { palette, wantsColor } from "../report/ansi";
import { exitStatus, exitStatusOf, type FileReport, summarize } from "../report/check-report";
import { githubReport } from "../report/github";
import { jsonReport } from "../report/json";
import { junitReport } from "../report/junit";
import { sarifReport } from "../report/sarif";
import { fileText, summaryText, type TextOptions } from "../report/text";
import type { Scenario } from "../semantics/program";
import { stepsDump, timelineDump, treeDump } from "./dump";
import type { CommandLineHost } from "./host";
import type { LoadedFile } from "./load-program";
import type { CheckOptions } from "./options";
import { progressLine } from "./progress-line";
import { type Inputs, readInputs } from "./read-inputs";
import { SearchPool } from "./search-pool";
import { Slots } from "./slots";

/** How a shell reports that a command was ended by Ctrl-C. */
const INTERRUPTED = 130;

/** Checks what `options` names and returns the exit status. */
export async function checkCommand(options: CheckOptions, host: CommandLineHost): Promise<number> {
	const inputs = await readInputs(options, host);
	if ("problem" in inputs) {
		host.err.write(`raceline: ${inputs.problem}\n`);
		return exitStatus.badInput;
	}
	if (options.dump === "tree" || options.dump === "steps") {
		const lines = inputs.files.flatMap((file) => (options.dump === "tree" ? treeDump(file) : stepsDump(file, inputs.places)));
		host.out.write(text(lines));
		return exitStatusOf(summarize(reportsWithout(inputs.files)));
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
	const { out, err } = host;
	const jobs = options.jobs ?? host.processors;
	const total = files.reduce((sum, file) => sum + file.scenarios.length, 0);
	let done = 0;
	const progress = progressLine((line) => err.write(line), err.columns);
	const pool = new SearchPool(
		() => host.newChecker(),
		searchOptions(options),
		jobs,
		(name, states) => progress.show(`${countText(done)}/${quantity(total, "scenario")} · ${name} · ${quantity(states, "state")}`),
	);
	const search = searchOnce((system) => pool.search(system));
	const slots = new Slots(jobs);
	const checkOne = async (file: LoadedFile, scenario: Scenario): Promise<CheckedScenario> => {
		const checked = await checkScenario(file.program, scenario, search);
		done++;
		return checked;
	};
	let interrupted = false;
	const checkAll = async (): Promise<number> => {
		const pending = files.map((file) => Promise.all(file.scenarios.map((scenario) => slots.run(() => checkOne(file, scenario)))));
		const reports: FileReport[] = [];
		for (const [index, scenarios] of pending.entries()) {
			const report = reportOf(files[index], await scenarios);
			// Cancelled searches answer too, but nobody waits for a report any more.
			if (interrupted) return INTERRUPTED;
			reports.push(report);
			progress.clear();
			if (options.format === "text" && options.dump === undefined) out.write(text(fileText(report, places, textOptions(options, host))));
		}
		const summary = summarize(reports);
		if (options.dump === "timeline") out.write(json(timelineDump(reports)));
		else if (options.format === "json") out.write(json(jsonReport(reports, places)));
		else if (options.format === "sarif") out.write(json(sarifReport(reports, places, host.version)));
		else if (options.format === "junit") out.write(junitReport(reports, places));
		else if (options.format === "github") out.write(text([...githubReport(reports, places), summaryText(summary, palette(false))]));
		else out.write(`${summaryText(summary, textOptions(options, host).paint)}\n`);
		return exitStatusOf(summary);
	};
	const status = await untilInterrupt(checkAll(), host);
	interrupted = status === undefined;
	progress.clear();
	slots.close();
	pool.dispose();
	if (interrupted) err.write("raceline: interrupted\n");
	return status ?? INTERRUPTED;
}

/** What `work` gives, or undefined when the user interrupts it before. */
async function untilInterrupt<T>(work: Promise<T>, host: CommandLineHost): Promise<T | undefined> {
	let dispose = (): void => {};
	const interrupted = new Promise<undefined>((resolve) => {
		dispose = host.onInterrupt(() => resolve(undefined));
	});
	try {
		return await Promise.race([work, interrupted]);
	} finally {
		dispose();
	}
}

function searchOptions({ maxStates, maxSeconds, maxMegabytes, reductions, bitstate }: CheckOptions): SearchOptions {
	return { states: maxStates, milliseconds: maxSeconds * 1000, bytes: maxMegabytes * 2 ** 20, reductions, bitstate };
}

function textOptions({ timeline, verbose }: CheckOptions, { out, noColor, forceColor }: CommandLineHost): TextOptions {
	const paint = palette(wantsColor({ noColor, forceColor, isTerminal: out.columns !== undefined }));
	return { paint, timeline, verbose };
}

function text(lines: readonly string[]): string {
	return lines.map((line) => `${line}\n`).join("");
}

function json(value: unknown): string {
	return `${JSON.stringify(value, undefined, "\t")}\n`;
}
