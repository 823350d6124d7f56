/** What a screen reader says of a row: one sentence. */
import type { TimelineRun, TimelineWait } from "../../../language-server/src/lsp/protocol/timelines";
import type { Bar } from "./bars";
import { ranges } from "./names";
import { summary } from "./notes";
import { failureText, type Row, rolesOf } from "./rows";
import type { Item } from "./sequence";

export function spoken(row: Row, run: TimelineRun, bars: readonly Bar[]): string {
	const lane = run.lanes[row.lane]?.name ?? "";
	switch (row.kind) {
		case "switch": {
			const where = [lane, ...(row.line === undefined ? [] : [`line ${row.line}`]), ...row.functions.slice(-1).map((name) => `in ${name}`)];
			return `${where.join(", ")}, ${counted(row.items.length)}`;
		}
		case "fold":
			return `${only(row)}${counted(row.items.length)} folded, ${ranges(row.items.map(({ step }) => step.number))}: ${summary(row.items, { bars })}`;
		case "waiting":
			return `${lane} ${waitingText(row.lane, run).text}`;
		case "step":
			return `${only(row)}${stepSentence(row.item, run)}`;
		case "path":
			return row.functions.join(", ");
		case "banner":
			return row.text;
	}
}

/** For what a lane waits at the end of a hang, and since which step. */
export function waitingText(lane: number, run: TimelineRun): { readonly text: string; readonly since?: number } {
	const waits = (run.waits ?? []).filter((wait) => wait.lane === lane);
	const conditions = [...new Set(waits.map(waitWords).filter(Boolean))];
	const since = waits.find((wait) => wait.since !== undefined)?.since;
	const label = run.waiting.find((waiting) => waiting.lane === lane)?.label ?? "";
	return { text: conditions.length > 0 ? conditions.join(" and ") : `waits for ever in ${label}`, since };
}

/** What a lane waits for: `waits until the refcount is 1; it is 2`. */
export function waitWords({ condition, what }: TimelineWait): string {
	if (condition !== "") return condition.startsWith("waits") ? condition : `waits ${condition}`;
	return what === "" ? "" : `waits for ${what}`;
}

function stepSentence({ step, losing, moved, side }: Item, run: TimelineRun): string {
	const { number, lane, label, changes, failing } = step;
	const words = changes
		.filter(({ before, after }) => before !== after)
		.map(({ local, name, before, after }) => (local ? `${name} is ${after}` : `${name} from ${before} to ${after}`));
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
