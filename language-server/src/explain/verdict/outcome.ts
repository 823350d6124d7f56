import { t } from "../../base/l10n";
import type { RunError } from "../../base/run-errors";
import type { Hang, SearchResult, Violation } from "../../checker/result";
import type { Configuration } from "../../semantics/configuration";
import type { FailureText, NamedSystem, SystemText, ValueType } from "../../system/system-text";
import type { TransitionSystem } from "../../system/transition-system";
import { isUnfinished } from "../../system/unfinished";
import { describeHang } from "../hang/describe-hang";
import { keptFromRunning } from "../hang/waits-for";
import { failingHang, failingRace } from "../pair/racing-pair";
import { buildTimeline } from "../timeline/build-timeline";
import { printValue } from "../timeline/print-value";
import { describeDataRaces } from "./data-races";
import { errorEffect } from "./error-effects";
import { type Life, lastHolder, lifeIn, lifeStory } from "./life-story";
import type { Finding, Outcome, VerdictKind } from "./verdict";

/** Errors that are about what became of an object. */
const ENDS_OF_LIFE: ReadonlySet<string> = new Set<RunError>(["use_after_free", "use_after_scope", "double_free"]);
/** More lanes than these are not named. */
const NAMED = 2;

/** What the search of a scenario's system means. */
export function describeOutcome(named: NamedSystem, found: SearchResult, configuration: Configuration): Outcome {
	const { system, text } = named;
	const result = withoutEndOfStuck(system, found);
	const races = result.violations.map((violation): Finding => {
		const { property } = system.failures[violation.failure];
		const { at, span } = text.failures[violation.failure];
		const life = lifeOfNamed(named, violation);
		return {
			kind: "race",
			subject: property,
			message: describeViolation(named, violation),
			...effectOf(named, violation, life),
			place: at,
			origin: at && span,
			timeline: buildTimeline(named, violation.run),
			...(life && { life }),
			failing: violation.untraced ? undefined : failingRace(violation.run, property, namedObjects(text, violation)),
			isFirst: isFirst(result, violation),
		};
	});
	// Who waits comes before who is only kept from running by another.
	const isKept = (hang: Hang): boolean => !hang.untraced && keptFromRunning(named, hang, hang.lane) !== undefined;
	const ordered = [...result.hangs.filter((hang) => !isKept(hang)), ...result.hangs.filter(isKept)];
	const hangs = ordered.map((hang): Finding => {
		const subject = text.lanes[hang.lane].name;
		const symptom = t`${subject} never returns`;
		return {
			kind: "hang",
			subject,
			message: hang.untraced ? t`${subject} can never finish` : describeHang(named, hang),
			effect: `${symptom}.`,
			symptom,
			place: undefined,
			origin: undefined,
			timeline: buildTimeline(named, hang.run, hang),
			failing: hang.untraced ? undefined : failingHang(hang),
			isFirst: isFirst(result, hang),
		};
	});
	const dataRaces = describeDataRaces(named, result.dataRaces ?? []);
	return { configuration, system, text, result, verdict: verdictOf(result), findings: [...races, ...dataRaces, ...hangs] };
}

/**
 * Without what must hold at the end where something that hangs is still in the middle of what it does, such as a worker
 * or a kernel thread: that is no end.
 */
function withoutEndOfStuck({ lanes, properties }: TransitionSystem, result: SearchResult): SearchResult {
	if (result.hangs.length === 0) return result;
	const isAtEnd = (failure: number): boolean => properties.some((one) => one.when === "end" && one.failure === failure);
	const violations = result.violations.filter(({ failure, run, untraced }) => {
		const last = run.states.at(-1);
		if (untraced || last === undefined || !isAtEnd(failure)) return true;
		return !lanes.some((lane) => isUnfinished(lane, last[lane.locationCell]));
	});
	return { ...result, violations };
}

function isFirst({ interim }: SearchResult, { untraced, first }: Pick<Violation, "untraced" | "first">): boolean {
	return !untraced && (first ?? interim ?? false);
}

