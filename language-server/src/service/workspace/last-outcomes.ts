/** What was found last of the scenarios of each document, to be shown until there is something new. */
import type { Observations } from "../../checker/result";
import type { Outcome } from "../../explain/verdict/verdict";
import type { EarlierKnowledge } from "./snapshot";

/** What a search found. */
interface LastFound {
	readonly outcome: Outcome;
	readonly observations: Observations | undefined;
}

interface LastOfDocument {
	/** By what the configuration is called in the document (`CompiledConfiguration.place`). */
	readonly found: Map<string, LastFound>;
	/** By the scenario's name. */
	readonly scenarios: Map<string, EarlierKnowledge>;
}

export class LastOutcomes {
	private readonly documents = new Map<string, LastOfDocument>();

	/** What was found of a scenario under a configuration. */
	remember(uri: string, place: string, found: LastFound): void {
		this.document(uri).found.set(place, found);
	}

	get(uri: string, place: string): LastFound | undefined {
		return this.documents.get(uri)?.found.get(place);
	}

	/** What was known of a scenario, whatever its configurations are called now. */
	rememberScenario(uri: string, name: string, known: EarlierKnowledge): void {
		this.document(uri).scenarios.set(name, known);
	}

	scenario(uri: string, name: string): EarlierKnowledge | undefined {
		return this.documents.get(uri)?.scenarios.get(name);
	}

	close(uri: string): void {
		this.documents.delete(uri);
	}

	private document(uri: string): LastOfDocument {
		const known = this.documents.get(uri) ?? { found: new Map(), scenarios: new Map() };
		this.documents.set(uri, known);
		return known;
	}
}
