/** The snippets, as the texts that they insert. */
import { snippets as table } from "../src/service/editing/snippets";

export const snippets = table().map(({ isFileTemplate = false, body, ...rest }) => ({ ...rest, isFileTemplate, body: body.join("\n") }));

/** The text that a snippet inserts when nothing is changed in it but the choices, by the number of their place. */
export function expand(body: string, choices: ReadonlyMap<string, string> = new Map()): string {
	const values = new Map<string, string>();
	const set = (number: string, value: string): string => {
		if (!values.has(number)) values.set(number, value);
		return values.get(number) ?? "";
	};
	let text = body;
	// Innermost first: a placeholder may lie in the default of another.
	for (let before = ""; before !== text; ) {
		before = text;
		text = text
			.replace(/\$\{(\d+)\|((?:\\.|[^|])*)\|\}/g, (_, number: string, list: string) => set(number, choices.get(number) ?? split(list)[0]))
			.replace(/\$\{(\d+):((?:\\.|[^$\\}])*)\}/g, (_, number: string, value: string) => set(number, value.replace(/\\(.)/g, "$1")));
	}
	return text.replace(/\$(\d+)/g, (_, number: string) => values.get(number) ?? "");
}

/** What a snippet inserts for each combination of its choices; of one without choices, its one text. */
export function expansions(body: string): readonly string[] {
	const places = [...body.matchAll(/\$\{(\d+)\|((?:\\.|[^|])*)\|\}/g)].map(([, number, list]) => ({ number, options: split(list) }));
	const combinations = places.reduce<ReadonlyMap<string, string>[]>(
		(all, { number, options }) => all.flatMap((chosen) => options.map((option) => new Map([...chosen, [number, option]]))),
		[new Map()],
	);
	return combinations.map((choices) => expand(body, choices));
}

function split(list: string): readonly string[] {
	return list.split(/(?<!\\),/).map((option) => option.replace(/\\(.)/g, "$1"));
}
