/**
 * The scenarios of the open documents, for their own configurations and all that their expectations ask about.
 *
 * Invariant: a scenario is compiled again only when what it may depend on has changed.
 */
import type { Limits } from "../../checker/result";
import { CompileMemory } from "../../compiler/compile-memory";
import { configurationsOf } from "../../explain/verdict/check-scenario";
import type { Program, Scenario } from "../../semantics/program";
import type { Item } from "../../syntax/tree";
import type { AnalysedDocument } from "./analysed-documents";
import { CompiledConfiguration } from "./compiled-configuration";

export interface CompiledScenario {
	readonly scenario: Scenario;
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
		const scenarios = configured(analysed, this.limits(uri), known);
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

/** What a program has outside its scenarios: where that is the same, a scenario that is the same means the same. */
function surroundings({ files, base }: Program): readonly unknown[] {
	/** A scenario that has the name of something in the model hides it. */
	const partOf = (item: Item): unknown[] => {
		if (item.kind !== "scenario") return [item];
		return base?.globals.lookup(item.name.text) ? [item.name.text] : [];
	};
	return files.flatMap(({ uri, tree }) => [uri, ...tree.items.flatMap(partOf)]);
}

function isSame(around: readonly unknown[], other: readonly unknown[]): boolean {
	return around.length === other.length && around.every((part, index) => part === other[index]);
}

/** The document's scenarios under all their configurations. `earlier` is what they were before a change. */
function configured(
	{ file, program }: AnalysedDocument,
	limits: Limits,
	earlier: CompiledDocument | undefined,
): CompiledDocument["scenarios"] {
	if (file.scenarios.length === 0) return [];
	const stays = earlier !== undefined && isSame(surroundings(program), surroundings(earlier.analysed.program));
	const known = new Map((stays ? earlier.scenarios : []).map((compiled) => [compiled.scenario.node, compiled.configurations]));
	return file.scenarios.map((scenario) => {
		const before = known.get(scenario.node);
		const memory = new CompileMemory();
		const configurations = (scenario.erroneous ? [] : configurationsOf(scenario)).map((configuration, index) => {
			const compiled = new CompiledConfiguration(configuration, program, scenario, limits, memory);
			const same = before?.[index];
			if (same) compiled.adopt(same);
			return compiled;
		});
		return { scenario, configurations };
	});
}
