/** Which words may begin a statement at a place: `break` in a loop, `else` behind an `if`. */
import { encloses } from "../../base/span";
import { statementWords } from "../../syntax/grammar-table";
import type { Block, Statement } from "../../syntax/tree";
import { pathAt } from "../../syntax/walk";
import type { Snapshot } from "../workspace/snapshot";

/** The words for a statement that begins at `start`, where a person is at `offset`. Those that go on with what stands before come first. */
export function statementWordsAt({ file }: Snapshot, start: number, offset: number): readonly string[] {
	const path = pathAt(file.tree, start);
	const inLoop = path.some(
		(node) => "kind" in node && (node.kind === "while" || node.kind === "for") && isWithin(node.body, start, file.text),
	);
	const before = path
		.filter((node): node is Block => "kind" in node && node.kind === "block" && isWithin(node, start, file.text))
		.at(-1)
		?.statements.findLast(({ end }) => end <= start);
	const goesOn = before !== undefined && isBlank(file.text.slice(before.end, start)) && offset > before.end;
	return [
		...(goesOn && lacksElse(before) ? ["else"] : []),
		...(goesOn && before.kind === "choose" ? ["or"] : []),
		"served wait",
		...[...statementWords].filter((word) => inLoop || (word !== "break" && word !== "continue")),
	];
}

/** True behind the opening brace, and not behind the closing one. */
function isWithin(body: Statement, offset: number, text: string): boolean {
	return encloses(body, { start: offset, end: offset }) && (offset < body.end || text[body.end - 1] !== "}");
}

/** True when `else` behind a statement would belong to an `if` in it. */
function lacksElse(statement: Statement): boolean {
	switch (statement.kind) {
		case "if":
			return statement.otherwise === undefined || lacksElse(statement.otherwise);
		case "while":
		case "for":
			return lacksElse(statement.body);
		default:
			return false;
	}
}

/** True for white space and comments. */
function isBlank(text: string): boolean {
	return text.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, "").trim() === "";
}
