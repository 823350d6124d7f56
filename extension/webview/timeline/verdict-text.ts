/** What a run comes to, in words: each thing is said once, where it matters most. */
import { t } from "../../../language-server/src/base/l10n";
import { listText } from "../../../language-server/src/base/quantities";
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";
import { asTitle } from "./names";

/** What is suffered, in the words of a user: the panel's first line. */
export function verdictOf(run: TimelineRun): string {
	if (run.kind === "hang" && run.waiting.length > 1) {
		const names = run.waiting.map(({ lane }) => run.lanes[lane].name);
		return t`${listText(names)} never return`;
	}
	return titled(run.effect || run.message, run);
}

/** Below the step that fails: what goes wrong there, if that is not what the panel begins with. */
export function failureHere(run: TimelineRun): string {
	const failure = titled(run.message, run);
	return failure === verdictOf(run) ? t`fails here` : failure.replaceAll("`", "");
}

/** Below the last step of a loop: `application and truncator take #3 to #41 again and again, for ever`. */
export function loopHere({ loop, steps, lanes }: TimelineRun): string | undefined {
	if (loop === undefined) return undefined;
	const { from, to } = loop;
	const acting = new Set(steps.slice(from - 1, to).map(({ lane }) => lane));
	const names = [...acting].map((lane) => lanes[lane].name);
	const what = from === to ? `#${from}` : t`#${from} to #${to}`;
	if (names.length > 1) return t`${listText(names)} take ${what} again and again, for ever`;
	return t`${listText(names)} takes ${what} again and again, for ever`;
}

/** As a title; but the name of a lane is written as it is. */
export function titled(text: string, { lanes }: TimelineRun): string {
	return lanes.some(({ name }) => text.startsWith(`${name} `)) ? text.replace(/\.$/, "") : asTitle(text);
}
