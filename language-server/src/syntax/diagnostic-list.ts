import type { Diagnostic } from "../base/diagnostic";

/** Collects diagnostics, at most one for each place: whoever comes first has understood most. */
export class DiagnosticList {
	private readonly found = new Map<number, Diagnostic>();

	add(diagnostic: Diagnostic): void {
		if (!this.found.has(diagnostic.span.start)) this.found.set(diagnostic.span.start, diagnostic);
	}

	/** In the order of the text. */
	sorted(): readonly Diagnostic[] {
		return [...this.found.values()].sort((a, b) => a.span.start - b.span.start);
	}
}
