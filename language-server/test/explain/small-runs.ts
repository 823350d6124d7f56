import { Anchor } from "../../src/base/span";
import type { SearchResult } from "../../src/checker/result";
import type { Timeline, TimelineStep } from "../../src/explain/timeline/timeline";
import type { Finding, Outcome, VerdictKind } from "../../src/explain/verdict/verdict";
import type { Configuration, Expectation } from "../../src/semantics/configuration";
import type { NamedSystem } from "../../src/system/system-text";

/** Small pieces of results, for tests of what is made of them. */

const NOWHERE = { anchor: new Anchor(), from: 0, to: 0 };

export function configuration(text: string): Configuration {
	return { text, patches: [], options: new Map(), key: text };
}

/** `expect race stale_pin under v4.17` as data; it asks about `v4.18` where nothing is said. */
export function expectation(text: string): Expectation {
	const match = /^expect (safe|race|hang)(?: (?!under)(\w+))?(?: under (.+))?$/.exec(text);
	if (match === null) throw new Error(`not an expectation: ${text}`);
	const [, outcome, subject, under = "v4.18"] = match;
	return { outcome: outcome as Expectation["outcome"], subject, text, span: NOWHERE, written: true, configuration: configuration(under) };
}

/**
 * A run of steps, each given as `lane: label`, with its changes in brackets:
 * `reader: get_page(p) [page 0.refcount 1 -> 2]`.
 */
export function timeline(steps: readonly string[], more: Partial<Timeline> = {}): Timeline {
	const parsed = steps.map((text) => {
		const match = /^(\w+): (?:(.*) > )?(.*?)(?: \[(.*)\])?$/.exec(text);
		if (match === null) throw new Error(`not a step: ${text}`);
		const [, lane, calls, label, changes] = match;
		return { lane, calls: calls?.split(" > ") ?? [], label, changes: changes?.split(", ") ?? [] };
	});
	const names = [...new Set(parsed.map(({ lane }) => lane))];
	return {
		lanes: names.map((name) => ({ name, kind: "task" })),
		steps: parsed.map(({ lane, calls, label, changes }, index): TimelineStep => {
			return {
				number: index + 1,
				lane: names.indexOf(lane),
				label,
				access: "atomic",
				span: NOWHERE,
				scenarioSpan: NOWHERE,
				stack: calls.map((call) => ({ function: call, span: NOWHERE })),
				changes: changes.map((change) => {
					const shared = /^(.+) (\S+) -> (.+)$/.exec(change);
					const local = /^(.+) = (.+)$/.exec(change);
					if (shared)
						return {
							name: shared[1],
							field: shared[1].split(".").at(-1) ?? "",
							before: shared[2],
							after: shared[3],
							local: false,
							cell: 0,
						};
					if (local) return { name: local[1], field: local[1], before: "0", after: local[2], local: true, cell: 0 };
					throw new Error(`not a change: ${change}`);
				}),
				sees: [],
				failing: index === parsed.length - 1 && more.waiting === undefined,
			};
		}),
		switches: 0,
		cycle: [],
		waiting: [],
		...more,
	};
}

/** `race stale_pin` or `hang truncator` as a finding. */
export function finding(text: string, steps: readonly string[] = ["reader: x"]): Finding {
	const [kind, subject] = text.split(" ");
	const message = kind === "race" ? "the page is used after it was freed" : `${subject} waits`;
	return {
		kind: kind as Finding["kind"],
		subject,
		message,
		effect: "",
		symptom: "",
		place: undefined,
		origin: undefined,
		timeline: timeline(steps),
		failing: { run: { steps: [], states: [[]], switches: 0 }, fails: { property: subject, objects: [] } },
		isFirst: false,
	};
}

const EMPTY: NamedSystem = {
	system: { cells: [], lanes: [], properties: [], failures: [] },
	text: { name: "test", cells: [], objects: [], lanes: [], variables: [], failures: [] },
};

/** The outcome of a search that found these things and was cut off by `limit`, if one is given. */
export function outcome(under: string, findings: readonly string[], limit?: SearchResult["limit"]): Outcome {
	const found = findings.map((text) => finding(text));
	const verdict: VerdictKind = found[0]?.kind ?? (limit ? "inconclusive" : "safe");
	const result: SearchResult = {
		complete: limit === undefined,
		limit,
		states: 812,
		transitions: 2000,
		depth: 12,
		milliseconds: 3,
		violations: [],
		hangs: [],
	};
	return { configuration: configuration(under), ...EMPTY, result, verdict, findings: found };
}
