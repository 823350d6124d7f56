import type { FileSpan } from "../base/span";
import { failingPlace } from "../explain/timeline/failing-place";
import { racesBesides } from "../explain/verdict/data-races";
import { headline } from "../explain/verdict/headline";
import type { Finding } from "../explain/verdict/verdict";
import { type FileReport, problemsOf } from "./check-report";
import type { SourcePlaces } from "./source-places";

/** One thing that is wrong: a diagnostic, or an expectation that is not met or was left open. */
export interface Problem {
	readonly severity: "error" | "warning";
	/**
	 * The code of a diagnostic; `race`, `hang` or `expectation` of one that is not met; `inconclusive` of one that was
	 * left open.
	 */
	readonly code: string;
	readonly message: string;
	/** Where it goes wrong, else where it is asked for. */
	readonly span: FileSpan;
	/** Where the expectation stands, when `span` is another place. */
	readonly expectation: FileSpan | undefined;
	/** The run that shows it. */
	readonly finding: Finding | undefined;
}

/** All that is wrong in a run of `raceline check`, file by file: what a machine is told. Hints are left out. */
export function problems(reports: readonly FileReport[], { locate }: Pick<SourcePlaces, "locate">): readonly Problem[] {
	return reports.flatMap(({ diagnostics, scenarios }) => [
		...[...diagnostics, ...scenarios.flatMap((scenario) => problemsOf(scenario, locate))].flatMap(
			({ severity, code, message, span }): Problem[] =>
				severity === "error" || severity === "warning"
					? [{ severity, code, message, span, expectation: undefined, finding: undefined }]
					: [],
		),
		...scenarios.flatMap(({ checks, judgments }) =>
			racesBesides(checks[0]?.outcome, judgments).flatMap((finding): Problem[] => {
				const place = failingPlace(finding, locate);
				if (place === undefined) return [];
				return [{ severity: "warning", code: "race", message: headline(finding), span: locate(place), expectation: undefined, finding }];
			}),
		),
		...scenarios.flatMap(({ judgments }) =>
			judgments.flatMap(({ met, message, expectation, finding, outcome }): Problem[] => {
				if (met === true || outcome === undefined) return [];
				const place = finding && failingPlace(finding, locate);
				return [
					{
						severity: met === false ? "error" : "warning",
						code: met === undefined ? "inconclusive" : (finding?.kind ?? "expectation"),
						message,
						span: locate(place ?? expectation.span),
						expectation: place && expectation.written ? locate(expectation.span) : undefined,
						finding,
					},
				];
			}),
		),
	]);
}
