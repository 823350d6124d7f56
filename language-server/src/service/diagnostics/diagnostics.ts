import type { Severity } from "../../base/diagnostic";
import { t } from "../../base/l10n";
import type { FileSpan } from "../../base/span";
import type { ConfigurationCheck, ScenarioSnapshot, Snapshot } from "../workspace/snapshot";
import { dataRaceDiagnostics } from "./data-race-diagnostics";
import type { ExplainedDiagnostic } from "./explained-diagnostic";
import { failureDiagnostics } from "./failure-diagnostics";
import { readingHints, unusedVariables } from "./reading-hints";

/** Everything that there is to say about the document: of its syntax, its meaning, and what the searches found. */
export function diagnostics(snapshot: Snapshot): readonly ExplainedDiagnostic[] {
	const found = [...textDiagnostics(snapshot), ...snapshot.scenarios.flatMap((scenario) => scenarioDiagnostics(snapshot, scenario))];
	if (readingHintsApply(snapshot)) found.push(...readingHints(snapshot));
	return inOrder(found);
}

/** The diagnostics that a change of text cures: nothing of what a search found is among them. */
export function curableDiagnostics(snapshot: Snapshot): readonly ExplainedDiagnostic[] {
	const hints = readingHintsApply(snapshot) ? unusedVariables(snapshot) : [];
	return inOrder([...textDiagnostics(snapshot), ...hints].filter(({ fixes = [] }) => fixes.length > 0));
}

/** What is known from the text alone. */
function textDiagnostics(snapshot: Snapshot): ExplainedDiagnostic[] {
	const { file } = snapshot;
	// While a used file is being read, names from it would all be reported as unknown.
	const analysis = snapshot.complete ? file.diagnostics : file.tree.diagnostics;
	return [...analysis, ...snapshot.useProblems].map((diagnostic) => ({ ...diagnostic, topic: diagnostic.code }));
}

function readingHintsApply({ complete, program }: Snapshot): boolean {
	return complete && program.base !== undefined;
}

function inOrder(found: ExplainedDiagnostic[]): readonly ExplainedDiagnostic[] {
	return found.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** What there is to say of a scenario, for as long as the same is known of it. */
const said = new WeakMap<ScenarioSnapshot, readonly ExplainedDiagnostic[]>();

function scenarioDiagnostics(snapshot: Snapshot, scenario: ScenarioSnapshot): readonly ExplainedDiagnostic[] {
	const known = said.get(scenario);
	if (known) return known;
	const found = [
		...compileDiagnostics(snapshot, scenario),
		...failureDiagnostics(snapshot, scenario),
		...dataRaceDiagnostics(snapshot, scenario),
	];
	said.set(scenario, found);
	return found;
}

/** Why a scenario could not be compiled or searched. What is so under several kernels is told of the first. */
function compileDiagnostics(snapshot: Snapshot, { scenario, checks }: ScenarioSnapshot): ExplainedDiagnostic[] {
	const name = snapshot.locate(scenario.symbol.span);
	const found: ExplainedDiagnostic[] = [];
	const told = new Set<string>();
	const tell = (check: ConfigurationCheck, place: FileSpan, code: string, severity: Severity, message: string): void => {
		const key = JSON.stringify([place, message]);
		if (told.has(key)) return;
		told.add(key);
		const here = place.file === snapshot.uri;
		const under = check === checks[0] ? "" : t` (under ${check.configuration.text})`;
		const related = here ? undefined : [{ span: place, message }];
		found.push({ span: here ? place : name, severity, code, topic: code, message: message + under, related });
	};
	for (const check of checks) {
		for (const { span, code, message } of check.problems) tell(check, snapshot.locate(span), code, "error", message);
		if (check.failure !== undefined)
			tell(check, name, "check-failed", "warning", t`the search of '${scenario.symbol.name}' broke down: ${check.failure}`);
	}
	return found;
}
