import type {
	TimelineCell,
	TimelineChange,
	TimelineHold,
	TimelineRun,
	TimelineStep,
} from "../../../language-server/src/lsp/protocol/timelines";

interface GivenStep {
	readonly lane: number;
	readonly label: string;
	/** Functions, outermost first. */
	readonly stack?: readonly string[];
	/** `page 0.refcount 1→2`; a lock's change is `lock a.writer null→one`, a local's `local p null→page 0`. */
	readonly changes?: readonly string[];
	readonly relevant?: boolean;
	readonly failing?: boolean;
	/** The line of the scenario that leads to it, from 1. */
	readonly line?: number;
}

/** The steps of a run, numbered from 1. */
export function steps(...given: readonly GivenStep[]): readonly TimelineStep[] {
	return given.map(({ lane, label, stack = [], changes = [], relevant = true, failing = false, line = lane + 1 }, index) => ({
		number: index + 1,
		lane,
		label,
		access: "write",
		wakes: [],
		place: placeAt(line),
		scenarioPlace: placeAt(line),
		stack: stack.map((name) => ({ function: name, place: undefined })),
		changes: changes.map(changeOf),
		relevant,
		failing,
	}));
}

/** A race of the lanes `one` and `two` with these steps, of which the last one fails. */
export function run(...given: readonly GivenStep[]): TimelineRun {
	const taken = steps(...given.map((step, index) => ({ failing: index === given.length - 1, ...step })));
	const cells = cellsOf(taken);
	return {
		kind: "race",
		configurationKey: "v1",
		subject: "broken",
		headline: `race: it broke badly (broken), ${given.length} steps`,
		message: "it broke badly",
		effect: "",
		symptom: "",
		under: "",
		configuration: "v1",
		title: `broken, ${given.length} steps`,
		alike: [],
		stale: false,
		lanes: ["one", "two"].map((name) => ({ name, kind: "task", ended: false })),
		steps: taken,
		cells,
		holds: holdsOf(taken, cells),
		waiting: [],
		waits: [],
		diagram: "",
	};
}

export function placeAt(line: number) {
	const start = { line: line - 1, character: 0 };
	return { uri: "file:///a.race", range: { start, end: start } };
}

function changeOf(text: string): TimelineChange {
	const [, kind, name, before, after] = /^(lock |local )?(\S+(?: \d+\S*)?) (.+)→(.+)$/.exec(text) ?? [];
	if (name === undefined) throw new Error(`no change: ${text}`);
	const field = name.slice(name.lastIndexOf(".") + 1);
	return { name, field, before, after, local: kind === "local ", holder: kind === "lock " };
}

/** As the server gives them, in the order of their first change; counts are called `refcount`. */
function cellsOf(taken: readonly TimelineStep[]): readonly TimelineCell[] {
	const names = new Set(taken.flatMap(({ changes }) => changes.filter(({ local }) => !local).map(({ name }) => name)));
	return [...names].map((name) => {
		const changes = taken.flatMap((step) => step.changes.filter((change) => change.name === name).map((change) => ({ step, change })));
		const [{ change: first }] = changes;
		const object = name === first.field ? "" : name.slice(0, -first.field.length - 1);
		return {
			name,
			object,
			field: first.field,
			kind: first.holder ? "holder" : first.field === "refcount" ? "count" : "value",
			start: first.before,
			changes: changes.map(({ step, change }) => ({ number: step.number, value: change.after })),
			relevant: changes.filter(({ step }) => step.relevant).length,
			decides: false,
		};
	});
}

/** Locks by the lane that they name; of counts the last one that a lane took is the first that it gives back. */
function holdsOf(taken: readonly TimelineStep[], cells: readonly TimelineCell[]): readonly TimelineHold[] {
	const lanes = ["one", "two"];
	return cells.flatMap(({ kind, start, changes }, cell) => {
		if (kind === "holder")
			return changes.flatMap(({ number, value }, index) => {
				const lane = lanes.indexOf(value);
				const to = changes[index + 1]?.number;
				return lane < 0 ? [] : [{ lane, cell, what: "lock", from: number, ...(to === undefined ? {} : { to }) }];
			});
		if (kind !== "count") return [];
		const holds: { lane: number; cell: number; what: string; from: number; to?: number }[] = [];
		let before = Number(start);
		for (const { number, value } of changes) {
			const { lane } = taken[number - 1];
			const open = holds.findLast((hold) => hold.lane === lane && hold.to === undefined);
			if (Number(value) > before) holds.push({ lane, cell, what: "reference", from: number });
			else if (open) open.to = number;
			before = Number(value);
		}
		return holds;
	});
}
