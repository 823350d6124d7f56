/** Searches for one command: several at a time, with progress, until the user has had enough. */

import { countText, quantity } from "../base/quantities";
import type { SearchOptions } from "../checker/result";
import type { Search } from "../explain/verdict/check-scenario";
import { VerdictStore } from "../explain/verdict/verdict-store";
import { SearchPool } from "../ports/search-pool";
import type { CommandLineHost } from "./host";
import type { Budget } from "./options";
import { type ProgressLine, progressLine } from "./progress-line";

/** How a shell reports that a command was ended by Ctrl-C. */
export const INTERRUPTED = 130;

/** What a command has to search with. */
export interface SearchSession {
	/** Searches systems with the same meaning once. */
	readonly search: Search;
	readonly progress: ProgressLine;
	/** How many searches run at a time. */
	readonly jobs: number;
	/** True when the user has interrupted the command: nothing is to be written any more. */
	readonly interrupted: boolean;
	/** Says that one of the things that are counted is done. */
	advance(): void;
}

/** Runs a command with searches, of `total` things that are counted as `noun`. Gives its exit status. */
export async function withSearches(
	budget: Budget,
	host: CommandLineHost,
	counted: { readonly total: number; readonly noun: string },
	work: (session: SearchSession) => Promise<number>,
): Promise<number> {
	const { err } = host;
	const jobs = budget.jobs ?? host.processors;
	let done = 0;
	let interrupted = false;
	const progress = progressLine((line) => err.write(line), err.columns);
	const options = searchOptions(budget);
	const pool = new SearchPool(
		() => host.newChecker(),
		options,
		jobs,
		(name, states) => progress.show(`${countText(done)}/${quantity(counted.total, counted.noun)} · ${name} · ${quantity(states, "state")}`),
	);
	const session: SearchSession = {
		search: new VerdictStore().through((system, asked) => pool.search(system, asked), options),
		progress,
		jobs,
		get interrupted() {
			return interrupted;
		},
		advance: () => {
			done++;
		},
	};
	const status = await untilInterrupt(work(session), host, () => {
		interrupted = true;
	});
	progress.clear();
	pool.dispose();
	if (interrupted) err.write("raceline: interrupted\n");
	return status ?? INTERRUPTED;
}

/** What `work` gives, or undefined when the user interrupts it before. */
async function untilInterrupt<T>(work: Promise<T>, host: CommandLineHost, note: () => void): Promise<T | undefined> {
	let dispose = (): void => {};
	const interrupted = new Promise<undefined>((resolve) => {
		dispose = host.onInterrupt(() => {
			note();
			resolve(undefined);
		});
	});
	try {
		return await Promise.race([work, interrupted]);
	} finally {
		dispose();
	}
}

function searchOptions({ maxStates, maxSeconds, maxMegabytes, reductions, bitstate, threads }: Budget): SearchOptions {
	return { states: maxStates, milliseconds: maxSeconds * 1000, bytes: maxMegabytes * 2 ** 20, reductions, bitstate, threads };
}
