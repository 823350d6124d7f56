/** Members that only a scenario has: its kernel, its tasks and what it expects. */
import { t } from "../base/l10n";
import { spanOf } from "../base/span";
import { documented, finish } from "./item-parts";
import { parseEachObject, parseKindOfHandler, parsePlaceOfTask } from "./parse-context";
import { parseConstant, parseExpression } from "./parse-expression";
import { parseKernelSet } from "./parse-release";
import { parseBlock } from "./parse-statement";
import { finishVariable, parseSize } from "./parse-type";
import type { TokenCursor } from "./token-cursor";
import type { ExpectItem, KernelSet, Member, Name, TaskItem, VariableItem } from "./tree";

export function parsePropertyOff(cursor: TokenCursor): Member {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance("keyword");
	const name = cursor.readName();
	cursor.accept("off");
	cursor.semicolon("`off`");
	return { kind: "propertyOff", ...documentation, name, ...cursor.from(start) };
}

/** `pool NAME: COUNT;`. */
export function parsePool(cursor: TokenCursor): Member {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance("keyword");
	const struct = cursor.name(t`the name of a struct`);
	cursor.accept(":");
	const count = parseExpression(cursor);
	cursor.semicolon(t`the number of objects`);
	return { kind: "pool", ...documentation, struct, count, ...cursor.from(start) };
}

export function parseKernelChoice(cursor: TokenCursor): Member {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance("keyword");
	const set = parseKernelSet(cursor);
	if (cursor.at("=")) {
		cursor.report("syntax-error", t`a scenario chooses a kernel, as in \`kernel v4.18 - NAME;\`; releases are declared in a file`);
		cursor.skipToEnd();
	} else finish(cursor, set.base, t`the kernel`);
	return { kind: "kernelChoice", ...documentation, set, ...cursor.from(start) };
}

/** `task NAME { … }` and the like, a handler, or a variable of the type `task`: what follows the name tells. */
export function parseTask(cursor: TokenCursor): TaskItem | VariableItem {
	const { start } = cursor;
	const documentation = documented(cursor);
	const daemon = cursor.accept("daemon");
	const flavor = cursor.at("device") ? "device" : "task";
	const place = cursor.progress;
	const word = cursor.span;
	const isTask = cursor.at("task") || cursor.at("device");
	if (isTask) cursor.advance("keyword");
	else if (daemon) cursor.reportMissing(t`expected \`task\` or \`device\` after \`daemon\``);
	const kind = isTask || daemon ? {} : parseKindOfHandler(cursor);
	const name = cursor.name(t`the name of a ${flavor}`);
	const size = parseSize(cursor);
	const each = parseEachObject(cursor);
	const on = parsePlaceOfTask(cursor);
	if (!daemon && name.text !== "" && (cursor.at(";") || cursor.at("="))) {
		cursor.takeForName(place);
		const type = { kind: "namedType", name: { ...word, text: flavor }, ...word } as const;
		return finishVariable(cursor, { from: start, type, name, ...documentation }, t`the variable`, size);
	}
	const body: TaskItem["body"] = parseBlock(cursor, `${flavor} \`${name.text}\``);
	return {
		kind: "task",
		...documentation,
		flavor,
		daemon,
		...kind,
		name,
		...(size && { count: size }),
		...each,
		...on,
		body,
		...cursor.from(start),
	};
}

export function parseExpect(cursor: TokenCursor): ExpectItem {
	const { start } = cursor;
	const documentation = documented(cursor);
	cursor.advance();
	const no = cursor.at("no") && ["race", "hang", "data_race"].some((word) => cursor.at(word, 1)) && cursor.accept("no");
	const outcome = parseOutcome(cursor);
	const hasSubject = (outcome.text === "race" || outcome.text === "hang") && cursor.atName() && !cursor.at("under") && !cursor.atFreshStart;
	const subject = hasSubject ? cursor.name(t`a name`) : undefined;
	const hasVariable = outcome.text === "data_race" && cursor.atName() && !cursor.at("under") && !cursor.atFreshStart;
	const variable = hasVariable ? parseConstant(cursor) : undefined;
	let kernel: KernelSet | undefined;
	const options: { name: Name; value: Name }[] = [];
	if (cursor.accept("under")) {
		do {
			if (cursor.atName() && cursor.at("=", 1)) {
				const name = cursor.name(t`an option`);
				cursor.advance();
				options.push({ name, value: cursor.name(t`a value of the option`) });
			} else if (kernel === undefined) kernel = parseKernelSet(cursor);
			else {
				cursor.report("syntax-error", t`an expectation is about one kernel`);
				parseKernelSet(cursor);
			}
		} while (cursor.accept(","));
	}
	if (outcome.text === "") finish(cursor, outcome, t`the expectation`);
	else cursor.semicolon(t`the expectation`);
	return {
		kind: "expect",
		...documentation,
		...(no && { no }),
		outcome,
		...(subject && { subject }),
		...(variable && { variable }),
		...(kernel && { kernel }),
		options,
		...cursor.from(start),
	};
}

function parseOutcome(cursor: TokenCursor): ExpectItem["outcome"] {
	const text = cursor.word();
	if (text === "safe" || text === "race" || text === "hang" || text === "data_race") {
		const name = { ...cursor.span, text } as const;
		cursor.advance("keyword");
		return name;
	}
	cursor.reportMissing(t`expected \`safe\`, \`race\`, \`hang\` or \`data_race\` after \`expect\``);
	const place = spanOf(cursor.missingName());
	if (cursor.atName() && !cursor.startsLine() && !cursor.at("under")) cursor.advance();
	return { ...place, text: "" };
}
