import type { AnySymbol } from "./symbols";

/** Names in nested scopes; an inner name hides an outer one. */
export class Scope {
	/** What has a name here: at most one of each sort. */
	private readonly symbols = new Map<string, readonly AnySymbol[]>();

	constructor(readonly parent?: Scope) {}

	/** Adds a name; gives back what of its sort already has it in this same scope, and then changes nothing. */
	declare(symbol: AnySymbol): AnySymbol | undefined {
		const others = this.symbols.get(symbol.name) ?? [];
		const previous = others.find((other) => sortOf(other) === sortOf(symbol));
		if (previous === undefined)
			this.symbols.set(
				symbol.name,
				[...others, symbol].sort((a, b) => rankOf(a) - rankOf(b)),
			);
		return previous;
	}

	lookup(name: string): AnySymbol | undefined {
		return this.symbols.get(name)?.[0] ?? this.parent?.lookup(name);
	}

	/** The innermost of some kinds: where nothing else can stand, nothing else hides it. */
	lookupAmong<K extends AnySymbol["kind"]>(name: string, kinds: readonly K[]): Extract<AnySymbol, { kind: K }> | undefined {
		const isAmong = (symbol: AnySymbol): symbol is Extract<AnySymbol, { kind: K }> => (kinds as readonly string[]).includes(symbol.kind);
		return this.symbols.get(name)?.find(isAmong) ?? this.parent?.lookupAmong(name, kinds);
	}

	/** The struct or enum that is meant where its word stands before the name: as in C, variables do not hide it. */
	lookupTag(name: string, word: "struct" | "enum"): AnySymbol | undefined {
		return this.lookupAmong(name, [word]);
	}

	/** Every name that can be seen from here, innermost first, hidden ones left out. */
	visible(): AnySymbol[] {
		const seen = new Map<string, AnySymbol>();
		for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
			for (const [name, symbols] of scope.symbols) {
				for (const symbol of symbols) {
					const key = `${sortOf(symbol)} ${name}`;
					if (!seen.has(key)) seen.set(key, symbol);
				}
			}
		}
		return [...seen.values()];
	}
}

/** What has names of its own: as in C structs and enums, and besides them tasks. */
function sortOf({ kind }: AnySymbol): "tag" | "task" | "name" {
	return kind === "struct" || kind === "enum" ? "tag" : kind === "task" ? "task" : "name";
}

/** What a name means where several things could be meant: a value, before a task, a function and a struct. */
function rankOf({ kind }: AnySymbol): number {
	return kind === "struct" || kind === "enum" ? 3 : kind === "function" ? 2 : kind === "task" ? 1 : 0;
}
