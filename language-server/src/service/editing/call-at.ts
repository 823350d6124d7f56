import type { AnySymbol } from "../../semantics/symbols";
import { declaredScenarioAt, type Snapshot } from "../workspace/snapshot";

/** A call, or `new`, whose arguments an offset is among. */
export interface CallAt {
	/** What is called or created; undefined for a name that stands for nothing. */
	readonly symbol: AnySymbol | undefined;
	/** Where the opening bracket is. */
	readonly open: number;
	/** How many arguments are complete before the offset. */
	readonly position: number;
	/** The name of the argument at the offset, where it has one: `index: …`. */
	readonly argument: string | undefined;
	/** Names of the arguments before. */
	readonly named: readonly string[];
}

/** What a bracket that has not been closed belongs to, and the arguments in it so far. */
interface Open {
	readonly bracket: string;
	readonly token: number;
	position: number;
	argument: string | undefined;
	named: string[];
}

/** The innermost call around an offset, found by the brackets before it: the text behind may be anything. */
export function callAt(snapshot: Snapshot, offset: number): CallAt | undefined {
	const { text, tree } = snapshot.file;
	const { kinds, starts, ends, length } = tree.tokens;
	const written = (token: number): string => text.slice(starts[token], ends[token]);
	const stack: Open[] = [];
	let last = -1;
	for (let token = 0; token < length && ends[token] <= offset; token++) {
		const kind = kinds[token];
		if (kind === "comment" || kind === "docComment") continue;
		const sign = kind === "punctuation" ? written(token) : "";
		const top = stack[stack.length - 1];
		if (sign === "(" || sign === "{" || sign === "[")
			stack.push({ bracket: sign, token: last, position: 0, argument: undefined, named: [] });
		else if (sign === ")" || sign === "}" || sign === "]") stack.pop();
		else if (sign === ";") while (stack.length > 0 && stack[stack.length - 1].bracket === "(") stack.pop();
		else if (sign === "," && top) {
			top.position++;
			top.argument = undefined;
		} else if (sign === ":" && top && last >= 0 && kinds[last] === "name") {
			top.argument = written(last);
			top.named.push(top.argument);
		}
		last = token;
	}
	const open = stack[stack.length - 1];
	if (open === undefined || open.token < 0 || kinds[open.token] !== "name") return undefined;
	const isNew = open.bracket === "{";
	if (isNew && written(open.token - 1) !== "new") return undefined;
	if (open.bracket === "[") return undefined;
	const symbol = symbolNamed(snapshot, starts[open.token], written(open.token));
	const { argument, position } = open;
	return { symbol, open: ends[open.token], position, argument, named: open.named.filter((name) => name !== argument) };
}

function symbolNamed(snapshot: Snapshot, start: number, text: string): AnySymbol | undefined {
	const { file } = snapshot;
	const { names } = file.around({ start, end: start });
	for (const [name, symbol] of names) if (name.text === text && file.spanOf(name).start === start) return symbol;
	return (declaredScenarioAt(snapshot, start)?.scope ?? snapshot.program.globals).lookup(text);
}
