/**
 * `#if` around items: which of them are there. What only options decide is decided for each scenario: an item that one
 * side alone has is there whether its option is set or not, which is no difference to who does not use it; of a
 * function that both sides have the one is called that the options say. Of anything else that both sides have, a macro,
 * a constant or a type, there can be but one for all scenarios: that of the options' first values.
 */
import { type BinaryOperator, exactBinary, exactUnary } from "../base/arithmetic";
import type { Expression, FunctionItem, Item } from "../syntax/tree";

/** That a condition holds, or does not. */
export interface When {
	readonly condition: Expression;
	readonly holds: boolean;
}

/** What is asked of a name: whether an option of that name is set, or undefined where it is not known here. */
export type IsSet = (name: string) => boolean | undefined;

export interface ArrangedItems {
	/** Those that are there, of others with the same name the first. */
	readonly items: readonly Item[];
	/** The other functions of the same name, and the one that is there. */
	readonly others: ReadonlyMap<FunctionItem, FunctionItem>;
	/** What must hold for an item to be meant, from the outside in; absent of one that is there always. */
	readonly when: ReadonlyMap<Item, readonly When[]>;
	/** Options whose first value has decided which of several items is there. */
	readonly decided: ReadonlySet<string>;
}

/** Finds out which items are there. `standing` says what holds in every scenario, `first` what the first values say. */
export function arrange(items: readonly Item[], standing: IsSet, first: IsSet): ArrangedItems {
	const when = conditionsOf(items);
	if (when.size === 0) return { items, others: new Map(), when, decided: new Set() };
	const kept: Item[] = [];
	const others = new Map<FunctionItem, FunctionItem>();
	const decided = new Set<string>();
	const named = new Map<string, Item[]>();
	for (const item of items) {
		const conditions = when.get(item) ?? [];
		if (conditions.some((one) => isTrue(one, standing) === false)) continue;
		const name = "name" in item && item.kind !== "scenario" ? item.name.text : "";
		const rivals = (named.get(name) ?? []).filter((other) => excludes(when.get(other) ?? [], conditions));
		if (name === "" || rivals.length === 0) {
			kept.push(item);
			named.set(name, [...(named.get(name) ?? []), item]);
			continue;
		}
		const [rival] = rivals;
		if (item.kind === "function" && rival.kind === "function") {
			others.set(item, rival);
			continue;
		}
		for (const { condition } of [...conditions, ...(when.get(rival) ?? [])]) for (const option of optionsIn(condition)) decided.add(option);
		if (conditions.every((one) => isTrue(one, first) !== false)) {
			kept[kept.indexOf(rival)] = item;
			named.set(name, [item, ...(named.get(name) ?? []).filter((other) => other !== rival)]);
		}
	}
	return { items: kept, others, when, decided };
}

/** For each item between `#if` and `#endif` what must hold. */
function conditionsOf(items: readonly Item[]): Map<Item, readonly When[]> {
	const found = new Map<Item, readonly When[]>();
	/** What holds in the branch that is open, and in which the others of the same `#if` did not. */
	const open: { readonly before: readonly When[]; current: When | undefined }[] = [];
	for (const item of items) {
		if (item.kind !== "condition") {
			const conditions = open.flatMap(({ before, current }) => (current ? [...before, current] : before));
			if (conditions.length > 0) found.set(item, conditions);
			continue;
		}
		const { word, condition } = item;
		if (word === "if" && condition) open.push({ before: [], current: { condition, holds: true } });
		if (word === "if") continue;
		const last = open.pop();
		if (last === undefined || word === "endif") continue;
		const before = [...last.before, ...(last.current ? [{ ...last.current, holds: false }] : [])];
		open.push({ before, current: condition && { condition, holds: true } });
	}
	return found;
}

function excludes(one: readonly When[], other: readonly When[]): boolean {
	return one.some(({ condition, holds }) => other.some((two) => two.condition === condition && two.holds !== holds));
}

/** Whether a condition is as it must be; undefined where that is not known. */
export function isTrue({ condition, holds }: When, isSet: IsSet): boolean | undefined {
	const value = valueIn(condition, isSet);
	return value === undefined ? undefined : (value !== 0) === holds;
}

/** The value of the condition of an `#if`: there, what nobody knows is 0. */
function valueIn(condition: Expression, isSet: IsSet): number | undefined {
	switch (condition.kind) {
		case "number":
			return condition.value;
		case "enabled": {
			const set = isSet(condition.option.text);
			return set === undefined ? undefined : Number(set);
		}
		case "unary": {
			const value = valueIn(condition.operand, isSet);
			return value === undefined ? undefined : exactUnary(condition.operator, value);
		}
		case "binary":
			return binaryValue(condition.operator, valueIn(condition.left, isSet), valueIn(condition.right, isSet));
		default:
			return 0;
	}
}

function binaryValue(operator: BinaryOperator, left: number | undefined, right: number | undefined): number | undefined {
	if (operator === "&&" && (left === 0 || right === 0)) return 0;
	if (operator === "||" && (left || right)) return 1;
	return left === undefined || right === undefined ? undefined : exactBinary(operator, left, right);
}

/** The options that a condition asks for. */
export function optionsIn(condition: Expression): readonly string[] {
	if (condition.kind === "enabled") return [condition.option.text];
	if (condition.kind === "unary") return optionsIn(condition.operand);
	return condition.kind === "binary" ? [...optionsIn(condition.left), ...optionsIn(condition.right)] : [];
}
