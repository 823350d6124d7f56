import type { RelatedInformation, Severity } from "../../base/diagnostic";
import { encloses, type FileSpan } from "../../base/span";
import { failingPlace } from "../../explain/timeline/failing-place";
import { headline } from "../../explain/verdict/headline";
import { bitstateText, cutOff, isBitstateEnd } from "../../explain/verdict/judge";
import type { Finding, Judgment, Outcome } from "../../explain/verdict/verdict";
import { type PairText, pairRole, pairText } from "../reading/pair-text";
import { circled } from "../reading/step-numbers";
import { type ConfigurationCheck, isFresh, type ScenarioSnapshot, type Snapshot } from "../workspace/snapshot";
import type { ExplainedDiagnostic } from "./explained-diagnostic";
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
	const found = compileDiagnostics(snapshot, scenario);
	for (const judgment of scenario.judgments) {
		const diagnostic = judgmentDiagnostic(snapshot, scenario, judgment);
		if (diagnostic) found.push(diagnostic);
	}
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
		const under = check === checks[0] ? "" : ` (under ${check.configuration.text})`;
		const related = here ? undefined : [{ span: place, message }];
		found.push({ span: here ? place : name, severity, code, topic: code, message: message + under, related });
	};
	for (const check of checks) {
		for (const { span, code, message } of check.problems) tell(check, snapshot.locate(span), code, "error", message);
		if (check.failure !== undefined)
			tell(check, name, "check-failed", "warning", `the search of '${scenario.symbol.name}' broke down: ${check.failure}`);
	}
	return found;
}

function judgmentDiagnostic(snapshot: Snapshot, scenario: ScenarioSnapshot, judgment: Judgment): ExplainedDiagnostic | undefined {
	const { checks } = scenario;
	const { expectation, finding, met, outcome } = judgment;
	const asked = snapshot.locate(expectation.span);
	const under =
		outcome === undefined || outcome.configuration.key === checks[0]?.configuration.key ? "" : ` under ${outcome.configuration.text}`;
	// What belongs to an earlier text is shown until more is known, but not as what is.
	const notes = outcome && !isFresh(scenario, outcome) ? [BEFORE] : [];
	if (finding !== undefined) {
		const failing = failingPlace(finding, snapshot.locate);
		const place = failing && snapshot.locate(failing);
		const pair = outcome && pairText(snapshot, outcome, finding);
		return {
			span: place?.file === snapshot.uri ? place : asked,
			severity: met === false ? "error" : "information",
			code: finding.kind === "hang" ? "hang" : finding.subject,
			topic: finding.kind,
			message: [headline(finding) + under, ...(pair ? [pair.sentence, pair.window] : []), ...notes].join("\n"),
			related: [...steps(snapshot, finding, pair), ...(expectation.written ? [{ span: asked, message: expectation.text }] : [])],
		};
	}
	if (met === false)
		return {
			span: asked,
			severity: "error",
			code: "expectation",
			topic: "expectation",
			message: [judgment.message, ...notes].join("\n"),
		};
	if (outcome === undefined || met !== undefined) return undefined;
	const message = [openText(outcome, under), ...notes].join("\n");
	return { span: asked, severity: "warning", code: "inconclusive", topic: "inconclusive", message };
}

const BEFORE = "That was so before the last edit, and is being checked again.";

/** Why an expectation is open. */
function openText({ verdict, result }: Outcome, under: string): string {
	if (isBitstateEnd(result)) return `${bitstateText(result)}${under}: states may have been missed, so that this is no proof`;
	const found = verdict === "inconclusive" ? "nothing was found until then" : `only another ${verdict} was found until then`;
	return `inconclusive${under}: ${cutOff(result)}, ${result.depth} steps deep; ${found}`;
}

/**
 * Every step of a run as a link to where it stands, what is wrong within the last one, and after a hang what follows
 * again and again, and who stays where.
 */
function steps({ locate }: Snapshot, { kind, timeline, origin }: Finding, pair: PairText | undefined): RelatedInformation[] {
	const length = timeline.steps.length;
	const taken = [...timeline.steps, ...timeline.cycle].map((step) => {
		const changes = step.changes.filter((change) => !change.local).map((change) => `${change.field} ${change.before}→${change.after}`);
		const effect = changes.length === 0 ? "" : ` — ${changes.join(", ")}`;
		const wrong = kind === "race" && step.failing ? " (here it goes wrong)" : "";
		const part = pair && pairRole(pair, step.number);
		const role = part ? ` (${part})` : "";
		const again = step.number > length ? " (again and again)" : "";
		return {
			span: locate(step.span),
			message: `${circled(step.number)} ${timeline.lanes[step.lane].name}: ${step.label}${effect}${role}${wrong}${again}`,
		};
	});
	const waiting = timeline.waiting.map((lane) => ({
		span: locate(lane.span),
		message: `${timeline.lanes[lane.lane].name} stays here: ${lane.label}`,
	}));
	const last = taken[taken.length - 1]?.span;
	const cause = origin && locate(origin);
	const told = cause === undefined || (last?.file === cause.file && encloses(cause, last));
	const within = told ? [] : [{ span: cause, message: "this is what goes wrong" }];
	return [...taken, ...within, ...waiting];
}
