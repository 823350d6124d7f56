/** Items of a file and members of a scenario. */
import { spanOf } from "../base/span";
import { fileWords, scenarioWords } from "./grammar-table";
import {
	atAttribute,
	atConstant,
	atPlainFunction,
	parseStars,
	skipAttributes,
	skipNumberType,
	skipTrailingAttributes,
} from "./parse-c-type";
import { parseCondition, parseExpression, parseMessage, parseString } from "./parse-expression";
import { parseBlock } from "./parse-statement";
import {
	atNextDeclarator,
	finishVariable,
	parseDeclarationHead,
	parseNextDeclarator,
	parseParameters,
	parseSize,
	parseType,
	parseVariable,
} from "./parse-type";
import type { TokenCursor } from "./token-cursor";
import type {
	EnumMember,
	ExpectItem,
	Expression,
	FunctionItem,
	Item,
	KernelSet,
	Member,
	Name,
	OptionItem,
	PatchEntry,
	ScenarioItem,
	StructItem,
	TaskItem,
	VariableItem,
} from "./tree";

/** Every item of the text. */
export function parseItems(cursor: TokenCursor): readonly Item[] {
	const items: Item[] = [];
	while (!cursor.atEnd) items.push(parseNextItem(cursor, items.at(-1)));
	return items;
}

/** The item at the cursor, which is not at the end; it may go on with the declaration that stands `before` it. */
export function parseNextItem(cursor: TokenCursor, before: Item | undefined): Item {
	const { progress } = cursor;
	return cursor.anchored(cursor.start, () => {
		if (before?.kind === "variable" && atNextDeclarator(cursor, before)) return parseNextDeclarator(cursor, before, "the variable");
		const item = parseItem(cursor);
		return cursor.progress === progress ? skipItem(cursor, "an item") : item;
	});
}

function parseItem(cursor: TokenCursor): Item {
	if (startsMember(cursor)) return parseMisplacedMembers(cursor);
	switch (cursor.word()) {
		case "use":
			return parseUse(cursor);
		case "struct":
			if (cursor.atName(1) && (cursor.atName(2) || cursor.at("*", 2)) && !cursor.startsLine(2))
				return parseVariableOrFunction(cursor, "file");
			return parseStruct(cursor);
		case "extend":
			return parseStruct(cursor);
		case "enum":
			if (cursor.atName(1) && cursor.atName(2) && !cursor.startsLine(2)) return parseVariableOrFunction(cursor, "file");
			return parseEnum(cursor);
		case "patch":
			return parsePatch(cursor);
		case "kernel":
			return parseKernel(cursor);
		case "scenario":
			return parseScenario(cursor);
		default:
			return parseCommon(cursor, "file") ?? skipItem(cursor, "an item");
	}
}

function parseMember(cursor: TokenCursor): Member {
	const word = cursor.word();
	if (fileWords.has(word) && cursor.atDefinition) {
		// Not closed, or out of place; it has been found not to be the former.
		const { start } = cursor;
		cursor.report("misplaced-item", `\`${word}\` cannot stand in a scenario, only in a file`);
		parseItem(cursor);
		return cursor.errorFrom(start);
	}
	switch (word) {
		case "kernel":
			return parseKernelChoice(cursor);
		case "expect":
			return parseExpect(cursor);
		case "daemon":
		case "task":
		case "device":
			return parseTask(cursor);
		case "property":
			if (cursor.atName(1) && cursor.at("off", 2)) return parsePropertyOff(cursor);
			return parseProperty(cursor);
		default:
			return parseCommon(cursor, "scenario") ?? skipItem(cursor, "a member of the scenario");
	}
}

/** What can stand in a file and in a scenario; undefined when nothing of that kind starts here. */
function parseCommon(cursor: TokenCursor, place: "file" | "scenario"): (Item & Member) | undefined {
	switch (cursor.word()) {
		case "const":
			return atConstant(cursor) ? parseConst(cursor) : parseVariableOrFunction(cursor, place);
		case "fn":
			return parseFunction(cursor, place);
		case "property":
			return parseProperty(cursor);
		case "option":
			return parseOption(cursor, place);
	}
	return startsType(cursor) ? parseVariableOrFunction(cursor, place) : undefined;
}

function startsType(cursor: TokenCursor): boolean {
	return cursor.atName() || cursor.atAny(["int", "bool", "struct", "enum"]) || atAttribute(cursor);
}

// --- errors ----------------------------------------------------------------------------------------------------------

