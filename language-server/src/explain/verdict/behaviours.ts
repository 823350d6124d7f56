/**
 * What scenarios do under many configurations.
 *
 * Invariants: two configurations that say the same of what decided something while the scenario was compiled come to
 * the same system, so that most need no compiling; of a behaviour only its verdict and one run are kept. That each
 * system is searched once is for the search that is given to see to (`VerdictStore`).
 */
import type { SearchResult } from "../../checker/result";
import type { Compile } from "../../compiler/compilations";
import { compile as compileAnew } from "../../compiler/compile";
import { CompileMemory } from "../../compiler/compile-memory";
import { type Decisions, decidesAlike, decisionsOf } from "../../compiler/decisions";
import type { Configuration } from "../../semantics/configuration";
import type { Program, Scenario } from "../../semantics/program";
import type { NamedSystem } from "../../system/system-text";
import { configurationWith, type Setting } from "../patches/option-settings";
import type { Search } from "./check-scenario";
import { describeOutcome } from "./outcome";
import type { Finding, VerdictKind } from "./verdict";

/** What a scenario does under a configuration. */
export interface Behaviour {
	readonly verdict: VerdictKind;
	readonly states: number;
	/** The first way in which it fails, if it does. */
	readonly finding: Finding | undefined;
}

interface Known {
	readonly decisions: Decisions;
	readonly behaviour: Promise<Behaviour | undefined>;
}

export class Behaviours {
	/** By scenario, for as long as anybody has that. */
	private readonly known = new WeakMap<Scenario, Known[]>();
	private readonly memories = new WeakMap<Scenario, CompileMemory>();
	private turn: Promise<void> = Promise.resolve();

	/**
	 * `breathe` is awaited before each compilation, so that a thread that also answers others gets to it; it rejects
	 * when all is to end. Where others ask for the same systems, `compile` is one that keeps them.
	 */
	constructor(
		private readonly search: Search,
		private readonly breathe?: () => Promise<void>,
		private readonly compile: Compile = compileAnew,
	) {}

	/**
	 * What comes of a scenario, with its own options but for those of `setting`, under a set of patches; undefined
	 * where it cannot be compiled.
	 */
	async behaviour(
		program: Program,
		scenario: Scenario,
		kernel: string,
		patches: ReadonlySet<string>,
		setting: Setting = [],
	): Promise<Behaviour | undefined> {
		const configuration = configurationWith(scenario, kernel, patches, setting);
		const known = this.known.get(scenario) ?? [];
		this.known.set(scenario, known);
		const lookUp = () => known.find(({ decisions }) => decidesAlike(decisions, configuration));
		if (this.breathe && lookUp() === undefined) {
			this.turn = this.turn.catch(() => {}).then(this.breathe);
			await this.turn;
		}
		const same = lookUp();
		if (same) return same.behaviour;
		const memory = this.memories.get(scenario) ?? new CompileMemory();
		this.memories.set(scenario, memory);
		const compilation = this.compile(program, scenario, configuration, { memory });
		const { patchesRead, optionsRead } = compilation;
		const behaviour = compilation.system === undefined ? Promise.resolve(undefined) : this.behaviourOf(compilation, configuration);
		const entry: Known = { decisions: decisionsOf(patchesRead, optionsRead, configuration), behaviour };
		known.push(entry);
		// What broke down or was cancelled is to be tried again.
		behaviour.catch(() => known.splice(known.indexOf(entry), 1));
		return behaviour;
	}

	/** The options that decided something in what has been asked about a scenario. */
	optionsRead(scenario: Scenario): ReadonlySet<string> {
		return new Set((this.known.get(scenario) ?? []).flatMap(({ decisions }) => [...decisions.options.keys()]));
	}

	/** Says that not much more will be asked about a scenario: what only speeds up its compilation is dropped. */
	settle(scenario: Scenario): void {
		this.memories.delete(scenario);
	}

	private async behaviourOf(named: NamedSystem, configuration: Configuration): Promise<Behaviour> {
		// Systems with one key differ in names and places, so that each tells of its run in its own words.
		const {
			verdict,
			result: { states },
			findings,
		} = describeOutcome(named, withOneRun(await this.search(named.system, { name: named.text.name })), configuration);
		return { verdict, states, finding: findings[0] };
	}
}

function withOneRun(result: SearchResult): SearchResult {
	const { violations, hangs, dataRaces = [] } = result;
	const some = violations.length > 0 || dataRaces.length > 0;
	return {
		...result,
		violations: violations.slice(0, 1),
		hangs: some ? [] : hangs.slice(0, 1),
		...(result.dataRaces && { dataRaces: dataRaces.slice(0, 1) }),
	};
}
