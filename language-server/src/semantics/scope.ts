import type { AnySymbol } from "./symbols";

/** Names in nested scopes; an inner name hides an outer one. */
export class Scope {
	private readonly symbols = new Map<string, AnySymbol>();

	constructor(readonly parent?: Scope) {}

	/** Adds a name; gives back what already has it in this same scope, and then changes nothing. */
	declare(symbol: AnySymbol): AnySymbol | undefined {
		const previous = this.symbols.get(symbol.name);
		if (previous === undefined) this.symbols.set(symbol.name, symbol);
		return previous;
	}

	lookup(name: string): AnySymbol | undefined {
		return this.symbols.get(name) ?? this.parent?.lookup(name);
	}

	/** The struct or enum that is meant where its word stands before the name: as in C, variables do not hide it. */
	lookupTag(name: string, word: "struct" | "enum"): AnySymbol | undefined {
		const symbol = this.symbols.get(name);
		return symbol?.kind === word ? symbol : this.parent?.lookupTag(name, word);
	}

	/** Every name that can be seen from here, innermost first, hidden ones left out. */
	visible(): AnySymbol[] {
		const seen = new Map<string, AnySymbol>();
		for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
			for (const [name, symbol] of scope.symbols) if (!seen.has(name)) seen.set(name, symbol);
		}
		return [...seen.values()];
	}
}
