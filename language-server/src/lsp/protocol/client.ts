/** What a client says about itself when it starts the server, and its commands that the server names. */

/** What a client may pass as `initializationOptions`. */
export interface InitializationOptions {
	/** Where the checker worker's script is; needed in a browser, where the server cannot know its own address. */
	readonly checkerUrl?: string;
	/**
	 * True when the client answers `raceline/readFile`, for files that the server cannot reach: in a browser, or in a
	 * virtual workspace.
	 */
	readonly readsFiles?: boolean;
	/** True when the client answers `raceline/listFiles`. */
	readonly listsFiles?: boolean;
	/**
	 * True when the client shows files by `raceline/kernelFile`; for others the model's files are those on the disk,
	 * where there are any.
	 */
	readonly showsKernelFiles?: boolean;
	/** True when the client wants `raceline/verdictsChanged`. */
	readonly showsVerdicts?: boolean;
	/** True when the client has `searchRepairsCommand`, which is offered until all repairs have been tried. */
	readonly searchesRepairs?: boolean;
	/** What lenses, progress and the status say in the user's language, by their English templates. */
	readonly translations?: Readonly<Record<string, string>>;
}

/** The client's command that shows the losing runs of a scenario; its arguments are a URI and a position. */
export const showTimelineCommand = "raceline.showTimeline";

/** The client's command that shows why a scenario is safe; its arguments are a URI and a position. */
export const whySafeCommand = "raceline.whySafe";

/** The client's command that shows all values of what stands at a place; its arguments are a URI and a position. */
export const showValuesCommand = "raceline.showValues";

/**
 * The client's command that asks whose run is to be followed into the file of the model in front; it takes no
 * arguments.
 */
export const followScenarioCommand = "raceline.followScenario";

/** The client's command that shows the settings that limit searches; it takes no arguments. */
export const raiseLimitCommand = "raceline.raiseLimit";

/**
 * The server's command that goes on with the searches of a scenario that came to no end; its arguments are a URI and a
 * position.
 */
export const searchOnCommand = "raceline.searchOn";

/** The client's command that replays a scenario in its debugger; its arguments are a URI and a position. */
export const replayCommand = "raceline.replay";

/**
 * The client's command that waits for the repairs of a scenario and shows the quick fixes again; its arguments are a
 * URI and a position.
 */
export const searchRepairsCommand = "raceline.searchRepairs";
