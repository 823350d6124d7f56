import { makeConfiguration } from "../semantics/configuration";
import type { Program, Scenario } from "../semantics/program";
import { unknownName } from "./unknown-name";

/** A kernel as `--kernel` names it: its text and its patches. */
export interface AskedKernel {
	readonly text: string;
	readonly patches: ReadonlySet<string>;
}

/** Reads `v4.18 + NAME - NAME` against the kernels and patches of a program, or says what is wrong with it. */
export function readKernelArgument(text: string, program: Program): AskedKernel | { readonly problem: string } {
	const match = /^\s*([\w.]+)((?:\s*[+-]\s*\w+)*)\s*$/.exec(text);
	if (match === null) return { problem: `--kernel takes a kernel and patches, such as 'v4.18 - NAME', not '${text}'` };
	const [, base, rest] = match;
	const kernel = program.kernels.find(({ name }) => name === base);
	if (kernel === undefined) return { problem: unknownName("kernel", base, program.kernels) };
	const patches = new Set(kernel.patches);
	const changes = [...rest.matchAll(/([+-])\s*(\w+)/g)].map(([, sign, name]) => ({ sign, name }));
	for (const { sign, name } of changes) {
		if (!program.patches.some((patch) => patch.name === name)) return { problem: unknownName("patch", name, program.patches) };
		if (sign === "+") patches.add(name);
		else patches.delete(name);
	}
	return { text: [base, ...changes.map(({ sign, name }) => `${sign} ${name}`)].join(" "), patches };
}

/**
 * The scenario under another kernel, with its options. Its expectations say nothing about that kernel: it is asked
 * whether it is safe.
 */
export function underKernel(scenario: Scenario, kernel: AskedKernel): Scenario {
	const configuration = makeConfiguration(kernel.text, kernel.patches, scenario.configuration.options);
	const text = `expect safe under ${kernel.text}`;
	return {
		...scenario,
		configuration,
		expectations: [{ outcome: "safe", text, span: scenario.symbol.span, written: false, configuration }],
	};
}
