import { palette } from "../../report/ansi";
import { exitStatusOf, type FileReport, type Summary, summarize } from "../../report/check-report";
import { SourcePlaces } from "../../report/source-places";
import { fileText, summaryText } from "../../report/text";
import { allFiles, type Program } from "../../semantics/program";
import { freshOnly, type Snapshot } from "../workspace/snapshot";

/** What `raceline check` would print of a document. */
export interface DocumentReport {
	readonly terminalLines: readonly string[];
	/** Of this document and of those before it. */
	readonly summary: Summary;
	/** The last line of a report that ends here, and how the command would end. */
	readonly lastTerminalLine: string;
	readonly status: number;
}

const NOTHING: Summary = { files: 0, scenarios: 0, met: 0, unmet: 0, undecided: 0, errors: 0, states: 0 };

/**
 * The report for a terminal on a document whose searches have come to their end; `nameOf` says what files are called in
 * it, by their URI.
 */
export function documentReport(snapshot: Snapshot, nameOf: (uri: string) => string, before: Summary = NOTHING): DocumentReport {
	const { uri, file, useProblems, program, scenarios } = snapshot;
	const paint = palette(true);
	const places = reportPlaces(program, nameOf);
	const diagnostics = [...file.diagnostics, ...useProblems].map(({ span: { start, end }, severity, code, message }) => ({
		span: { file: uri, start, end },
		severity,
		code,
		message,
	}));
	const { text, anchors } = file.tree;
	const report: FileReport = { file: { uri, name: nameOf(uri), text, anchors }, diagnostics, scenarios: scenarios.map(freshOnly) };
	const summary = sum(before, summarize([report], places));
	return {
		terminalLines: fileText(report, places, { paint, timeline: false, verbose: false }),
		summary,
		lastTerminalLine: summaryText(summary, paint),
		status: exitStatusOf(summary),
	};
}

/** The files of a program, those of the kernel model by their URIs. */
export function reportPlaces(program: Program, nameOf: (uri: string) => string): SourcePlaces {
	const isOwn = (uri: string) => program.files.some((own) => own.uri === uri);
	return new SourcePlaces(
		allFiles(program).map(({ uri, tree: { text, anchors } }) => ({ uri, name: isOwn(uri) ? nameOf(uri) : uri, text, anchors })),
	);
}

function sum(a: Summary, b: Summary): Summary {
	return {
		files: a.files + b.files,
		scenarios: a.scenarios + b.scenarios,
		met: a.met + b.met,
		unmet: a.unmet + b.unmet,
		undecided: a.undecided + b.undecided,
		errors: a.errors + b.errors,
		states: a.states + b.states,
	};
}