/** Goes over what nothing starts with. */
function skipItem(cursor: TokenCursor, expected: string): Item & Member {
	const { start } = cursor;
	if (cursor.at(";")) {
		const { span } = cursor;
		cursor.report("syntax-error", "unexpected `;`", span, [{ title: "Remove `;`", edits: [{ span, newText: "" }] }]);
		cursor.advance();
		return cursor.errorFrom(start);
	}
	cursor.report("syntax-error", cursor.at("}") ? "unexpected `}`" : `expected ${expected}, not ${cursor.describe()}`);
	skipPiece(cursor);
	return cursor.errorFrom(start);
}

/**
 * Goes over the current token and what belongs to it: up to a `;`, past a block in braces, or to where something new
 * starts.
 */
function skipPiece(cursor: TokenCursor): void {
	if (cursor.at("}")) {
		cursor.advance();
		cursor.accept(";");
		return;
	}
	if (!cursor.at("{")) {
		cursor.advance();
		if (cursor.atFreshStart) return;
		cursor.skipToEnd();
		if (cursor.startsLine()) return;
	}
	if (cursor.at("{")) cursor.skipBraces();
}

function startsMember(cursor: TokenCursor): boolean {
	if (!scenarioWords.has(cursor.word())) return false;
	return cursor.at("expect") || cursor.at("daemon") || cursor.at("{", 2) || (cursor.at("[", 2) && cursor.at("{", 5));
}

/**
 * Members outside of a scenario, as one node: perhaps the scenario was closed too early, and then there is a `}` too
 * many behind them.
 */
function parseMisplacedMembers(cursor: TokenCursor): Item {
	const { start } = cursor;
	cursor.report("misplaced-item", `\`${cursor.word()}\` can only stand in a scenario: is there a \`}\` too many above?`);
	while (startsMember(cursor)) parseMember(cursor);
	if (cursor.at("}")) cursor.advance();
	return cursor.errorFrom(start);
}

// --- items -----------------------------------------------------------------------------------------------------------

function documented(cursor: TokenCursor): { readonly documentation?: string } {
	const documentation = cursor.documentation();
	return documentation === undefined ? {} : { documentation };
}

/** The length of a string that holds nothing. */
const QUOTES = '""'.length;

function parseUse(cursor: TokenCursor): Item {
	const { start } = cursor;
	cursor.advance("keyword");
	if (cursor.kind() !== "string") {
		cursor.reportMissing('expected the path of a file in quotes after `use`, as in `use "files.race";`');
		const place = spanOf(cursor.missingNode());
		if (!cursor.startsLine()) cursor.skipToEnd();
		return { kind: "use", path: { kind: "string", value: "", parts: [""], ...place }, ...cursor.from(start) };
	}
	const path = parseString(cursor);
	if (path.to - path.from === QUOTES)
		cursor.report("syntax-error", 'expected the path of a file between the quotes, as in `use "files.race";`', path);
	cursor.semicolon("the path");
	return { kind: "use", path, ...cursor.from(start) };
}

function parseStruct(cursor: TokenCursor): StructItem {
	const { start } = cursor;
	const documentation = documented(cursor);
	const extend = cursor.at("extend");
	cursor.advance();
	const name = cursor.name("the name of a struct");
	const fields: VariableItem[] = [];
	parseBraces(
		cursor,
		`struct \`${name.text}\``,
		() => endsItem(cursor),
		() => {
			const last = fields.at(-1);
			if (last && atNextDeclarator(cursor, last)) fields.push(parseNextDeclarator(cursor, last, "the field"));
			else if (startsType(cursor)) fields.push(parseVariable(cursor, "the field"));
			else skipItem(cursor, "a field");
		},
	);
	cursor.accept(";");
	return { kind: "struct", ...documentation, extend, name, fields, ...cursor.from(start) };
}

/** Whether something starts here that cannot stand between the braces of a struct, an enum or a patch. */
function endsItem(cursor: TokenCursor): boolean {
	return cursor.atDefinition || (cursor.at("const") && atConstant(cursor));
}

function parseEnum(cursor: TokenCursor): Item {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance();
	const name = cursor.name("the name of an enum");
	const members: EnumMember[] = [];
	parseBraces(
		cursor,
		`enum \`${name.text}\``,
		() => endsItem(cursor),
		() => {
			if (cursor.atName()) members.push(parseEnumMember(cursor));
			else {
				cursor.report("syntax-error", `expected a name, not ${cursor.describe()}`);
				cursor.advance();
			}
		},
	);
	cursor.accept(";");
	return { kind: "enum", ...documentation, name, members, ...cursor.from(start) };
}

