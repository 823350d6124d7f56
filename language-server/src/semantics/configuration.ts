import type { AnchoredSpan } from "../base/span";

/** Which kernel and which options a scenario is compiled for. Equal configurations have equal `key`s. */
export interface Configuration {
	/**
	 * As a person writes it: `v4.18 - gup_huge_recheck`, with the options that differ from the scenario's:
	 * `v4.18, tlb_mode = ipi`.
	 */
	readonly text: string;
	/** Names of the patches that are applied, sorted. */
	readonly patches: readonly string[];
	/** Value of every option of the model by its name. */
	readonly options: ReadonlyMap<string, string>;
	readonly key: string;
}

/** One `expect` of a scenario, or the `expect safe` that a scenario without one has. */
export interface Expectation {
	readonly outcome: "safe" | "race" | "hang";
	/** Whether that must not come out. */
	readonly no?: true;
	/** The property after `race`, the task after `hang`. */
	readonly subject?: string;
	/** The variable of which a data race is asked for. */
	readonly variable?: string;
	/** As written, without the semicolon. */
	readonly text: string;
	/** The `expect`, or the scenario's name where it has none. */
	readonly span: AnchoredSpan;
	/** False for the one that a scenario without any has. */
	readonly written: boolean;
	readonly configuration: Configuration;
}

/** A configuration; `shown` are the options that its text names. */
export function makeConfiguration(
	kernel: string,
	patchSet: ReadonlySet<string>,
	options: ReadonlyMap<string, string>,
	shown: ReadonlyMap<string, string> = new Map(),
): Configuration {
	const { patches, text } = sortedPatches(patchSet);
	const all = [...options].map(([name, value]) => `${name}=${value}`).sort();
	return {
		text: [kernel, ...[...shown].map(([name, value]) => `${name} = ${value}`)].filter((part) => part !== "").join(", "),
		patches,
		options,
		key: `${text};${all.join(";")}`,
	};
}

interface SortedPatches {
	readonly patches: readonly string[];
	readonly text: string;
}

/** Most scenarios are for the releases of the model, whose sets stay the same. */
const sorted = new WeakMap<ReadonlySet<string>, SortedPatches>();

function sortedPatches(set: ReadonlySet<string>): SortedPatches {
	const known = sorted.get(set);
	if (known) return known;
	const patches = [...set].sort();
	const made = { patches, text: patches.join("+") };
	sorted.set(set, made);
	return made;
}
