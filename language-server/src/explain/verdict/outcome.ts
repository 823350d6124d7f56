import type { SearchResult, Violation } from "../../checker/result";
import type { Configuration } from "../../semantics/configuration";
import type { Failure, TransitionSystem } from "../../system/transition-system";
import { describeHang } from "../hang/describe-hang";
import { buildTimeline } from "../timeline/build-timeline";
import { printValue } from "../timeline/print-value";
import type { Finding, Outcome, VerdictKind } from "./verdict";

/** More lanes than these are not named. */
const NAMED = 2;

/** What the search of a scenario's system means. */
export function describeOutcome(system: TransitionSystem, result: SearchResult, configuration: Configuration): Outcome {
	const races = result.violations.map((violation): Finding => {
		const { property, effect = "", at, span } = system.failures[violation.failure];
		return {
			kind: "race",
			subject: property,
			message: describeViolation(system, violation),
			effect,
			place: at,
			origin: at && span,
			timeline: buildTimeline(system, violation.run),
			...knownRun(result, violation),
		};
	});
	const hangs = result.hangs.map((hang): Finding => {
		const subject = system.lanes[hang.lane].name;
		const effect = `${subject} never returns.`;
		return {
			kind: "hang",
			subject,
			message: hang.untraced ? `${subject} can never finish` : describeHang(system, hang),
			effect,
			place: undefined,
			origin: undefined,
			timeline: buildTimeline(system, hang.run, hang),
			...knownRun(result, hang),
		};
	});
	return { configuration, system, result, verdict: verdictOf(result), findings: [...races, ...hangs] };
}

function knownRun({ interim }: SearchResult, { untraced, first }: Pick<Violation, "untraced" | "first">): Pick<Finding, "run"> {
	if (untraced) return { run: "none" };
	return first || interim ? { run: "first" } : {};
}

/** What a violation says; of one at the end behind which daemons or devices go on also that they do not help. */
function describeViolation(system: TransitionSystem, { failure, witness, run, goesOn, untraced }: Violation): string {
	if (untraced) return describeUntraced(system, failure);
	const message = fillIn(system, system.failures[failure].message, witness);
	if (!goesOn) return message;
	const end = run.states[run.states.length - 1];
	const names = system.lanes.flatMap(({ name, steps, locationCell }) => (end[locationCell] < steps.length ? [name] : []));
	const others =
		names.length > NAMED ? "the daemons and devices still do" : `${names.join(" and ")} still ${names.length > 1 ? "do" : "does"}`;
	return `${message}, and nothing that ${others} puts it right`;
}

/** What is known without a run: no values, and where several places fail under one name not which of them does. */
function describeUntraced({ failures }: TransitionSystem, failure: number): string {
	const { property, message } = failures[failure];
	if (failures.some((other, index) => index !== failure && other.property === property)) return `${property} fails`;
	return message.map((part) => (typeof part === "string" ? part : "…")).join("");
}

function verdictOf(result: SearchResult): VerdictKind {
	if (result.violations.length > 0) return "race";
	if (result.hangs.length > 0) return "hang";
	return result.complete ? "safe" : "inconclusive";
}

/** A message with the values that it names, as a person writes them. */
export function fillIn(system: TransitionSystem, message: Failure["message"], witness: readonly number[]): string {
	return message.map((part) => (typeof part === "string" ? part : printValue(system, part.type, witness[part.witness]))).join("");
}
