/** The last outcome of each scenario of a document under each configuration, its places kept where they are now, to be shown until there is a new one. */
import type { Outcome } from "../../explain/verdict/verdict";
import { type Shift, shiftedBy, shiftOutcome, textShift } from "./text-shift";

/** An outcome, and how the text has been edited since. */
interface RememberedOutcome {
	readonly outcome: Outcome;
	readonly shifts: Shift[];
}

export class LastOutcomes {
	/** By document, then by what the configuration is called in it (`CompiledConfiguration.place`). */
	private readonly documents = new Map<string, Map<string, RememberedOutcome>>();

	remember(uri: string, place: string, outcome: Outcome): void {
		const known = this.documents.get(uri) ?? new Map<string, RememberedOutcome>();
		known.set(place, { outcome, shifts: [] });
		this.documents.set(uri, known);
	}

	/** With its places where they are now. */
	get(uri: string, place: string): Outcome | undefined {
		const remembered = this.documents.get(uri)?.get(place);
		return remembered && shiftOutcome(remembered.outcome, shiftedBy([...remembered.shifts]));
	}

	/** A text was edited. Places of outcomes of other documents may lie in it too, when they use it. */
	edited(uri: string, before: string, after: string): void {
		if (before === after) return;
		const shift = textShift(uri, before, after);
		for (const known of this.documents.values()) for (const { shifts } of known.values()) shifts.push(shift);
	}

	close(uri: string): void {
		this.documents.delete(uri);
	}
}