function parseEnumMember(cursor: TokenCursor): EnumMember {
	const { start } = cursor;
	const documentation = documented(cursor);
	const name = cursor.readName();
	const member = { ...documentation, name, ...cursor.from(start) };
	if (cursor.at("=")) {
		cursor.report("syntax-error", "the members of an enum have no values of their own");
		cursor.skipTo(",");
	}
	if (!cursor.accept(",") && !cursor.at("}") && !cursor.atEnd) {
		const place = cursor.previousEnd;
		cursor.report("syntax-error", "expected `,` between the members", cursor.range(place, place), [
			{ title: "Insert `,`", edits: [{ span: cursor.range(place, place), newText: "," }] },
		]);
		if (cursor.at(";")) cursor.advance();
	}
	return member;
}

/** The braces of an item. Where they are missing, reports that. */
function parseBraces(cursor: TokenCursor, owner: string, outside: () => boolean, piece: () => void): void {
	if (!cursor.at("{")) {
		cursor.reportMissing(`expected \`{\` at the start of ${owner}`);
		cursor.missingNode();
		if (!cursor.insideUnopened && !cursor.startsLine()) cursor.skipToEnd();
	}
	if (cursor.at("{") || cursor.insideUnopened) cursor.braces(owner, outside, piece);
}

function parseConst(cursor: TokenCursor): Item & Member {
	const { start } = cursor;
	const documentation = documented(cursor);
	while (!cursor.accept("const")) cursor.advance("keyword");
	skipNumberType(cursor);
	const name = cursor.name("the name of a constant");
	const value = cursor.expect("=", "after the name of the constant") ? parseExpression(cursor) : cursor.missingNode();
	finish(cursor, name, "the constant");
	return { kind: "const", ...documentation, name, value, ...cursor.from(start) };
}

/** The `;` at the end of an item. When already its name was missing, what is left of it on its line is skipped. */
function finish(cursor: TokenCursor, name: Name, what: string): void {
	if (name.text !== "" || cursor.at(";")) cursor.semicolon(what);
	else if (!cursor.startsLine()) cursor.skipToEnd();
}

function parseFunction(cursor: TokenCursor, place: "file" | "scenario"): FunctionItem {
	const { start } = cursor;
	const documentation = documented(cursor);
	const plain = !cursor.accept("fn");
	// What others see of a function stays as it is when its body is edited.
	const head = place === "file" ? cursor.anchored(start, () => parseFunctionHead(cursor, plain)) : parseFunctionHead(cursor, plain);
	return finishFunction(cursor, { from: start, ...documentation, ...(plain && { plain }), ...head });
}

/** `plain`: as in C, where there is always a type. */
function parseFunctionHead(cursor: TokenCursor, plain: boolean): Pick<FunctionItem, "returns" | "stars" | "name" | "parameters"> {
	skipAttributes(cursor);
	// Without a type, the name is followed by the parameters.
	const hasType = cursor.atName()
		? plain || cursor.atName(1) || cursor.at("*", 1)
		: cursor.atAny(["int", "bool", "struct", "enum"]) && (plain || !cursor.startsLine());
	const isNothing = hasType && cursor.at("void") && !cursor.at("*", 1);
	if (isNothing) cursor.advance("keyword");
	const returns = hasType && !isNothing ? parseType(cursor) : undefined;
	const stars = parseStars(cursor);
	const name = cursor.name("the name of a function");
	const parameters = parseParametersOf(cursor);
	skipTrailingAttributes(cursor);
	return { ...(returns && { returns }), ...(stars > 0 && { stars }), name, parameters };
}

function parseParametersOf(cursor: TokenCursor): FunctionItem["parameters"] {
	if (cursor.at("(")) return parseParameters(cursor);
	cursor.reportMissing("expected `(` after the name of the function");
	return [];
}

type FunctionHead = Pick<FunctionItem, "from" | "documentation" | "returns" | "stars" | "name" | "parameters" | "plain">;

function finishFunction(cursor: TokenCursor, { from, documentation, ...head }: FunctionHead): FunctionItem {
	const { name } = head;
	const body = parseBlock(cursor, `function \`${name.text}\``);
	return {
		kind: "function",
		...(documentation !== undefined && { documentation }),
		...head,
		body,
		...cursor.from(from),
	};
}

