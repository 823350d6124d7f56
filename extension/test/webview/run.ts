import type { TimelineChange, TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";

interface GivenStep {
	readonly lane: number;
	readonly label: string;
	/** Functions, outermost first; `name@place` tells calls of one function apart. */
	readonly stack?: readonly string[];
	readonly changes?: readonly TimelineChange[];
	readonly relevant?: boolean;
}

/** A run of the lanes `one` and `two` with these steps. */
export function run(...steps: readonly GivenStep[]): TimelineRun {
	return {
		kind: "race",
		configurationKey: "v1",
		subject: "broken",
		headline: "race: it broke (broken)",
		effect: "",
		symptom: "",
		under: "",
		title: "",
		alike: [],
		stale: false,
		lanes: [
			{ name: "one", kind: "task", ended: false },
			{ name: "two", kind: "task", ended: false },
		],
		steps: steps.map(({ lane, label, stack = [], changes = [], relevant = true }, index) => ({
			number: index + 1,
			lane,
			label,
			access: "read",
			wakes: [],
			place: undefined,
			scenarioPlace: undefined,
			stack: stack.map((frame) => {
				const [name, place = "0"] = frame.split("@");
				const start = { line: Number(place), character: 0 };
				return { function: name, place: { uri: "file:///a.race", range: { start, end: start } } };
			}),
			changes,
			relevant,
			failing: index === steps.length - 1,
		})),
		cells: [],
		holds: [],
		waiting: [],
		waits: [],
		diagram: "",
	};
}