/** The life of the object that an error is about. */
function lifeOfNamed({ system, text }: NamedSystem, violation: Violation): Life | undefined {
	const { property } = system.failures[violation.failure];
	if (violation.untraced || !(ENDS_OF_LIFE.has(property) || property === "memory_leak")) return undefined;
	const [object] = namedObjects(text, violation);
	return object === undefined ? undefined : lifeIn(text, object, violation.run);
}

/** What the property says that a user sees, or what the error does. */
function effectOf(named: NamedSystem, violation: Violation, life: Life | undefined): Pick<Finding, "effect" | "symptom"> {
	const { effect = "", symptom = "" } = named.text.failures[violation.failure];
	const { property } = named.system.failures[violation.failure];
	const known = effect === "" && !violation.untraced ? errorEffect(named, property, violation.run, life) : undefined;
	return known ?? { effect, symptom };
}

/** The objects that the message of a violation names: indices into `SystemText.objects`. */
function namedObjects(text: SystemText, { failure, witness }: Pick<Violation, "failure" | "witness">): readonly number[] {
	return text.failures[failure].message.flatMap((part) => {
		if (typeof part === "string" || "verbatim" in part || part.type.kind !== "reference") return [];
		const value = witness[part.witness] ?? 0;
		return value <= 0 ? [] : [part.type.objects[value - 1]];
	});
}

/** What a violation says; of one at the end behind which daemons or devices go on also that they do not help. */
function describeViolation(named: NamedSystem, { failure, witness, run, goesOn, untraced }: Violation): string {
	const { system, text } = named;
	if (untraced) return describeUntraced(named, failure);
	const message = fillIn(text, failure, witness);
	const { property } = system.failures[failure];
	const [object] = ENDS_OF_LIFE.has(property) ? namedObjects(text, { failure, witness }) : [];
	const [lost] = property === "memory_leak" ? namedObjects(text, { failure, witness }) : [];
	if (lost !== undefined) return message + lastHolder(named, lost, run) + lifeStory(named, lost, run);
	if (object !== undefined) return message + lifeStory(named, object, run);
	if (!goesOn) return message;
	const end = run.states[run.states.length - 1];
	const names = system.lanes.flatMap(({ steps, locationCell }, lane) => (end[locationCell] < steps.length ? [text.lanes[lane].name] : []));
	const others =
		names.length > NAMED
			? t`the daemons and devices still do`
			: names.length > 1
				? t`${names.join(t` and `)} still do`
				: t`${names.join("")} still does`;
	return t`${message}, and nothing that ${others} puts it right`;
}

/** What is known without a run: no values, and where several places fail under one name not which of them does. */
function describeUntraced({ system: { failures }, text }: NamedSystem, failure: number): string {
	const { property } = failures[failure];
	if (failures.some((other, index) => index !== failure && other.property === property)) return t`${property} fails`;
	return told(text.failures[failure], () => "…");
}

function verdictOf(result: SearchResult): VerdictKind {
	if (result.violations.length > 0 || (result.dataRaces ?? []).length > 0) return "race";
	if (result.hangs.length > 0) return "hang";
	return result.complete ? "safe" : "inconclusive";
}

/** What a failure says, with the values that it names, as a person writes them. */
export function fillIn(text: SystemText, failure: number, witness: readonly number[]): string {
	return told(text.failures[failure], (type, index) => printValue(text, type, witness[index]));
}

/** A message in the reader's language; what it names is written by `written`. */
function told({ message, about }: FailureText, written: (type: ValueType, witness: number) => string): string {
	const pieces = [""];
	const values: (string | number)[] = [];
	for (const part of message) {
		if (typeof part === "string") pieces[pieces.length - 1] += part;
		else {
			values.push("verbatim" in part ? part.verbatim : written(part.type, part.witness));
			pieces.push("");
		}
	}
	const said = t(pieces, ...values);
	return about === undefined ? said : `\`${about}\`: ${said}`;
}
