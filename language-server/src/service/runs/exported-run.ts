/** A losing run for others to read, as `raceline explain` writes it. */
import { jsonText } from "../../base/escape";
import { inEnglish } from "../../base/l10n";
import { describeOutcome } from "../../explain/verdict/outcome";
import { type ExplanationFormat, explanation } from "../../report/explanation";
import { jsonReport } from "../../report/json";
import { reportPlaces } from "../diagnostics/document-report";
import type { Snapshot } from "../workspace/snapshot";
import { type RunName, runNamed, type ScenarioRun, type ScenarioTimelines } from "./timelines";

/** The run that is called so, or that the text is annotated with when none is named; undefined where there is none. */
export function runToExport(found: ScenarioTimelines, name: RunName | undefined): ScenarioRun | undefined {
	return name === undefined ? found.runs[found.shown] : runNamed(found, name);
}

type Told = Pick<ScenarioRun, "outcome" | "finding">;

/** A run in a format, ending in a line break; in English, as it goes on from here. */
export function exportedRun(
	snapshot: Pick<Snapshot, "uri" | "file" | "program">,
	scenario: ScenarioTimelines["scenario"],
	run: Told,
	format: ExplanationFormat | "json",
): string {
	return inEnglish(() => inFormat(snapshot, scenario, toldAnew(run), format));
}

/** What was found, in the language of the moment. */
function toldAnew({ outcome, finding }: Told): Told {
	const told = describeOutcome(outcome, outcome.result, outcome.configuration);
	return { outcome: told, finding: told.findings[outcome.findings.indexOf(finding)] ?? finding };
}

function inFormat(
	{ uri, file, program }: Pick<Snapshot, "uri" | "file" | "program">,
	{ symbol }: ScenarioTimelines["scenario"],
	{ outcome, finding }: Told,
	format: ExplanationFormat | "json",
): string {
	if (format !== "json") return explanation({ scenario: symbol.name, outcome, finding }, format);
	const nameOf = (file: string) => file.slice(file.lastIndexOf("/") + 1);
	const { tree } = file;
	const reportFile = { uri, name: nameOf(uri), text: tree.text, anchors: tree.anchors };
	const { configuration, system, text } = outcome;
	const told = { ...outcome, findings: [finding] };
	const scenario = program.files.flatMap(({ scenarios }) => scenarios).find((known) => known.symbol === symbol);
	const checks = [{ configuration, system, text, problems: [], outcome: told, failure: undefined, neverRuns: [] }];
	const scenarios = scenario ? [{ scenario, checks, judgments: [] }] : [];
	return `${jsonText(jsonReport([{ file: reportFile, diagnostics: [], scenarios }], reportPlaces(program, nameOf)))}\n`;
}
