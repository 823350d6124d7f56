/**
 * What one run of `raceline check` found, file by file: the input of every report.
 *
 * Invariant: the exit status follows from this data alone, so that every format and every host agree on it.
 */
import type { Diagnostic } from "../base/diagnostic";
import type { FileSpan, Locate } from "../base/span";
import type { CheckedScenario } from "../explain/verdict/check-scenario";
import type { ReportFile, SourcePlaces } from "./source-places";

/** A diagnostic with the file that it is about. */
export interface FileDiagnostic extends Omit<Diagnostic, "span" | "tags" | "fixes"> {
	readonly span: FileSpan;
}

/** One file that was asked about. */
export interface FileReport {
	readonly file: ReportFile;
	/** What is wrong with it and with the files that it uses, each said only once in all reports of a run. */
	readonly diagnostics: readonly FileDiagnostic[];
	readonly scenarios: readonly CheckedScenario[];
}

export interface Summary {
	readonly files: number;
	readonly scenarios: number;
	readonly met: number;
	readonly unmet: number;
	/** Expectations that a limit, an error or a search that broke down left open. */
	readonly undecided: number;
	readonly errors: number;
	readonly states: number;
}

export function summarize(reports: readonly FileReport[], { locate }: Pick<SourcePlaces, "locate">): Summary {
	const scenarios = reports.flatMap((report) => report.scenarios);
	const judgments = scenarios.flatMap((scenario) => scenario.judgments);
	const diagnostics = [
		...reports.flatMap((report) => report.diagnostics),
		...scenarios.flatMap((scenario) => problemsOf(scenario, locate)),
	];
	return {
		files: reports.length,
		scenarios: scenarios.length,
		met: judgments.filter(({ met }) => met === true).length,
		unmet: judgments.filter(({ met }) => met === false).length,
		undecided: judgments.filter(({ met }) => met === undefined).length,
		errors: diagnostics.filter(({ severity }) => severity === "error").length,
		states: scenarios.flatMap((scenario) => scenario.checks).reduce((sum, { outcome }) => sum + (outcome?.result.states ?? 0), 0),
	};
}

/**
 * How a run of the command ends. What is graver comes first: bad input, an expectation that is not met, one that is
 * left open.
 */
export const exitStatus = { met: 0, unmet: 1, badInput: 2, undecided: 3, unwritten: 4 } as const;

export function exitStatusOf(summary: Pick<Summary, "errors" | "unmet" | "undecided">): number {
	if (summary.errors > 0) return exitStatus.badInput;
	if (summary.unmet > 0) return exitStatus.unmet;
	return summary.undecided > 0 ? exitStatus.undecided : exitStatus.met;
}

/** True when the scenario could be compiled for everything that it asks about, so that its judgments say something. */
export function isJudged({ checks }: CheckedScenario): boolean {
	return checks.length > 0 && checks.every((check) => check.system !== undefined);
}

/** Why a scenario could not be compiled or searched; a problem that several configurations have is told once. */
export function problemsOf({ scenario, checks }: CheckedScenario, locate: Locate): readonly FileDiagnostic[] {
	const problems = checks.flatMap(({ configuration, problems, failure }): FileDiagnostic[] => [
		...problems.map(({ span, code, message }): FileDiagnostic => ({ span: locate(span), severity: "error", code, message })),
		...(failure === undefined
			? []
			: [
					{
						span: locate(scenario.symbol.span),
						severity: "warning" as const,
						code: "check-failed",
						message: `the search under ${configuration.text} broke down: ${failure}`,
					},
				]),
	]);
	const key = ({ span, message }: FileDiagnostic): string => `${span.file} ${span.start} ${message}`;
	return problems.filter((problem, index) => problems.findIndex((other) => key(other) === key(problem)) === index);
}
