/** The last outcome of each scenario of a document under each configuration, to be shown until there is a new one. */
import type { Outcome } from "../../explain/verdict/verdict";

export class LastOutcomes {
	/** By document, then by what the configuration is called in it (`CompiledConfiguration.place`). */
	private readonly documents = new Map<string, Map<string, Outcome>>();

	remember(uri: string, place: string, outcome: Outcome): void {
		const known = this.documents.get(uri) ?? new Map<string, Outcome>();
		known.set(place, outcome);
		this.documents.set(uri, known);
	}

	/** Of a scenario under its own configuration, whatever that is called now. */
	own(uri: string, scenario: string): Outcome | undefined {
		return this.get(uri, ownPlace(scenario));
	}

	rememberOwn(uri: string, scenario: string, outcome: Outcome): void {
		this.remember(uri, ownPlace(scenario), outcome);
	}

	get(uri: string, place: string): Outcome | undefined {
		return this.documents.get(uri)?.get(place);
	}

	close(uri: string): void {
		this.documents.delete(uri);
	}
}

/** No configuration is called so. */
function ownPlace(scenario: string): string {
	return `${scenario} its own`;
}
