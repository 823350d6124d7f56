import type { Limits, Observations, SearchResult } from "../checker/result";
import type { VerdictStore } from "../explain/verdict/verdict-store";
import type { CheckerPort } from "../ports/checker-port";
import { canonicalKey } from "../system/canonical-key";
import type { TransitionSystem } from "../system/transition-system";

/** Tells when nobody waits for an answer any more. */
export interface Cancellation {
	onCancellationRequested(listener: () => void): { dispose(): void };
}

/**
 * Searches for requests: answered by what is known, else made on a checker, where they end with the request that they
 * are for.
 */
export class RequestSearches {
	constructor(
		private readonly checker: CheckerPort,
		private readonly verdicts: VerdictStore,
	) {}

	/** What a search of the system finds within the limits. `progressed` is told how many states it has seen so far. */
	result(
		system: TransitionSystem,
		limits: Limits,
		token?: Cancellation,
		progressed: (states: number) => void = () => {},
	): Promise<SearchResult> {
		return this.verdicts.search(system, limits, () => {
			const check = this.checker.check(system, { ...limits, observations: false }, ({ states }) => progressed(states));
			check.observations.catch(() => {});
			const cancellation = token?.onCancellationRequested(() => check.cancel());
			return check.result.finally(() => cancellation?.dispose());
		});
	}

	/** The values in between. */
	async observations(system: TransitionSystem, limits: Limits, token: Cancellation): Promise<Observations> {
		const key = canonicalKey(system);
		const known = this.verdicts.find(key, limits)?.observations;
		if (known) return known;
		const check = this.checker.check(system, limits, () => {});
		const cancellation = token.onCancellationRequested(() => check.cancel());
		try {
			const [result, observations] = await Promise.all([check.result, check.observations]);
			this.verdicts.keep(key, limits, { result, observations, settled: true });
			return observations;
		} finally {
			cancellation.dispose();
		}
	}
}
