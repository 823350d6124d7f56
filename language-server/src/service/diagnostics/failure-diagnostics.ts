/**
 * What searches found, as diagnostics.
 *
 * Invariants: what fails alike under several configurations, in the same way and at the same place, is told once, with
 * all of them; and what makes expectations fail is one error. The scenario's own configuration is told of where it goes
 * wrong. What only others suffer from is no more than a hint there: the text as it stands does not fail. Their error is
 * on the first expectation that is not met. Each other expectation that is not met has a warning that leads to the
 * error.
 */
import type { RelatedInformation, Severity } from "../../base/diagnostic";
import { t } from "../../base/l10n";
import { listText } from "../../base/quantities";
import { encloses, type FileSpan } from "../../base/span";
import { explainRun } from "../../explain/pair/describe-pair";
import { failingPlace } from "../../explain/timeline/failing-place";
import { stepName } from "../../explain/timeline/step-name";
import type { TimelineStep } from "../../explain/timeline/timeline";
import { headline, stepCount } from "../../explain/verdict/headline";
import { bitstateText, cutOff, isBitstateEnd } from "../../explain/verdict/judge";
import type { Finding, Judgment, Outcome } from "../../explain/verdict/verdict";
import { type PairText, pairRole, pairText } from "../reading/pair-text";
import { isFresh, type ScenarioSnapshot, type Snapshot } from "../workspace/snapshot";
import type { ExplainedDiagnostic } from "./explained-diagnostic";
import { findingCode } from "./finding-code";

/** A judgment with the failure that it is about. */
interface Failure extends Judgment {
	readonly outcome: Outcome;
	readonly finding: Finding;
	/** Where the document goes wrong; where the expectation stands when that is elsewhere. */
	readonly place: FileSpan;
	/** Whether it is the scenario's own configuration that fails. */
	readonly own: boolean;
}

/** Failures, expectations that are not met, and searches that came to no end. */
export function failureDiagnostics(snapshot: Snapshot, scenario: ScenarioSnapshot): readonly ExplainedDiagnostic[] {
	const failures = new Map<string, Failure[]>();
	const others: ExplainedDiagnostic[] = [];
	for (const judgment of scenario.judgments) {
		const failure = failureOf(snapshot, scenario, judgment);
		if (failure) {
			const { place, finding } = failure;
			const key = JSON.stringify([place, finding.kind, finding.subject]);
			failures.set(key, [...(failures.get(key) ?? []), failure]);
		} else others.push(...withoutRun(snapshot, scenario, judgment));
	}
	return [...[...failures.values()].flatMap((alike) => failingAlike(snapshot, scenario, alike)), ...others];
}

function failureOf(snapshot: Snapshot, { checks }: ScenarioSnapshot, judgment: Judgment): Failure | undefined {
	const { outcome, finding, expectation } = judgment;
	if (outcome === undefined || finding === undefined) return undefined;
	const failing = failingPlace(finding, snapshot.locate);
	const place = failing && snapshot.locate(failing);
	const own = outcome.configuration.key === checks[0]?.configuration.key;
	return { ...judgment, outcome, finding, own, place: place?.file === snapshot.uri ? place : snapshot.locate(expectation.span) };
}

/** What fails in the same way at the same place, under one configuration or several. */
function failingAlike(snapshot: Snapshot, scenario: ScenarioSnapshot, alike: readonly Failure[]): ExplainedDiagnostic[] {
	const own = alike.find((failure) => failure.own && failure.met === false) ?? alike.find((failure) => failure.own);
	const unmet = alike.filter(({ met }) => met === false);
	const shown = own ?? unmet[0] ?? alike[0];
	const severity: Severity = own === undefined ? "hint" : own.met === false ? "error" : "information";
	const found: ExplainedDiagnostic[] = [];
	const [first] = unmet;
	if (first !== undefined && severity !== "error") found.push(unmetElsewhere(snapshot, scenario, first, unmet));
	if (first === undefined || severity === "error" || shown.place.start !== snapshot.locate(first.expectation.span).start)
		found.push(failureDiagnostic(snapshot, scenario, shown, alike, severity));
	const error = found.find((diagnostic) => diagnostic.severity === "error");
	return error ? [...found, ...unmet.flatMap((failure) => unmetByTheSame(snapshot, scenario, failure, error))] : found;
}

