/** Numbers and names in few characters. */

/** How a step of the losing run is written, and one of the safe run that it is compared with. */
export type StepSign = "#" | "✓";

/** Ascending numbers: `#1–#3, #7`. */
export function ranges(numbers: readonly number[], sign: StepSign = "#"): string {
	const texts: string[] = [];
	for (let first = 0; first < numbers.length; ) {
		let last = first;
		while (numbers[last + 1] === numbers[last] + 1) last++;
		texts.push(first === last ? `${sign}${numbers[first]}` : `${sign}${numbers[first]}–${sign}${numbers[last]}`);
		first = last + 1;
	}
	return texts.join(", ");
}

/** A text of at most so many characters, without its middle if need be. */
export function elided(text: string, room: number): string {
	if (text.length <= room) return text;
	if (room < 4) return "…";
	const head = Math.ceil((room - 1) * 0.6);
	return `${text.slice(0, head)}…${text.slice(text.length - (room - 1 - head))}`;
}

/** What a step does, in two parts, of which the first is shown whole as long as there is room for it. */
export interface ShownLabel {
	readonly name: string;
	/** Arguments with their parentheses, and whatever comes behind them. */
	readonly rest: string;
}

/** The label of a step in so many characters: the arguments of a call give way first, then the middle of its name. */
export function shownLabel(label: string, room: number): ShownLabel {
	const name = nameOfLabel(label);
	const rest = label.slice(name.length);
	const left = room - name.length;
	if (left < 0) return { name: elided(name, room), rest: "" };
	if (rest.length <= left) return { name, rest };
	// Three characters say at least that there are arguments.
	if (left < 3) return { name, rest: "" };
	// A call that is all of the label is seen to end.
	const end = /^\((?:[^()]|\([^()]*\))*\)$/.test(rest) ? "…)" : "…";
	return { name, rest: `${rest.slice(0, Math.max(1, left - end.length)).replace(/(?<!^)[\s,.+]+$/, "")}${end}` };
}

/** The name alone of what a step does. */
export function nameOfLabel(label: string): string {
	return /^[\w.]+(?=\()/.exec(label)?.[0] ?? label;
}

/** The last of a chain of functions, with as many before it as there is room for. */
export function shownPath(functions: readonly string[], room: number): string {
	let from = functions.length - 1;
	let length = functions[from]?.length ?? 0;
	while (from > 0 && length + 3 + functions[from - 1].length <= room - (from > 1 ? 4 : 0)) length += 3 + functions[--from].length;
	return `${from > 0 ? "… › " : ""}${functions.slice(Math.max(0, from)).join(" › ")}`;
}

/** One or two letters for each name, all of them different. */
export function initials(names: readonly string[]): readonly string[] {
	const letters = names.map((name) => name.charAt(0).toUpperCase());
	return names.map((name, index) => {
		if (letters.indexOf(letters[index]) === letters.lastIndexOf(letters[index])) return letters[index];
		const last = /\d$/.exec(name)?.[0];
		const alike = names.filter((other) => other.charAt(0).toUpperCase() === letters[index]);
		if (last !== undefined && alike.every((other) => other === name || !other.endsWith(last))) return `${letters[index]}${last}`;
		return `${letters[index]}${alike.indexOf(name) + 1}`;
	});
}

/** Without the full stop at its end, and with a capital. */
export function asTitle(sentence: string): string {
	return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`.replace(/\.$/, "");
}

/** A sentence in which the numbers of steps and code can be told from its other words. */
export type SentencePart = { readonly text: string } | { readonly step: number } | { readonly code: string };

/** Finds `#16`, `step 16` and `steps 2 and 20` in a sentence, and code between backticks. */
export function sentenceParts(sentence: string): readonly SentencePart[] {
	const parts: SentencePart[] = [];
	let from = 0;
	const text = (upTo: number) => {
		if (upTo > from) parts.push({ text: sentence.slice(from, upTo) });
	};
	for (const found of sentence.matchAll(/#(\d+)|\bsteps? (\d+)(?:( and | to )(\d+))?|`([^`]+)`/g)) {
		text(found.index);
		parts.push(found[5] === undefined ? { step: Number(found[1] ?? found[2]) } : { code: found[5] });
		if (found[4]) parts.push({ text: found[3] }, { step: Number(found[4]) });
		from = found.index + found[0].length;
	}
	text(sentence.length);
	return parts;
}
