/**
 * What scenarios have been compiled to, for whoever asks about one of them next: a cell of the patch matrix that is
 * opened, the expectations on another kernel.
 *
 * Invariants: nothing is taken for another configuration unless that says the same of all that decided something; no
 * more is kept than so many compilations, those that were asked for last; an analysis of a later text has scenarios of
 * its own, of which nothing is known.
 */
import type { Configuration } from "../semantics/configuration";
import type { Program, Scenario } from "../semantics/program";
import { type Compilation, type CompileOptions, compile } from "./compile";
import { type Decisions, decidesAlike, decisionsOf } from "./decisions";

/** Compiles a scenario for a configuration, as `compile` does. */
export type Compile = (
	program: Program,
	scenario: Scenario,
	configuration: Configuration,
	options?: Pick<CompileOptions, "memory">,
) => Compilation;

interface Kept {
	readonly program: Program;
	readonly scenario: Scenario;
	readonly decisions: Decisions;
	readonly compilation: Compilation;
}

/** Systems of the samples take half a megabyte each. */
const CAPACITY = 64;

export class Compilations {
	/** What was asked for last comes last. */
	private kept: readonly Kept[] = [];

	constructor(private readonly capacity = CAPACITY) {}

	readonly compile: Compile = (program, scenario, configuration, options) => {
		const known = this.kept.find(
			(one) => one.scenario === scenario && one.program === program && decidesAlike(one.decisions, configuration),
		);
		const used = known ?? make(program, scenario, configuration, options);
		this.kept = [...this.kept.filter((one) => one !== known), used].slice(-this.capacity);
		return used.compilation;
	};
}

function make(program: Program, scenario: Scenario, configuration: Configuration, options?: CompileOptions): Kept {
	const compilation = compile(program, scenario, configuration, options);
	return { program, scenario, decisions: decisionsOf(compilation.patchesRead, compilation.optionsRead, configuration), compilation };
}
