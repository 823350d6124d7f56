/** What the names in expressions stand for. */
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import type { EnabledExpression, Expression, Name } from "../syntax/tree";
import type { Place } from "./place";
import { type FieldSymbol, optionValue, type StructSymbol, type VariableSymbol } from "./symbols";
import { BOOL, ERROR, INT, NULL, referenceTo, type Type } from "./types";

/**
 * The struct that `new T` or `for (x in T)` names, where nothing but a struct can stand: what else has its name does
 * not hide it.
 */
export function resolveStruct({ context, scope }: Place, name: Name): StructSymbol | undefined {
	return context.resolve(scope, name, t`struct`, "struct");
}

/** The symbol for a name bound by `for` or a quantifier. */
export function boundVariable(place: Place, name: Name, type: Type): VariableSymbol {
	const { context } = place;
	return {
		kind: "variable",
		role: "bound",
		name: name.text,
		span: spanOf(name),
		type,
		node: name,
		file: context,
		counted: false,
	};
}

/** The type of what a name stands for, as part of an expression. */
export function nameType(place: Place, name: Name): Type {
	const symbol = place.context.resolve(place.scope, name, t`value`, "variable", "const", "enumMember", "task", "builtin", "function");
	switch (symbol?.kind) {
		case undefined:
			return ERROR;
		case "builtin":
			if (symbol.does === "null") return NULL;
			if (symbol.does === "self" && place.rule !== "setup") return { kind: "struct", symbol: place.context.shared.task };
			place.context.error(name, "wrong-kind", t`'${name.text}' is not a value here`);
			return ERROR;
		case "variable":
			return symbol.type;
		case "function":
			return referenceTo(symbol);
		case "const":
			place.context.constants.get(symbol)?.();
			if (symbol.type.kind === "size") return symbol.type;
			return { kind: "int", low: symbol.value, high: symbol.value, open: true };
		case "enumMember":
			return { kind: "enum", symbol: symbol.enum };
		case "task": {
			const task: Type = { kind: "struct", symbol: place.context.shared.task };
			return symbol.count === undefined ? task : { kind: "array", element: task, size: symbol.count };
		}
	}
}

/** The fields of a struct, with those that files add to one of the model. */
export function fieldsSeen({ context }: Place, struct: StructSymbol): readonly FieldSymbol[] {
	return [...struct.fields, ...(context.shared.extensions.get(struct) ?? [])];
}

/** The field of a struct that is named. */
export function resolveField(place: Place, struct: StructSymbol, name: Name): FieldSymbol | undefined {
	if (name.text === "") return undefined;
	const fields = fieldsSeen(place, struct);
	const field = fields.find((candidate) => candidate.name === name.text);
	if (field) place.context.names.set(name, field);
	else if (struct.isOpaque) {
		const message = t`\`struct ${struct.name}\` is declared nowhere: declare it with its field '${name.text}'`;
		place.context.error(name, "unknown-name", message);
	} else {
		place.context.unknown(
			name,
			t`field in '${struct.name}' called`,
			fields.map((candidate) => candidate.name),
		);
	}
	return field;
}

/** The type of `IS_ENABLED(option)`, which asks whether the option is `y`. */
export function enabledType({ context, scope }: Place, { option: name }: EnabledExpression): Type {
	const symbol = scope.lookup(name.text);
	if (symbol?.kind === "option") {
		context.names.set(name, symbol);
		if (!symbol.values.includes("y"))
			context.error(name, "wrong-type", t`'${name.text}' is not \`y\` or \`n\`, but ${symbol.values.join(t` or `)}`);
	} else if (name.text.startsWith("CONFIG_")) {
		const message = t`\`${name.text}\` is not set here: \`option ${name.text} = n | y;\` in the file lets scenarios choose`;
		context.diagnostics.push({ span: spanOf(name), severity: "hint", code: "option-not-set", message });
	} else if (name.text !== "") {
		const message = t`there is no option '${name.text}': declare \`option ${name.text} = y | n;\` in the file, the value that holds first`;
		context.error(name, "unknown-name", message);
	}
	return BOOL;
}

/** The type of an option that is compared with one of its values; `node` is where the option stands. */
export function optionComparison(place: Place, optionName: Name, value: Expression, node: Expression): Type {
	const { context, scope } = place;
	const option = context.resolve(scope, optionName, t`option`, "option");
	context.types.set(node, INT);
	context.types.set(value, INT);
	if (option === undefined) return BOOL;
	if (value.kind !== "name") {
		context.error(value, "wrong-type", t`'${option.name}' can only be compared with one of its values: ${option.values.join(", ")}`);
		return BOOL;
	}
	const index = option.values.indexOf(value.name.text);
	if (index < 0) context.unknown(value.name, t`value of '${option.name}' called`, option.values);
	else context.names.set(value.name, optionValue(option, index));
	return BOOL;
}
