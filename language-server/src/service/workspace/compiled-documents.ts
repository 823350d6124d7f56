/**
 * The scenarios of the open documents, for their own configurations and all that their expectations ask about.
 *
 * Invariant: a scenario is compiled again only when what it may depend on has changed.
 */
import type { Span } from "../../base/span";
import type { Limits } from "../../checker/result";
import { configurationsOf } from "../../explain/verdict/check-scenario";
import type { Program, Scenario } from "../../semantics/program";
import type { Item } from "../../syntax/tree";
import type { AnalysedDocument } from "./analysed-documents";
import { CompiledConfiguration } from "./compiled-configuration";

export interface CompiledScenario {
	readonly scenario: Scenario;
	/** As it is written, and all outside scenarios that it may depend on: where both are the same, it compiles to the same. */
	readonly source: string;
	readonly configurations: readonly CompiledConfiguration[];
}

interface CompiledDocument {
	readonly analysed: AnalysedDocument;
	readonly scenarios: readonly CompiledScenario[];
}

export class CompiledDocuments {
	/** As of the last time that someone asked; scenarios of a later text may be the same. */
	private readonly documents = new Map<string, CompiledDocument>();

	/** `limits` gives those for searches of a document. */
	constructor(private readonly limits: (uri: string) => Limits) {}

	/** The scenarios of a document. Compiled is only what was before; the rest is by `CompiledConfiguration.make`. */
	scenarios(analysed: AnalysedDocument): readonly CompiledScenario[] {
		const { uri } = analysed.document;
		const known = this.documents.get(uri);
		if (known?.analysed === analysed) return known.scenarios;
		const scenarios = configured(analysed, this.limits(uri), known?.scenarios ?? []);
		this.documents.set(uri, { analysed, scenarios });
		return scenarios;
	}

	/** The documents with a scenario that compiles to what is searched as `key`. */
	with(key: string): readonly AnalysedDocument[] {
		return [...this.documents.values()]
			.filter(({ scenarios }) => scenarios.some(({ configurations }) => configurations.some(({ subject }) => subject?.key === key)))
			.map(({ analysed }) => analysed);
	}

	close(uri: string): void {
		this.documents.delete(uri);
	}

	/** Everything has to be compiled again. */
	clear(): void {
		this.documents.clear();
	}
}

/** What a program has outside its scenarios, as text: where that is the same, a scenario that is the same means the same. */
function surroundings({ files, base }: Program): string {
	/** A scenario that has the name of something in the model hides it. */
	const textOf = (item: Item, text: string): string[] => {
		if (item.kind !== "scenario") return [text.slice(item.start, item.end)];
		return base?.globals.lookup(item.name.text) ? [item.name.text] : [];
	};
	return JSON.stringify(files.map(({ uri, text, tree }) => [uri, ...tree.items.flatMap((item) => textOf(item, text))]));
}

/** The document's scenarios under all their configurations. `earlier` is what they were before a change. */
function configured(
	{ file, program }: AnalysedDocument,
	limits: Limits,
	earlier: readonly CompiledScenario[],
): readonly CompiledScenario[] {
	if (file.scenarios.length === 0) return [];
	const around = surroundings(program);
	// No more than that, since it may outlive the trees.
	const spanOf = ({ start, end }: Span): Span => ({ start, end });
	const items = new Map(program.files.map(({ uri, tree }) => [uri, tree.items.filter(({ kind }) => kind !== "scenario").map(spanOf)]));
	const known = new Map(earlier.map((scenario) => [scenario.source, scenario]));
	return file.scenarios.map((scenario) => {
		const { node } = scenario.symbol;
		const source = `${file.text.slice(node.start, node.end)} ${around}`;
		const places = { items, scenario: { file: file.uri, start: node.start, end: node.end } };
		const configurations = (scenario.erroneous ? [] : configurationsOf(scenario)).map((configuration, index) => {
			const compiled = new CompiledConfiguration(configuration, program, scenario, places, limits);
			const same = known.get(source)?.configurations[index];
			if (same) compiled.adopt(same);
			return compiled;
		});
		return { scenario, source, configurations };
	});
}
