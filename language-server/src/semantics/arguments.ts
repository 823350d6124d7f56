import type { Argument } from "../syntax/tree";

/** What goes wrong when arguments are given to parameters. */
export type ArgumentProblem =
	| { readonly kind: "tooMany"; readonly argument: Argument }
	| { readonly kind: "unknown"; readonly argument: Argument }
	| { readonly kind: "twice"; readonly argument: Argument };

/**
 * Which argument goes to which parameter: those without a name in order, those with one by it.
 * `bound[i]` is the argument of parameter i, undefined where none is given.
 */
export function bindArguments(
	parameters: readonly string[],
	given: readonly Argument[],
): { bound: (Argument | undefined)[]; problems: ArgumentProblem[] } {
	const bound: (Argument | undefined)[] = parameters.map(() => undefined);
	const problems: ArgumentProblem[] = [];
	let position = 0;
	for (const argument of given) {
		const index = argument.name === undefined ? position++ : parameters.indexOf(argument.name.text);
		if (argument.name === undefined && index >= parameters.length) problems.push({ kind: "tooMany", argument });
		else if (index < 0) problems.push({ kind: "unknown", argument });
		else if (bound[index] !== undefined) problems.push({ kind: "twice", argument });
		else bound[index] = argument;
	}
	return { bound, problems };
}
