/** Runs searches on several checkers, one at a time on each, until the user has had enough. */
import type { Question, SearchOptions, SearchResult } from "../checker/result";
import type { TransitionSystem } from "../system/transition-system";
import type { CheckerPort } from "./checker-port";
import { Slots } from "./slots";

export class SearchPool {
	private readonly slots: Slots;
	private readonly checkers: CheckerPort[] = [];
	private readonly idle: CheckerPort[] = [];

	/** `width` checkers at most; `onProgress` is told about every sign of life of a search, by its name. */
	constructor(
		private readonly newChecker: () => CheckerPort,
		private readonly options: SearchOptions,
		width: number,
		private readonly onProgress: (name: string, states: number) => void,
	) {
		this.slots = new Slots(width);
	}

	/**
	 * Explores a system as soon as there is room, in the time that is left when so many milliseconds are spent, to find
	 * out what the question says. Rejects when the search breaks down.
	 */
	search(
		system: TransitionSystem,
		{ name = "", spent = 0, question }: { readonly name?: string; readonly spent?: number; readonly question?: Question | undefined } = {},
	): Promise<SearchResult> {
		return this.slots.run(async () => {
			const checker = this.idle.pop() ?? this.start();
			try {
				const { milliseconds } = this.options;
				const options = {
					...this.options,
					...(milliseconds !== undefined && { milliseconds: Math.max(0, milliseconds - spent) }),
					question,
					observations: false,
				};
				const { result, observations } = checker.check(system, options, ({ states }) => this.onProgress(name, states));
				// When a search breaks down both fail; one answer is enough.
				observations.catch(() => {});
				return await result;
			} finally {
				this.idle.push(checker);
			}
		});
	}

	/** Ends the searches that run and the checkers; what waits never begins. */
	dispose(): void {
		this.slots.close();
		for (const checker of this.checkers) checker.dispose();
	}

	private start(): CheckerPort {
		const checker = this.newChecker();
		this.checkers.push(checker);
		return checker;
	}
}