/** Told on an expectation that is not met and does not have the error of what it fails for. */
function unmetByTheSame(
	snapshot: Snapshot,
	scenario: ScenarioSnapshot,
	{ expectation, message, finding, outcome }: Failure,
	error: ExplainedDiagnostic,
): ExplainedDiagnostic[] {
	const span = snapshot.locate(expectation.span);
	if (!expectation.written || encloses(span, error.span)) return [];
	const place = { ...error.span, file: snapshot.uri };
	return [
		{
			span,
			severity: "warning",
			code: findingCode(finding),
			topic: "expectation",
			message: [message, ...notes(scenario, outcome)].join("\n"),
			related: [{ span: place, message: t`the error of this: ${headline(finding)}` }],
		},
	];
}

/** Told where it goes wrong. */
function failureDiagnostic(
	snapshot: Snapshot,
	scenario: ScenarioSnapshot,
	shown: Failure,
	alike: readonly Failure[],
	severity: Severity,
): ExplainedDiagnostic {
	const { finding, outcome, place } = shown;
	const pair = pairText(snapshot, outcome, finding);
	const written = alike.filter(({ expectation }) => expectation.written);
	return {
		span: place,
		severity,
		code: findingCode(finding),
		topic: finding.kind,
		message: [
			underText(headline(finding), scenario, shown, alike),
			...(pair ? [pair.sentence, pair.window] : []),
			...whyHung(outcome, finding),
			...notes(scenario, outcome),
		].join("\n"),
		related: [
			...places(snapshot, finding, pair),
			...wholeRun(snapshot, scenario, finding),
			...written.map(({ expectation }) => ({ span: snapshot.locate(expectation.span), message: expectation.text })),
		],
	};
}

/**
 * What a hang lacks, which its first line does not say. Of a race that takes runs that are tried, and is told
 * elsewhere.
 */
function whyHung(outcome: Outcome, finding: Finding): readonly string[] {
	const missing = finding.kind === "hang" ? explainRun(outcome, finding)?.missing : undefined;
	return missing === undefined ? [] : [missing];
}

/** Told on the expectation: under the scenario's own configuration it does not fail, or may. */
function unmetElsewhere(snapshot: Snapshot, scenario: ScenarioSnapshot, first: Failure, unmet: readonly Failure[]): ExplainedDiagnostic {
	const pair = pairText(snapshot, first.outcome, first.finding);
	const others = unmet.filter((failure) => failure !== first);
	const names = listText(others.map(({ expectation }) => expectation.configuration.text));
	return {
		span: snapshot.locate(first.expectation.span),
		severity: "error",
		code: findingCode(first.finding),
		topic: first.finding.kind,
		message: [
			others.length === 0 ? first.message : t`${first.message}, and so under ${names}`,
			...(pair ? [pair.sentence, pair.window] : []),
			...whyHung(first.outcome, first.finding),
			...notes(scenario, first.outcome),
		].join("\n"),
		related: [
			...places(snapshot, first.finding, pair),
			...wholeRun(snapshot, scenario, first.finding),
			...others.map(({ expectation }) => ({ span: snapshot.locate(expectation.span), message: expectation.text })),
		],
	};
}

/** `… under v4.16 and v4.17`; what also the scenario's own configuration suffers from `…, also under v4.16`. */
function underText(said: string, { checks: [own] }: ScenarioSnapshot, shown: Failure, alike: readonly Failure[]): string {
	const names = new Set(alike.map(({ expectation }) => expectation.configuration.text));
	const others = [...names].filter((name) => name !== own?.configuration.text);
	if (others.length === 0) return said;
	return shown.own ? t`${said}, also under ${listText(others)}` : t`${said} under ${listText(others)}`;
}

/** What belongs to an earlier text is shown until more is known, but not as what is. */
function notes(scenario: ScenarioSnapshot, outcome: Outcome): readonly string[] {
	return isFresh(scenario, outcome) ? [] : [t`That was so before the last edit, and is being checked again.`];
}

