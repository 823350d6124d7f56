/** The variables of a task's text that are visible at one of its steps, as a debugger shows them. */
import { visitOperand } from "../../system/operand";
import type { NamedSystem, Scope, ValueType, VariableText } from "../../system/system-text";
import type { Operand } from "../../system/transition-system";

export interface VisibleVariable {
	/** With `[i]` of an element of an array, which counts as one variable for each of them. */
	readonly name: string;
	readonly type: ValueType;
	/** Its value, of cells and constants; undefined where nothing will read it any more, so that it is not kept. */
	readonly operand: Operand | undefined;
}

/**
 * The variables that a lane sees before a step, parameters first: a list for each function that leads there, outermost
 * first, and then for the innermost. None where the lane is done.
 */
export function visibleVariables({ system, text }: NamedSystem, lane: number, location: number): readonly (readonly VisibleVariable[])[] {
	const { steps, variables } = text.lanes[lane];
	const live = new Set(system.lanes[lane].steps[location]?.live);
	const isKept = (operand: Operand): boolean => {
		let kept = true;
		visitOperand(operand, (leaf) => {
			kept &&= leaf.kind === "cell" && (system.cells[leaf.cell].role === "shared" || live.has(leaf.cell));
		});
		return kept;
	};
	return (steps[location]?.scopes ?? []).map((scope) =>
		inScope(scope, variables).map(({ operand, ...variable }) => ({
			...variable,
			operand: operand && isKept(operand) ? operand : undefined,
		})),
	);
}

/** In the order of declaration; of those of one name the one that hides the others. */
function inScope(innermost: Scope | undefined, variables: readonly VariableText[]): VisibleVariable[] {
	const found = new Map<string, VisibleVariable>();
	for (let scope = innermost; scope !== undefined; scope = scope.outer) {
		const { name, type, isArray, values } = variables[scope.variable];
		for (let index = values.length - 1; index >= 0; index--) {
			const called = isArray ? `${name}[${index}]` : name;
			if (!found.has(called)) found.set(called, { name: called, type, operand: values[index] });
		}
	}
	return [...found.values()].reverse();
}
