/**
 * The export: a transition system as a model for other checkers, with the same atomic steps, so that they can be asked
 * for a second opinion and compared in speed.
 *
 * Invariants: what is exported has the same reachable states, violations and deadlocks, or is not exported and it says
 * why; pure, text out. What fails at the end while daemons or devices go on is no matter of one state: a model says so
 * where that may be (`mayGoOnAtEnd`), and looks at such properties where nothing can move. Of data races it says the
 * same.
 */
import type { NamedSystem, SystemText } from "../system/system-text";
import { ASSUMPTION, type TransitionSystem } from "../system/transition-system";
import { Names } from "./names";
import { NotExpressible } from "./not-expressible";
import { type StepWays, type Violation, violationsOf, waysOf } from "./step-ways";

/** A system as guarded commands, with names that a model can have. */
export interface Model {
	readonly system: TransitionSystem;
	readonly text: SystemText;
	/** The name of each cell. */
	readonly cells: readonly string[];
	readonly lanes: readonly ModelLane[];
	/** What each property that can be violated finds wrong. */
	readonly properties: readonly { readonly when: "always" | "end"; readonly violations: readonly Violation[] }[];
	/** For each failure the name that its reports give. */
	readonly failures: readonly string[];
	/** Whether there are properties that must hold at the end, and lanes that may go on when all tasks are done. */
	readonly mayGoOnAtEnd: boolean;
}

/** What a model says of itself: what it does not look for. */
export function notLookedFor({ mayGoOnAtEnd, system }: Model): readonly string[] {
	return [...(mayGoOnAtEnd ? [GOES_ON_AT_END] : []), ...(system.findsDataRaces ? [DATA_RACES] : [])];
}

const DATA_RACES = "Data races are not looked for: they are no matter of one state.";

const GOES_ON_AT_END =
	"Properties at the end are looked at where nothing can move: what fails at the end while daemons or devices go on is not seen.";

export interface ModelLane {
	readonly name: string;
	readonly kind: "task" | "device" | "daemon";
	readonly location: string;
	readonly idle?: readonly number[];
	readonly start: number;
	/** The last one, `done`, has no ways. */
	readonly steps: readonly (StepWays & { readonly label: string })[];
}

/** A system as a model, or the sentence that says why there is none. */
export function modelOf({ system, text }: NamedSystem): Model | { readonly problem: string } {
	if (system.failures.some(({ property }) => property === ASSUMPTION))
		return { problem: "`assume` ends a run without a failure and without a hang, which these models have no word for" };
	const names = new Names();
	const expressed = <T>(what: string, express: () => T): T => {
		try {
			return express();
		} catch (error) {
			if (error instanceof NotExpressible) throw new NotExpressible(`${what} cannot be written as a guarded command: ${error.message}`);
			throw error;
		}
	};
	try {
		const lanes = system.lanes.map(({ kind, idle, start, steps }, lane) => {
			const { name, steps: stepTexts } = text.lanes[lane];
			return {
				name: names.of(name),
				kind,
				...(idle !== undefined && { idle }),
				start,
				steps: steps.map(({ code }, location) => {
					const { label } = stepTexts[location];
					const what = `step ${location} of ${name}, ${label},`;
					return { label: label.replace(/\s+/g, " "), ...expressed(what, () => waysOf(system, code)) };
				}),
			};
		});
		const properties = system.properties.map((property) => ({
			when: property.when,
			violations: expressed(`property ${system.failures[property.failure].property}`, () => violationsOf(system, property)),
		}));
		const cells = system.cells.map(({ lane, role }, cell) => {
			const { name } = text.cells[cell];
			if (lane === undefined) return names.of(name);
			return names.of(role === "location" ? `${lanes[lane].name} at` : `${lanes[lane].name} ${name}`);
		});
		const failureNames = new Map<string, string>();
		for (const { property } of system.failures) if (!failureNames.has(property)) failureNames.set(property, names.of(property));
		return {
			system,
			text,
			cells,
			lanes: lanes.map((lane, index) => ({ ...lane, location: cells[system.lanes[index].locationCell] })),
			properties,
			failures: system.failures.map(({ property }) => failureNames.get(property) as string),
			mayGoOnAtEnd: properties.some(({ when }) => when === "end") && lanes.some(({ kind }) => kind !== "task"),
		};
	} catch (error) {
		if (error instanceof NotExpressible) return { problem: error.message };
		throw error;
	}
}
