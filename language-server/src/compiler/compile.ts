/**
 * The compiler: a checked scenario and a configuration in, a transition system out.
 *
 * Invariants: it knows no kernel, only the language; what the user got wrong comes back as problems with a place, never
 * as an exception; the system depends on nothing but the program and the configuration, so that equal input gives equal
 * output.
 */

import { t } from "../base/l10n";
import { runToEnd } from "../base/run-to-end";
import type { AnchoredSpan } from "../base/span";
import type { Configuration } from "../semantics/configuration";
import type { Program, Scenario } from "../semantics/program";
import type { Statement } from "../syntax/tree";
import type { PerhapsNamed } from "../system/system-text";
import { findsDataRaces } from "./accesses";
import { buildSystem } from "./build-system";
import { CompileFailure, TOO_LARGE } from "./compile-failure";
import { CompileMemory } from "./compile-memory";
import { Effort } from "./effort";
import { lowerWithPools } from "./fixed-point";
import { findsLeaks } from "./leaks";
import { neverReached } from "./never-reached";
import { noReads } from "./reads";
import type { StatementRun } from "./statement-runs";

/** Something that only shows when a scenario is compiled, such as a constructor that uses `null`. */
export interface CompileProblem {
	readonly span: AnchoredSpan;
	readonly code: string;
	readonly message: string;
}

/** What compiling a scenario gives: a system and its text, or the problems that stand in the way. */
export type Compilation = CompilationNotes & PerhapsNamed;

/** What compiling tells besides. */
export interface CompilationNotes {
	readonly problems: readonly CompileProblem[];
	/**
	 * Patches that decided something. With a configuration that has the same of these, and the same options, comes the
	 * same system.
	 */
	readonly patchesRead: ReadonlySet<string>;
	/** Options that decided something. */
	readonly optionsRead: ReadonlySet<string>;
	/**
	 * Where tasks and functions of the user's files have statements of which no code was made, because nothing can ever
	 * come there in this scenario. What the configuration leaves out is not among them.
	 */
	readonly neverReached: readonly AnchoredSpan[];
	/**
	 * The statements of the user's files of which code was made, each time that it was, and those that the set-up has
	 * run.
	 */
	readonly runs: readonly StatementRun[];
}

/** Whether something has not been compiled because it is too large. */
export function isTooLarge({ problems }: Pick<Compilation, "problems">): boolean {
	return problems.some(({ code }) => code === TOO_LARGE);
}

export interface CompileOptions {
	/** Statements of tasks and functions to be left out, to see what they are for. */
	readonly without?: ReadonlySet<Statement>;
	/** What compiling for other configurations has left; the system is the same without. */
	readonly memory?: CompileMemory;
	/** Whether the time for it is over, as of now: then it is given up. A limit on its steps there always is. */
	readonly isLate?: () => boolean;
}

/**
 * Compiles one scenario of a program for a kernel and options. A scenario with errors gives neither system nor
 * problems; of one that is too large the problem says which part of it.
 */
export function compile(program: Program, scenario: Scenario, configuration: Configuration, options?: CompileOptions): Compilation {
	return runToEnd(compileInSlices(program, scenario, configuration, options));
}

/**
 * The same, yielding between slices of work, which take about a millisecond where no single call is large. Giving it up
 * leaves nothing behind.
 */
export function* compileInSlices(
	program: Program,
	scenario: Scenario,
	configuration: Configuration,
	{ without = new Set(), memory = new CompileMemory(), isLate }: CompileOptions = {},
): Generator<void, Compilation> {
	const reads = noReads();
	const read = { patchesRead: reads.patches, optionsRead: reads.options, neverReached: [], runs: [] };
	if (scenario.erroneous) return { system: undefined, text: undefined, problems: [], ...read };
	const effort = new Effort(undefined, isLate);
	try {
		const { heap, lowered } = yield* lowerWithPools({ program, scenario, configuration, reads, without, effort }, memory);
		const asked = {
			leaks: findsLeaks({ heap, mutable: lowered.mutable }, { configuration, reads }),
			races: findsDataRaces({ configuration, reads }),
		};
		const { system, text, runs } = yield* buildSystem(lowered, heap, effort, asked);
		for (const place of reads.ran.values()) runs.push({ place });
		return { system, text, problems: [], ...read, neverReached: neverReached(program, scenario, reads), runs };
	} catch (error) {
		const problem = error instanceof RangeError ? tooDeep(scenario) : error;
		if (!(problem instanceof CompileFailure)) throw error;
		const problems = [{ span: problem.span, code: problem.code, message: problem.message }];
		return { system: undefined, text: undefined, problems, ...read };
	}
}

/** The stack of the host was not enough. */
function tooDeep({ symbol }: Scenario): CompileFailure {
	return new CompileFailure(symbol.span, TOO_LARGE, t`the calls and expressions of '${symbol.name}' are nested too deeply`);
}
