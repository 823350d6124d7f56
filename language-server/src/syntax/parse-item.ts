/** Items of a file and members of a scenario: which of them begins, and those that hold others. */
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import { fileWords, scenarioWords } from "./grammar-table";
import { parseBraces, skipItem, startsType } from "./item-parts";
import { atConstant, atStructDefinition } from "./parse-c-type";
import { atHandlerLane, atLaneOfFile, followsLane, parseGuard, parseHandler } from "./parse-context";
import {
	atDefinedObject,
	atForward,
	parseConst,
	parseDefinedObject,
	parseEnum,
	parseForward,
	parseFunction,
	parseProperty,
	parseStruct,
	parseTypedef,
	parseVariableOrFunction,
} from "./parse-declaration";
import { directiveHere, parseDirective } from "./parse-directive";
import { atGuardClass, parseGuardClass } from "./parse-guard";
import { atMacro, parseMacro } from "./parse-macro";
import { parseExpect, parseKernelChoice, parsePool, parsePropertyOff, parseTask } from "./parse-member";
import { parseKernel, parseOption, parsePatch } from "./parse-release";
import { parseString } from "./parse-string";
import { atTold, parseTold } from "./parse-told";
import { atNextDeclarator, parseNextDeclarator } from "./parse-type";
import type { TokenCursor } from "./token-cursor";
import type { Item, Member, ScenarioItem } from "./tree";

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
		if (before?.kind === "variable" && atNextDeclarator(cursor, before)) return parseNextDeclarator(cursor, before, t`the variable`);
		const item = parseItem(cursor);
		return cursor.progress === progress ? skipItem(cursor, t`an item`) : item;
	});
}

function parseItem(cursor: TokenCursor): Item {
	if (atMacro(cursor)) return parseMacro(cursor);
	if (atGuardClass(cursor)) return parseGuardClass(cursor);
	if (directiveHere(cursor) !== undefined) return parseDirective(cursor);
	if (atForward(cursor)) return parseForward(cursor);
	if (atLaneOfFile(cursor)) return parseTask(cursor);
	if (startsMember(cursor)) return parseMisplacedMembers(cursor);
	switch (cursor.word()) {
		case "typedef":
			return parseTypedef(cursor);
		case "use":
			return parseUse(cursor);
		case "struct":
			if (cursor.atName(1) && !cursor.at("__attribute__", 1) && (cursor.atName(2) || cursor.at("*", 2)) && !cursor.startsLine(2))
				return parseVariableOrFunction(cursor, "file");
			return parseStruct(cursor);
		case "union":
			if (atStructDefinition(cursor)) return parseStruct(cursor);
			break;
		case "extend":
			return parseStruct(cursor);
		case "enum":
			if (cursor.atName(1) && cursor.atName(2) && !cursor.startsLine(2)) return parseVariableOrFunction(cursor, "file");
			return parseEnum(cursor);
		case "patch":
			return parsePatch(cursor);
		case "handler":
			if (cursor.atName(1) && ![";", "=", ",", "[", "("].some((sign) => cursor.at(sign, 2))) return parseHandler(cursor);
			break;
		case "guard":
			if (cursor.atDefinition) return parseGuard(cursor);
			break;
		case "kernel":
			return parseKernel(cursor);
		case "scenario":
			return parseScenario(cursor);
	}
	return parseCommon(cursor, "file") ?? skipItem(cursor, t`an item`);
}

function parseMember(cursor: TokenCursor): Member {
	if (directiveHere(cursor) !== undefined) return parseDirective(cursor);
	if (atForward(cursor)) return parseForward(cursor);
	const word = cursor.word();
	if (fileWords.has(word) && cursor.atDefinition) {
		// Not closed, or out of place; it has been found not to be the former.
		const { start } = cursor;
		cursor.report("misplaced-item", t`\`${word}\` cannot stand in a scenario, only in a file`);
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
		case "pool":
			if (cursor.atName(1) && cursor.at(":", 2)) return parsePool(cursor);
			return parseCommon(cursor, "scenario") ?? skipItem(cursor, t`a member of the scenario`);
		default:
			if (atHandlerLane(cursor)) return parseTask(cursor);
			return parseCommon(cursor, "scenario") ?? skipItem(cursor, t`a member of the scenario`);
	}
}

/** What can stand in a file and in a scenario; undefined when nothing of that kind starts here. */
function parseCommon(cursor: TokenCursor, place: "file" | "scenario"): (Item & Member) | undefined {
	if (atTold(cursor)) return parseTold(cursor);
	if (atDefinedObject(cursor)) return parseDefinedObject(cursor);
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

/** The length of a string that holds nothing. */
const QUOTES = '""'.length;

function parseUse(cursor: TokenCursor): Item {
	const { start } = cursor;
	cursor.advance("keyword");
	if (cursor.kind() !== "string") {
		cursor.reportMissing(t`expected the path of a file in quotes after \`use\`, as in \`use "files.race";\``);
		const place = spanOf(cursor.missingNode());
		if (!cursor.startsLine()) cursor.skipToEnd();
		return { kind: "use", path: { kind: "string", value: "", parts: [""], ...place }, ...cursor.from(start) };
	}
	const path = parseString(cursor);
	if (path.to - path.from === QUOTES)
		cursor.report("syntax-error", t`expected the path of a file between the quotes, as in \`use "files.race";\``, path);
	cursor.semicolon(t`the path`);
	return { kind: "use", path, ...cursor.from(start) };
}

function parseScenario(cursor: TokenCursor): ScenarioItem {
	const { start } = cursor;
	cursor.advance();
	// The name of a scenario, which others see, stays as it is when its members are edited.
	const name = cursor.anchored(cursor.start, () => cursor.name(t`the name of a scenario`));
	const members: Member[] = [];
	const outside = (): boolean => fileWords.has(cursor.word()) && cursor.atDefinition;
	parseBraces(cursor, t`scenario \`${name.text}\``, outside, () => {
		const last = members.at(-1);
		const goesOn = last?.kind === "variable" && atNextDeclarator(cursor, last);
		members.push(goesOn ? parseNextDeclarator(cursor, last, t`the variable`) : parseMember(cursor));
	});
	return { kind: "scenario", name, members, ...cursor.from(start) };
}

// --- errors ----------------------------------------------------------------------------------------------------------

function startsMember(cursor: TokenCursor): boolean {
	if (!scenarioWords.has(cursor.word())) return false;
	return cursor.at("expect") || cursor.at("daemon") || (cursor.atName(1) && followsLane(cursor, 2));
}

/**
 * Members outside of a scenario, as one node: perhaps the scenario was closed too early, and then there is a `}` too
 * many behind them.
 */
function parseMisplacedMembers(cursor: TokenCursor): Item {
	const { start } = cursor;
	cursor.report("misplaced-item", t`\`${cursor.word()}\` can only stand in a scenario: is there a \`}\` too many above?`);
	while (startsMember(cursor)) parseMember(cursor);
	if (cursor.at("}")) cursor.advance();
	return cursor.errorFrom(start);
}
