/** What a screen reader says of a row: one sentence. */
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";
import type { Bar } from "./bars";
import { ranges } from "./names";
import { summary } from "./notes";
import { type Row, rolesOf } from "./rows";
import type { Item } from "./sequence";
import { failureText } from "./verdict-text";

export function spoken(row: Row, run: TimelineRun, bars: readonly Bar[]): string {
	const lane = run.lanes[row.lane]?.name ?? "";
	switch (row.kind) {
		case "switch": {
			const where = [lane, ...(row.line === undefined ? [] : [`line ${row.line}`]), ...row.functions.slice(-1).map((name) => `in ${name}`)];
			return `${where.join(", ")}, ${counted(row.items.length)}`;
		}
		case "fold":
			return `${only(row)}${counted(row.items.length)} folded, ${ranges(
				row.items.map(({ step }) => step.number),
				row.side === "safe" ? "✓" : "#",
			)}: ${summary(row.items, { bars })}`;
		case "waiting":
			return waitingSentence(row.lane, run);
		case "step":
			return `${only(row)}${stepSentence(row.item, run)}`;
		case "path":
			return row.functions.join(", ");
		case "banner":
			return row.text;
	}
}

/** For what a lane waits at the end of a hang, and since which step. */
function waitingSentence(lane: number, { waits, waiting, lanes }: TimelineRun): string {
	const sentences = waits.filter((wait) => wait.lane === lane).map(({ sentence }) => sentence);
	if (sentences.length > 0) return sentences.join("; ");
	return `${lanes[lane].name} stays for ever at ${waiting.find((stays) => stays.lane === lane)?.label}`;
}

function stepSentence({ step, losing, moved, side }: Item, run: TimelineRun): string {
	const { number, lane, label, changes, sees = [], failing } = step;
	const words = [
		...sees.map(({ name, value }) => `sees ${name} = ${value}`),
		...changes
			.filter(({ before, after }) => before !== after)
			.map(({ local, name, before, after }) => (local ? `${name} is ${after}` : `${name} from ${before} to ${after}`)),
	];
	const role = losing && rolesOf(run).get(losing.number);
	return [
		`Step ${number}, ${run.lanes[lane].name}: ${label}`,
		...words,
		...(role ? [role] : []),
		...(moved === undefined ? [] : [`step ${moved.number} in the ${side === "losing" ? "safe" : "losing"} run`]),
		...(failing ? [`fails: ${failureText(run)}`] : []),
	].join(", ");
}

function only({ side }: Row): string {
	if (side === "both") return "";
	return side === "losing" ? "Only in the losing run: " : "Only in the safe run: ";
}

function counted(steps: number): string {
	return steps === 1 ? "1 step" : `${steps} steps`;
}
