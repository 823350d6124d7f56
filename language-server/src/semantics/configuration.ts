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
	/** The property after `race`, the task after `hang`. */
	readonly subject?: string;
	/** As written, without the semicolon. */
	readonly text: string;
	/** The `expect`, or the scenario's name where it has none. */
	readonly span: AnchoredSpan;
	/** False for the one that a scenario without any has. */
	readonly written: boolean;
	readonly configuration: Configuration;
}
