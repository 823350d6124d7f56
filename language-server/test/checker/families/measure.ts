/**
 * The families of growing scenarios in this folder: how large each is with which constants, and how long the search
 * takes.
 */
import { kernelUri } from "../../../src/base/kernel-uri";
import type { HelperThread } from "../../../src/checker/helper";
import { type Execution, StateSpace } from "../../../src/checker/states/state-space";
import { compile } from "../../../src/compiler/compile";
import { analyzeModel, analyzeProgram } from "../../../src/semantics/analyze";
import { parse } from "../../../src/syntax/parser";
import type { TransitionSystem } from "../../../src/system/transition-system";

export { helperThread } from "../../../src/ports/helper";

/** A file of this folder, and the constants to put in place of those at its start. */
export interface Member {
	readonly file: string;
	readonly constants: Readonly<Record<string, number>>;
}

/** From some hundred thousand states to tens of millions. */
export const members: readonly Member[] = [
	{ file: "peterson.race", constants: { TASKS: 5, LEVELS: 3 } },
	{ file: "peterson.race", constants: { TASKS: 6, LEVELS: 2 } },
	{ file: "peterson.race", constants: { TASKS: 6, LEVELS: 3 } },
	{ file: "gup-vs-truncate.race", constants: { READERS: 3 } },
	{ file: "gup-vs-truncate.race", constants: { READERS: 4 } },
	{ file: "gup-vs-truncate.race", constants: { READERS: 5 } },
];

/** The text of a family with other constants. Throws when it has no constant of that name. */
export function withConstants(text: string, constants: Member["constants"]): string {
	return Object.entries(constants).reduce((changed, [name, value]) => {
		const pattern = new RegExp(`^const ${name} = \\d+;`, "m");
		if (!pattern.test(changed)) throw new Error(`there is no constant ${name}`);
		return changed.replace(pattern, `const ${name} = ${value};`);
	}, text);
}

/** Compiles the only scenario of a text on top of the kernel model, whose files are given by their paths. */
export function compileMember(text: string, kernel: ReadonlyMap<string, string>): TransitionSystem {
	const model = analyzeModel([...kernel].map(([path, source]) => ({ uri: kernelUri(path), tree: parse(source) })));
	const program = analyzeProgram(model, [{ uri: "file:///family.race", tree: parse(text) }]);
	const [scenario] = program.files[0].scenarios;
	const { system, problems } = compile(program, scenario, scenario.configuration);
	if (!system) throw new Error(problems.map(({ message }) => message).join("; "));
	return system;
}

/** What an exploration took. */
export interface Measured {
	readonly states: number;
	readonly transitions: number;
	readonly milliseconds: number;
	readonly bytes: number;
	/** The longest time for which the search did not look up. */
	readonly longestSlice: number;
}

/** Explores all states, up to so many; what comes after the exploration is left out. */
export function measureExploration(system: TransitionSystem, states: number, execution?: Execution, helper?: HelperThread): Measured {
	const started = performance.now();
	const { exploration, visited } = new StateSpace(system, execution, undefined, helper);
	let longestSlice = 0;
	for (let more = true; more; ) {
		const sliceStarted = performance.now();
		more = exploration.advance(8192, { states, bytes: 2 ** 32 }) === "more";
		longestSlice = Math.max(longestSlice, performance.now() - sliceStarted);
	}
	const milliseconds = performance.now() - started;
	exploration.release?.();
	return { states: visited.count, transitions: exploration.transitions, milliseconds, bytes: visited.bytes, longestSlice };
}