function parseVariableOrFunction(cursor: TokenCursor, place: "file" | "scenario"): Item & Member {
	if (atPlainFunction(cursor)) return parseFunction(cursor, place);
	if (atConstant(cursor)) return parseConst(cursor);
	if (cursor.atName() && cursor.at("{", 1)) {
		const { start } = cursor;
		cursor.report("syntax-error", `nothing with \`{\` starts with ${cursor.describe()}`);
		skipPiece(cursor);
		return cursor.errorFrom(start);
	}
	const head = parseDeclarationHead(cursor, "the variable");
	if (head.name.text !== "" && cursor.at("(")) {
		const { counted: _, type, ...rest } = head;
		return finishFunction(cursor, { ...rest, returns: type, parameters: parseParametersOf(cursor), plain: true });
	}
	if (head.name.text !== "" && cursor.at("{")) {
		const { type } = head;
		const written = cursor.written(type).replace(/\s+/g, " ");
		cursor.report("syntax-error", `nothing with \`{\` starts with \`${written}\``, type);
		skipPiece(cursor);
		return cursor.errorFrom(head.from);
	}
	return finishVariable(cursor, head);
}

function parseProperty(cursor: TokenCursor): Item & Member {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance("keyword");
	const name = cursor.name("the name of a property");
	const parameters = name.text !== "" && cursor.at("(") ? parseParameters(cursor) : undefined;
	const message = name.text !== "" && cursor.kind() === "string" ? parseMessage(cursor) : undefined;
	let atEnd = false;
	if (name.text !== "" && cursor.accept("at")) {
		atEnd = true;
		cursor.expect("end", "after `at`");
	}
	const condition = name.text !== "" && cursor.accept("=") ? parseCondition(cursor) : undefined;
	finish(cursor, name, "the property");
	return {
		kind: "property",
		...documentation,
		name,
		...(parameters && { parameters }),
		...(message && { message }),
		atEnd,
		...(condition && { condition }),
		...cursor.from(start),
	};
}

function parsePropertyOff(cursor: TokenCursor): Member {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance("keyword");
	const name = cursor.readName();
	cursor.accept("off");
	cursor.semicolon("`off`");
	return { kind: "propertyOff", ...documentation, name, ...cursor.from(start) };
}

function parsePatch(cursor: TokenCursor): Item {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance("keyword");
	const name = cursor.name("the name of a patch");
	const entries: PatchEntry[] = [];
	parseBraces(
		cursor,
		`patch \`${name.text}\``,
		() => endsItem(cursor),
		() => entries.push(parsePatchEntry(cursor)),
	);
	return { kind: "patch", ...documentation, name, entries, ...cursor.from(start) };
}

function parsePatchEntry(cursor: TokenCursor): PatchEntry {
	const { start } = cursor;
	const documentation = documented(cursor);
	const name = cursor.atName() ? cursor.readName() : cursor.name('an entry such as `title: "…";`');
	const value = cursor.expect(":", "after the name of the entry") ? parsePatchValue(cursor) : cursor.missingNode();
	finish(cursor, name, "the entry");
	return { ...documentation, name, value, ...cursor.from(Math.min(start, name.from)) };
}

function parsePatchValue(cursor: TokenCursor): Expression {
	if (cursor.kind() === "string") return parseString(cursor);
	if (cursor.kind() === "number" || (cursor.atName() && !cursor.startsLine())) return parseExpression(cursor);
	cursor.reportMissing("expected a string, a number or a name");
	return cursor.missingNode();
}

function parseOption(cursor: TokenCursor, place: "file" | "scenario"): OptionItem {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance("keyword");
	const name = cursor.name("the name of an option");
	const values = [cursor.expect("=", "after the name of the option") ? cursor.name("a value of the option") : cursor.missingName()];
	if (place === "scenario" && cursor.at("|")) {
		cursor.report("syntax-error", "a scenario chooses one value of an option");
		cursor.skipTo();
	}
	while (cursor.accept("|")) values.push(cursor.name("a value of the option"));
	finish(cursor, name, "the option");
	return { kind: "option", ...documentation, name, values, ...cursor.from(start) };
}

function parseKernel(cursor: TokenCursor): Item {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance("keyword");
	const name = kernelName(cursor);
	const set = cursor.accept("=") ? parseKernelSet(cursor) : undefined;
	finish(cursor, name, "the kernel");
	return { kind: "kernel", ...documentation, name, ...(set && { set }), ...cursor.from(start) };
}

/** The name of a release. `4.18` without the `v`, of which the lexer has complained, is understood. */
function kernelName(cursor: TokenCursor): Name {
	if (cursor.kind() !== "number") return cursor.name("a kernel release such as `v4.18`");
	const name = { ...cursor.span, text: `v${cursor.word()}` };
	cursor.report("malformed-number", `a kernel release starts with \`v\`: \`${name.text}\``, cursor.span, [
		{ title: `Write \`${name.text}\``, edits: [{ span: cursor.range(name.from, name.from), newText: "v" }] },
	]);
	cursor.advance();
	return name;
}