/**
 * Where the racing pair stands, and what fails; after a hang who stays where. The rest of the run is a link away, where
 * a person can read it.
 */
function places({ locate }: Snapshot, { kind, timeline, origin, life }: Finding, pair: PairText | undefined): RelatedInformation[] {
	const told = timeline.steps.filter(
		({ number, failing }) =>
			(kind === "race" && failing) || (pair && isOfPair(pair, number)) || number === life?.made || number === life?.ended,
	);
	const steps = told.map((step) => ({ span: locate(step.span), message: stepText(step) }));
	const waiting = timeline.waiting.map((lane) => ({
		span: locate(lane.span),
		message: t`${timeline.lanes[lane.lane].name} stays here: ${lane.label}`,
	}));
	const last = kind === "race" ? steps[steps.length - 1]?.span : undefined;
	const cause = origin && locate(origin);
	const isTold = cause === undefined || (last?.file === cause.file && encloses(cause, last));
	return [...steps, ...(isTold ? [] : [{ span: cause, message: t`this is what goes wrong` }]), ...waiting];

	function stepText(step: TimelineStep): string {
		const changes = step.changes.filter((change) => !change.local).map((change) => `${change.field} ${change.before}→${change.after}`);
		const effect = changes.length === 0 ? "" : ` — ${changes.join(", ")}`;
		const part = lifeRole(life, step.number) ?? (pair && pairRole(pair, step.number));
		const wrong = kind === "race" && step.failing ? ` (${t`here it goes wrong`})` : "";
		return `${stepName(step.number)} ${timeline.lanes[step.lane].name}: ${step.label}${effect}${part ? ` (${part})` : ""}${wrong}`;
	}
}

/** What a step is to the object that an error is about. */
function lifeRole(life: Finding["life"], number: number): string | undefined {
	if (number === life?.made) return t`the object is made here`;
	if (number !== life?.ended) return undefined;
	return life.isOnStack ? t`the block of the object is left here` : t`the object is freed here`;
}

/** The step that opens the window, the one that must land in it, and the one that closes it. */
function isOfPair({ pair: { first, second, closing } }: PairText, number: number): boolean {
	return [first, second, closing?.second].some((step) => step?.number === number);
}

function wholeRun({ locate }: Snapshot, { scenario }: ScenarioSnapshot, finding: Finding): RelatedInformation[] {
	if (finding.timeline.steps.length + finding.timeline.cycle.length === 0) return [];
	return [{ span: locate(scenario.symbol.span), message: t`the whole run, ${stepCount(finding)}: Timeline above the scenario` }];
}

function withoutRun(snapshot: Snapshot, scenario: ScenarioSnapshot, judgment: Judgment): ExplainedDiagnostic[] {
	const { expectation, met, outcome } = judgment;
	const span = snapshot.locate(expectation.span);
	const after = outcome ? notes(scenario, outcome) : [];
	if (met === false)
		return [{ span, severity: "error", code: "expectation", topic: "expectation", message: [judgment.message, ...after].join("\n") }];
	if (outcome === undefined || met !== undefined) return [];
	const own = outcome.configuration.key === scenario.checks[0]?.configuration.key;
	const message = [openText(outcome, own ? undefined : outcome.configuration.text), ...after].join("\n");
	return [{ span, severity: "warning", code: "inconclusive", topic: "inconclusive", message }];
}

/** Why an expectation is open, and under which configuration, if that is not the scenario's own. */
function openText({ verdict, result }: Outcome, under: string | undefined): string {
	if (isBitstateEnd(result)) {
		const said = bitstateText(result);
		return under === undefined
			? t`${said}: states may have been missed, so that this is no proof`
			: t`${said} under ${under}: states may have been missed, so that this is no proof`;
	}
	const found = verdict === "inconclusive" ? t`nothing was found until then` : t`only another ${verdict} was found until then`;
	const facts = [cutOff(result), result.depth, found];
	return under === undefined
		? t`inconclusive: ${facts[0]}, ${facts[1]} steps deep; ${facts[2]}`
		: t`inconclusive under ${under}: ${facts[0]}, ${facts[1]} steps deep; ${facts[2]}`;
}
