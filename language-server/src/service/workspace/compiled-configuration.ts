/**
 * A scenario under one configuration, compiled.
 *
 * Invariants: compiling is the one thing here that takes long, and happens in `make` alone, in slices, so that who only
 * looks never waits for it; what was compiled before an edit elsewhere is taken over as it is.
 */

import { t } from "../../base/l10n";
import type { Limits, Observations, SearchResult } from "../../checker/result";
import { type Compilation, compileInSlices } from "../../compiler/compile";
import type { CompileMemory } from "../../compiler/compile-memory";
import { decidesAlike, decisionsOf } from "../../compiler/decisions";
import { type NeverRuns, neverRuns } from "../../explain/verdict/never-runs";
import { describeOutcome } from "../../explain/verdict/outcome";
import type { Outcome } from "../../explain/verdict/verdict";
import type { Configuration } from "../../semantics/configuration";
import type { Program, Scenario } from "../../semantics/program";
import { canonicalKey } from "../../system/canonical-key";
import type { TransitionSystem } from "../../system/transition-system";
import type { CheckRequest, CheckSubject } from "./check-coordinator";

/** What compiling gave, and what its search was found to mean. */
interface Made {
	readonly compilation: Compilation;
	/** What is asked of its search; undefined where there is nothing to search. */
	readonly subject: CheckSubject | undefined;
	described?: { readonly result: SearchResult; readonly outcome: Outcome };
}

export class CompiledConfiguration {
	private work: Generator<void, Made> | undefined;
	private made: Made | undefined;
	/** What it is called in its document, in every text. */
	readonly place: string;

	constructor(
		readonly configuration: Configuration,
		private readonly program: Program,
		private readonly scenario: Scenario,
		private limits: Limits,
		/** What all configurations of a scenario share, until they are made. */
		private memory: CompileMemory | undefined,
	) {
		this.place = `${scenario.symbol.name} ${configuration.key}`;
	}

	/**
	 * Compiles until `end` (as `Date.now()` counts), unless that is done, or one of `others` of the same scenario has
	 * come to the same. True when it is made.
	 */
	make(others: readonly CompiledConfiguration[], end = Number.POSITIVE_INFINITY): boolean {
		if (this.made) return true;
		if (this.work) return this.goOn(end);
		const same = others.find((other) => other.comesToTheSame(this.configuration));
		if (same?.made) {
			const { compilation, subject } = same.made;
			this.keep({ compilation, subject });
			return true;
		}
		this.work = this.compiled();
		return this.goOn(end);
	}

	private goOn(end: number): boolean {
		do {
			const slice = this.work?.next();
			if (slice?.done) this.keep(slice.value);
		} while (this.work && Date.now() < end);
		return this.made !== undefined;
	}

	private keep(made: Made): void {
		this.made = made;
		this.work = undefined;
		this.memory = undefined;
	}

	/** Whether a configuration differs from this one in nothing that compiling asked for. */
	private comesToTheSame(configuration: Configuration): boolean {
		if (this.made === undefined) return false;
		const { patchesRead, optionsRead } = this.made.compilation;
		return decidesAlike(decisionsOf(patchesRead, optionsRead, this.configuration), configuration);
	}

	/**
	 * Takes over what the same scenario was compiled to in an earlier text, from which this one differs only in other
	 * scenarios.
	 */
	adopt(earlier: CompiledConfiguration): void {
		if (earlier.made) this.keep(earlier.made);
	}

	get isMade(): boolean {
		return this.made !== undefined;
	}

	/** Undefined until it is made. */
	get compilation(): Compilation | undefined {
		return this.made?.compilation;
	}

	/**
	 * What is asked of its search: the same for all that have the same verdict. Undefined where there is nothing to
	 * search, and until it is made.
	 */
	get subject(): CheckSubject | undefined {
		return this.made?.subject;
	}

	/**
	 * What to search for; with the values in between when `observe` is set. Undefined where there is nothing, and until
	 * it is made.
	 */
	request(observe: boolean): CheckRequest | undefined {
		const { subject, compilation } = this.made ?? {};
		const system = compilation?.system;
		return subject && system ? { ...subject, name: this.scenario.symbol.name, system, observe } : undefined;
	}

	/** Its search may take so much from now on. */
	allow(limits: Limits): void {
		this.limits = limits;
		const system = this.made?.compilation.system;
		if (this.made && system) this.made = { ...this.made, subject: this.subjectOf(system) };
	}

	/** What a result means; undefined for what could not be compiled, and until it is made. */
	outcome(result: SearchResult): Outcome | undefined {
		const { made } = this;
		const compilation = made?.compilation;
		if (made === undefined || compilation?.system === undefined) return undefined;
		if (made.described?.result !== result) made.described = { result, outcome: describeOutcome(compilation, result, this.configuration) };
		return made.described.outcome;
	}

	/** What never runs, as far as an outcome that is safe and the values that were seen say. */
	neverRuns({ verdict }: Outcome, observations: Observations | undefined): readonly NeverRuns[] {
		const { compilation } = this;
		if (verdict !== "safe" || compilation?.system === undefined) return [];
		const { system } = compilation;
		// Where there is nothing to observe, nothing tells a place that is reached from one that is not.
		const all = observations !== undefined && !observations.partial && system.cells.some(({ role }) => role === "shared");
		// That a lane is done nobody observes.
		const reached = (lane: number, location: number): boolean =>
			location === system.lanes[lane].steps.length || Object.keys(observations?.values[lane]?.[location] ?? {}).length > 0;
		return neverRuns(this.program, this.scenario, compilation, all ? reached : undefined);
	}

	/** A defect of the compiler must cost no more than the scenario that shows it. */
	private *compiled(): Generator<void, Made> {
		const latest = Date.now() + (this.limits.milliseconds ?? Number.POSITIVE_INFINITY);
		try {
			const isLate = (): boolean => Date.now() > latest;
			const { memory } = this;
			const compilation = yield* compileInSlices(this.program, this.scenario, this.configuration, { ...(memory && { memory }), isLate });
			const { system } = compilation;
			return { compilation, subject: system && this.subjectOf(system) };
		} catch (error) {
			const message = t`this could not be compiled, which is a defect of Raceline: ${error instanceof Error ? error.message : String(error)}`;
			const problems = [{ span: this.scenario.symbol.span, code: "internal-error", message }];
			return {
				compilation: {
					system: undefined,
					text: undefined,
					problems,
					patchesRead: new Set(),
					optionsRead: new Set(),
					neverReached: [],
					runs: [],
				},
				subject: undefined,
			};
		}
	}

	private subjectOf(system: TransitionSystem): CheckSubject {
		const { limits } = this;
		const systemKey = canonicalKey(system);
		return { key: `${systemKey} ${JSON.stringify(limits)}`, systemKey, limits };
	}
}