function parseKernelSet(cursor: TokenCursor): KernelSet {
	const { start } = cursor;
	const base = kernelName(cursor);
	const changes: { sign: "+" | "-"; patch: Name }[] = [];
	while (cursor.at("+") || cursor.at("-")) {
		const sign = cursor.at("+") ? "+" : "-";
		cursor.advance();
		changes.push({ sign, patch: cursor.name("the name of a patch") });
	}
	return { base, changes, ...cursor.from(Math.min(start, base.from)) };
}

// --- scenarios -------------------------------------------------------------------------------------------------------

function parseScenario(cursor: TokenCursor): ScenarioItem {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance();
	// The name of a scenario, which others see, stays as it is when its members are edited.
	const name = cursor.anchored(cursor.start, () => cursor.name("the name of a scenario"));
	const members: Member[] = [];
	const outside = (): boolean => fileWords.has(cursor.word()) && cursor.atDefinition;
	parseBraces(cursor, `scenario \`${name.text}\``, outside, () => {
		const last = members.at(-1);
		const goesOn = last?.kind === "variable" && atNextDeclarator(cursor, last);
		members.push(goesOn ? parseNextDeclarator(cursor, last, "the variable") : parseMember(cursor));
	});
	return { kind: "scenario", ...documentation, name, members, ...cursor.from(start) };
}

function parseKernelChoice(cursor: TokenCursor): Member {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance("keyword");
	const set = parseKernelSet(cursor);
	if (cursor.at("=")) {
		cursor.report("syntax-error", "a scenario chooses a kernel, as in `kernel v4.18 - NAME;`; releases are declared in a file");
		cursor.skipToEnd();
	} else finish(cursor, set.base, "the kernel");
	return { kind: "kernelChoice", ...documentation, set, ...cursor.from(start) };
}

/** `task NAME { … }` and the like, or a variable of the type `task`: what follows the name tells. */
function parseTask(cursor: TokenCursor): Member {
	const { start } = cursor;
	const documentation = documented(cursor);
	const daemon = cursor.accept("daemon");
	const flavor = cursor.at("device") ? "device" : "task";
	const place = cursor.progress;
	const word = cursor.span;
	if (cursor.at("task") || cursor.at("device")) cursor.advance("keyword");
	else cursor.reportMissing("expected `task` or `device` after `daemon`");
	const name = cursor.name(`the name of a ${flavor}`);
	const size = parseSize(cursor);
	if (!daemon && name.text !== "" && (cursor.at(";") || cursor.at("="))) {
		cursor.takeForName(place);
		const type = { kind: "namedType", name: { ...word, text: flavor }, ...word } as const;
		return finishVariable(cursor, { from: start, type, name, ...documentation }, size);
	}
	const body: TaskItem["body"] = parseBlock(cursor, `${flavor} \`${name.text}\``);
	return { kind: "task", ...documentation, flavor, daemon, name, ...(size && { count: size }), body, ...cursor.from(start) };
}

function parseExpect(cursor: TokenCursor): ExpectItem {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance();
	const outcome = parseOutcome(cursor);
	const hasSubject = (outcome.text === "race" || outcome.text === "hang") && cursor.atName() && !cursor.at("under") && !cursor.atFreshStart;
	const subject = hasSubject ? cursor.name("a name") : undefined;
	let kernel: KernelSet | undefined;
	const options: { name: Name; value: Name }[] = [];
	if (cursor.accept("under")) {
		do {
			if (cursor.atName() && cursor.at("=", 1)) {
				const name = cursor.name("an option");
				cursor.advance();
				options.push({ name, value: cursor.name("a value of the option") });
			} else if (kernel === undefined) kernel = parseKernelSet(cursor);
			else {
				cursor.report("syntax-error", "an expectation is about one kernel");
				parseKernelSet(cursor);
			}
		} while (cursor.accept(","));
	}
	if (outcome.text === "") finish(cursor, outcome, "the expectation");
	else cursor.semicolon("the expectation");
	return {
		kind: "expect",
		...documentation,
		outcome,
		...(subject && { subject }),
		...(kernel && { kernel }),
		options,
		...cursor.from(start),
	};
}

function parseOutcome(cursor: TokenCursor): ExpectItem["outcome"] {
	const text = cursor.word();
	if (text === "safe" || text === "race" || text === "hang") {
		const name = { ...cursor.span, text } as const;
		cursor.advance("keyword");
		return name;
	}
	cursor.reportMissing("expected `safe`, `race` or `hang` after `expect`");
	const place = spanOf(cursor.missingName());
	if (cursor.atName() && !cursor.startsLine() && !cursor.at("under")) cursor.advance();
	return { ...place, text: "" };
}
