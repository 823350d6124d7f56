/** A documentation comment taken apart: its prose, and the lines that begin with a tag. */
export interface Documentation {
	/** Markdown. */
	readonly prose: string;
	/** What is modelled: the rest of each `@source` line, `FILE FUNCTION VERSION`. */
	readonly sources: readonly Source[];
	/** When it was compared with a source again: the `@checked` lines, `VERSION DATE`, in their order. */
	readonly checked: readonly Check[];
	readonly locks: readonly string[];
	readonly simplifies: readonly string[];
	/**
	 * What the user of a machine sees where a property does not hold: a sentence, or empty where it is only on the way
	 * to something.
	 */
	readonly effect: string;
	/** The same in a few words that go on behind a verdict: `overwrites another file`. */
	readonly symptom: string;
	/** Marks what the model keeps for its properties and the kernel does not have. */
	readonly ghost: boolean;
	/**
	 * What one who waits for this variable waits for in truth: a path of field names from the object whose field it is.
	 * Empty where nothing is said.
	 */
	readonly awaits: readonly string[];
	/**
	 * Of a count of holders what each of them has, such as `reference`: who has raised it holds that until it is
	 * lowered. Undefined of all else.
	 */
	readonly holders: string | undefined;
	/**
	 * Of a field that says whose its object is: what the object is called while that is null. Undefined of all else.
	 */
	readonly owner: string | undefined;
	/**
	 * Of a reference what who makes it null does, with the object in the place of the struct's name in braces: `frees
	 * {block}`. Empty where nothing is said.
	 */
	readonly cleared: string;
	/** Of a constant of the model that a file may set: the values that it may have. Undefined of all else. */
	readonly bound: { readonly low: number; readonly high: number } | undefined;
}

export interface Source {
	readonly file: string;
	/** Empty where the line names only a file. */
	readonly function: string;
	/** Empty where none is named. */
	readonly version: string;
}

/** That somebody has held the text against a version of what it models. */
export interface Check {
	readonly version: string;
	/** As it is written, `2026-11-30`; empty where none is named. */
	readonly date: string;
}

/** Takes a documentation comment apart. A line whose tag is not known is prose. */
export function parseDocumentation(documentation: string | undefined): Documentation {
	const prose: string[] = [];
	const sources: Source[] = [];
	const checked: Check[] = [];
	const locks: string[] = [];
	const simplifies: string[] = [];
	let effect = "";
	let symptom = "";
	let ghost = false;
	let awaits: readonly string[] = [];
	let holders: string | undefined;
	let owner: string | undefined;
	let cleared = "";
	let bound: Documentation["bound"];
	for (const line of (documentation ?? "").split("\n")) {
		const [, tag, rest] =
			/^\s*@(source|checked|locks|simplifies|effect|symptom|ghost|awaits|holders|owner|cleared|bound)\b\s*(.*)$/.exec(line) ?? [];
		if (tag === "source") sources.push(parseSource(rest));
		else if (tag === "checked") checked.push(parseCheck(rest));
		else if (tag === "locks") locks.push(rest);
		else if (tag === "simplifies") simplifies.push(rest);
		else if (tag === "effect") effect = rest.trim();
		else if (tag === "symptom") symptom = rest.trim();
		else if (tag === "ghost") ghost = true;
		else if (tag === "awaits") awaits = rest.trim().split(".");
		else if (tag === "holders") holders = rest.trim() || "hold";
		else if (tag === "owner") owner = rest.trim() || "null";
		else if (tag === "cleared") cleared = rest.trim();
		else if (tag === "bound") bound = parseBound(rest);
		else prose.push(line);
	}
	return {
		prose: prose.join("\n").trim(),
		sources,
		checked,
		locks,
		simplifies,
		effect,
		symptom,
		ghost,
		awaits,
		holders,
		owner,
		cleared,
		bound,
	};
}

/** The first sentence of a documentation comment, in one line; empty where it has no prose. */
export function firstSentence(documentation: string | undefined): string {
	const prose = parseDocumentation(documentation).prose.replace(/\s+/g, " ");
	return /^.*?[.!?](?=\s[A-Z`]|$)/.exec(prose)?.[0] ?? prose;
}

/** The function may be quoted: `mm/filemap.c "Lock ordering" 6.1`. */
function parseSource(text: string): Source {
	const [, file, quoted, plain, version] = /^(\S+)(?:\s+(?:"([^"]*)"|(\S+)))?\s*(.*)$/.exec(text.trim()) ?? [];
	return { file: file ?? "", function: quoted ?? plain ?? "", version: version ?? "" };
}

function parseCheck(text: string): Check {
	const [version = "", date = ""] = text.trim().split(/\s+/);
	return { version, date };
}

/** Two numbers, `1..8`. */
function parseBound(text: string): Documentation["bound"] {
	const [, low, high] = /^(\d+)\.\.(\d+)$/.exec(text.trim()) ?? [];
	return low === undefined ? undefined : { low: Number(low), high: Number(high) };
}
