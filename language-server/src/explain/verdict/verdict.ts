/**
 * What a search means to a person: one verdict for a scenario under a configuration, and whether each expectation is
 * met.
 *
 * Invariant: a verdict is one of four and never one for another. `safe` needs a complete search; what was found before
 * a limit ended the search was found, so `race` does not.
 */
import type { AnchoredSpan } from "../../base/span";
import type { Consequence, SearchResult } from "../../checker/result";
import type { Configuration, Expectation } from "../../semantics/configuration";
import type { NamedSystem } from "../../system/system-text";
import type { FailingRun } from "../pair/reversal";
import type { Timeline } from "../timeline/timeline";
import type { Life } from "./life-story";

export type VerdictKind = "safe" | "race" | "hang" | "inconclusive";

/** What came out for one scenario under one configuration. */
export interface Outcome extends NamedSystem {
	readonly configuration: Configuration;
	readonly result: SearchResult;
	readonly verdict: VerdictKind;
	/** One for each way to fail: first the violations in the order of the result, then the hangs. */
	readonly findings: readonly Finding[];
}

/** One way in which a scenario fails. */
export interface Finding {
	readonly kind: "race" | "hang";
	/** The property's name, or the name of the task that hangs. */
	readonly subject: string;
	/** The message with its values filled in, one sentence without a full stop. */
	readonly message: string;
	/** What the user of a machine sees of it, a sentence; empty where nothing is said about that. */
	readonly effect: string;
	/** The same in a few words: `overwrites another file`, `truncator never returns`; empty where nothing is said. */
	readonly symptom: string;
	/**
	 * Where the text of the scenario makes an error or an assertion fail: the outermost call, or the expression itself.
	 * Undefined for what a property says of a state, and for a hang.
	 */
	readonly place: AnchoredSpan | undefined;
	/** The expression or assertion itself, perhaps in a function that is called from `place`. */
	readonly origin: AnchoredSpan | undefined;
	readonly timeline: Timeline;
	/** Of an error that is about what became of an object: when it was made and ended. */
	readonly life?: Life;
	/**
	 * The run, and how it fails; undefined where it is certain that it fails and a limit was reached before there was a
	 * run, so that the timeline has no steps.
	 */
	readonly failing: FailingRun | undefined;
	/** True when the run is the first that was found, and may not be the shortest. */
	readonly isFirst: boolean;
	/** What is said of a data race alone. */
	readonly dataRace?: DataRaceFacts;
}

/** A data race as a person reads it. */
export interface DataRaceFacts {
	/** The variable, as the text calls it: `dev.count`. */
	readonly variable: string;
	/** The cells that it stands for: indices into `TransitionSystem.cells`. */
	readonly cells: readonly number[];
	readonly accesses: readonly [AccessFacts, AccessFacts];
	/** What fails at the end of the run because of it; absent where the run ends with the second access. */
	readonly fails?: string;
	/** What comes of it: in a word, absent where that is not known, and in a sentence without a full stop. */
	readonly harm?: Consequence["kind"];
	readonly consequence: string;
}

export interface AccessFacts {
	readonly lane: string;
	readonly write: boolean;
	readonly marked: boolean;
	/** Where the access stands, and where the scenario's own text leads to it. */
	readonly span: AnchoredSpan;
	readonly scenarioSpan: AnchoredSpan;
	readonly label: string;
}

/** An expectation and what came of it. */
export interface Judgment {
	readonly expectation: Expectation;
	/** Undefined when the search could not tell (a limit), or when the scenario could not be compiled. */
	readonly met: boolean | undefined;
	/** What was found instead, or what was expected, in words: `expected safe, found a race: …`. Empty when met. */
	readonly message: string;
	readonly outcome: Outcome | undefined;
	/** The finding that the expectation names, or that contradicts it. */
	readonly finding: Finding | undefined;
}
