/** What a screen reader says of a row: one sentence. */
import { t } from "../../../language-server/src/base/l10n";
import { quantity } from "../../../language-server/src/base/quantities";
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";
import type { Bar } from "./bars";
import { ranges } from "./names";
import { summary } from "./notes";
import { type Row, rolesOf } from "./rows";
import type { Item } from "./sequence";

export function spoken(row: Row, run: TimelineRun, bars: readonly Bar[]): string {
	const lane = run.lanes[row.lane]?.name ?? "";
	switch (row.kind) {
		case "switch": {
			const where = [
				lane,
				...(row.line === undefined ? [] : [t`line ${row.line}`]),
				...row.functions.slice(-1).map((name) => t`in ${name}`),
			];
			return `${where.join(", ")}, ${quantity(row.items.length, "step")}`;
		}
		case "fold":
			return `${only(row)}${t`${quantity(row.items.length, "step")} folded, ${ranges(
				row.items.map(({ step }) => step.number),
				row.side === "safe" ? "✓" : "#",
			)}: ${summary(row.items, { bars })}`}`;
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
	return t`${lanes[lane].name} stays for ever at ${waiting.find((stays) => stays.lane === lane)?.label ?? ""}`;
}

function stepSentence({ step, losing, moved, side }: Item, run: TimelineRun): string {
	const { number, lane, label, changes, sees = [], failing } = step;
	const words = [
		...sees.map(({ name, value }) => t`sees ${name} = ${value}`),
		...changes
			.filter(({ before, after }) => before !== after)
			.map(({ local, name, before, after }) => (local ? t`${name} is ${after}` : t`${name} from ${before} to ${after}`)),
	];
	const role = losing && rolesOf(run).get(losing.number);
	return [
		t`Step ${number}, ${run.lanes[lane].name}: ${label}`,
		...words,
		...(role ? [role] : []),
		...(moved === undefined
			? []
			: [side === "losing" ? t`step ${moved.number} in the safe run` : t`step ${moved.number} in the losing run`]),
		...(failing ? [t`fails: ${run.message}`] : []),
	].join(", ");
}

function only({ side }: Row): string {
	if (side === "both") return "";
	return side === "losing" ? `${t`Only in the losing run:`} ` : `${t`Only in the safe run:`} `;
}
