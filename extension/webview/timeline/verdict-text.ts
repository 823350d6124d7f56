/** What a run comes to, in words: each thing is said once, where it matters most. */
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";
import { asTitle } from "./names";

/** What is suffered, in the words of a user: the panel's first line. */
export function verdictOf(run: TimelineRun): string {
	if (run.kind === "hang" && run.waiting.length > 1) {
		const names = run.waiting.map(({ lane }) => run.lanes[lane].name);
		return `${andAll(names)} never return`;
	}
	return titled(run.effect || failureText(run), run);
}

/** Below the step that fails: what goes wrong there, if that is not what the panel begins with. */
export function failureHere(run: TimelineRun): string {
	const failure = titled(failureText(run), run);
	return failure === verdictOf(run) ? "fails here" : failure;
}

/** Below the last step of a loop: `application and truncator take #3 to #41 again and again, for ever`. */
export function loopHere({ loop, steps, lanes }: TimelineRun): string | undefined {
	if (loop === undefined) return undefined;
	const { from, to } = loop;
	const acting = new Set(steps.slice(from - 1, to).map(({ lane }) => lane));
	const names = [...acting].map((lane) => lanes[lane].name);
	const what = from === to ? `#${from}` : `#${from} to #${to}`;
	return `${andAll(names)} ${names.length > 1 ? "take" : "takes"} ${what} again and again, for ever`;
}

/** As a title; but the name of a lane is written as it is. */
export function titled(text: string, { lanes }: TimelineRun): string {
	return lanes.some(({ name }) => text.startsWith(`${name} `)) ? text.replace(/\.$/, "") : asTitle(text);
}

/** The headline without what the panel says elsewhere: the kind, the property and the number of steps. */
export function failureText({ headline, kind, subject }: TimelineRun): string {
	return headline
		.replace(new RegExp(`^${kind}: `), "")
		.replace(/, \d+ steps?( and a cycle of \d+)?$/, "")
		.replace(` (${subject})`, "");
}

function andAll(names: readonly string[]): string {
	return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}
