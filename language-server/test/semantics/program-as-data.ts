/** All that consumers read of a program, as data without objects that are the same or not: what two programs share. */
import type { AnchoredSpan } from "../../src/base/span";
import { documentationOf } from "../../src/semantics/documentation-of";
import type { FileAnalysis, Program, Scenario } from "../../src/semantics/program";
import type { AnySymbol, FileAnalysisKey, Type } from "../../src/semantics/symbols";
import { typeText } from "../../src/semantics/types";

/** What is known of a program's own files. */
export function programAsData(program: Program): unknown {
	return {
		files: program.files.map((file) => fileAsData(program, file)),
		globals: program.globals.visible().map((symbol) => symbolAsData(program, symbol)),
		extensions: [...program.extensions].map(([struct, fields]) => [struct.name, fields.map((field) => symbolAsData(program, field))]),
		options: program.options.map(({ name }) => name),
		patches: program.patches.map(({ name }) => name),
		kernels: program.kernels.map(({ name, patches }) => [name, ...patches]),
	};
}

function fileAsData(program: Program, file: FileAnalysis): unknown {
	const { names, types, spanOf } = file;
	const at = (place: AnchoredSpan): string => `${spanOf(place).start}-${spanOf(place).end}`;
	return {
		diagnostics: file.diagnostics,
		names: [...names].map(([name, symbol]) => `${at(name)} ${name.text}: ${symbolAsData(program, symbol)}`).sort(),
		isFoundByName: [...names].every(([name, symbol]) => names.get(name) === symbol && names.has(name)),
		types: [...types].map(([expression, type]) => `${at(expression)} ${expression.kind}: ${typeAsData(program, type)}`).sort(),
		functions: file.functionBodies.map(({ symbol, node, file: within, callees }) => ({
			symbol: symbolAsData(program, symbol),
			isItsOwn: program.bodyOf(symbol).node === node && file.functions.includes(symbol),
			node: at(node),
			text: within.written(node.body),
			effects: program.effectsOf(symbol),
			callees: [...callees].map((callee) => symbolAsData(program, callee)),
			assigned: symbol.parameters.filter((parameter) => within.assigned.has(parameter)).map(({ name }) => name),
		})),
		declared: [file.structs, file.functions, file.properties, file.variables, file.kernels, file.patches, file.options].map((symbols) =>
			symbols.map((symbol) => symbolAsData(program, symbol)),
		),
		assigned: [...new Set(names.values())].flatMap((symbol) =>
			symbol.kind === "variable" && program.isAssigned(symbol) ? [symbolAsData(program, symbol)] : [],
		),
		scenarios: file.scenarios.map((scenario) => scenarioAsData(program, file, scenario)),
	};
}

function scenarioAsData(program: Program, file: FileAnalysis, scenario: Scenario): unknown {
	const { symbol, node, configuration, expectations, turnedOff, erroneous, scope } = scenario;
	const all = (symbols: Iterable<AnySymbol>): unknown => [...symbols].map((one) => symbolAsData(program, one));
	return {
		symbol: symbolAsData(program, symbol),
		isDeclared: file.names.get(node.name) === symbol && file.tree.items.includes(node),
		text: scenario.file.written(node),
		configuration,
		expectations: expectations.map(({ span, ...rest }) => ({ ...rest, span: file.spanOf(span) })),
		erroneous,
		members: [scenario.variables, scenario.tasks, scenario.functions, scenario.properties, turnedOff].map(all),
		bodies: scenario.tasks.map((task) => file.spanOf(task.node)),
		scope: all(scope.visible()),
	};
}

function typeAsData(program: Program, type: Type): string {
	switch (type.kind) {
		case "enum":
		case "struct":
			return symbolAsData(program, type.symbol);
		case "array":
			return `${typeAsData(program, type.element)}[${type.size}]`;
		case "pointer":
			return `*${typeAsData(program, type.target)}`;
		default:
			return `${type.kind} ${typeText(type)}`;
	}
}

/** A symbol by its kind and place, with what is said of it elsewhere: no symbol of an earlier text has a place. */
function symbolAsData(program: Program, symbol: AnySymbol): string {
	const { file, start } = program.locate(symbol.span);
	const place = `${symbol.kind} ${symbol.name} at ${file} ${start}`;
	if (!program.files.some(({ uri }) => uri === file)) return place;
	const said: unknown[] = [documentationOf(program, symbol)];
	if ("type" in symbol && symbol.kind !== "const") said.push(typeText(symbol.type));
	if ("value" in symbol) said.push(typeof symbol.value === "object" ? valueAsData(symbol) : symbol.value);
	if (symbol.kind === "struct") said.push(symbol.fields.map(({ name }) => name));
	if (symbol.kind === "enum") said.push(symbol.members.map(({ name }) => name));
	if (symbol.kind === "function")
		said.push(
			typeText(symbol.returns),
			symbol.parameters.map(({ name, type }) => `${name} ${typeText(type)}`),
		);
	if (symbol.kind === "property") said.push(symbol.file.written(symbol.node), program.locate(symbol.node).start);
	if (symbol.kind === "task") said.push(symbol.count, symbol.file.written(symbol.node), program.locate(symbol.node).start);
	if (symbol.kind === "option") said.push(symbol.values);
	if (symbol.kind === "patch") said.push(symbol.entries);
	return `${place} ${JSON.stringify(said)}`;
}

/** A value that is given to a field, variable or parameter, and what its file knows of it. */
function valueAsData(symbol: AnySymbol): unknown {
	if (!("value" in symbol) || typeof symbol.value !== "object" || !("file" in symbol)) return undefined;
	const file: FileAnalysisKey = symbol.file;
	const type = file.types.get(symbol.value);
	return [file.uri, file.written(symbol.value), type && typeText(type)];
}
