/**
 * The messages that Raceline adds to the Language Server Protocol, for the server and every client.
 *
 * Invariant: plain data and names only, so that a client can import this file without the server.
 */

/** What a client may pass as `initializationOptions`. */
export interface InitializationOptions {
	/** Where the checker worker's script is; needed in a browser, where the server cannot know its own address. */
	readonly checkerUrl?: string;
	/** True when the client answers `raceline/readFile`, for files that the server cannot reach: in a browser, or in a virtual workspace. */
	readonly readsFiles?: boolean;
	/** True when the client answers `raceline/listFiles`. */
	readonly listsFiles?: boolean;
	/** True when the client shows files by `raceline/kernelFile`; for others the model's files are those on the disk, where there are any. */
	readonly showsKernelFiles?: boolean;
	/** True when the client wants `raceline/verdictsChanged`. */
	readonly showsVerdicts?: boolean;
}

/** Server to client: what there is to say about one open file, in a few words. */
export const statusNotification = "raceline/status";

export interface StatusParams {
	readonly uri: string;
	/** Such as `2 races, 1 safe`. */
	readonly text: string;
	/** True while a search for this file runs. */
	readonly busy: boolean;
}

/** Client to server: the text of a file of the kernel model, whose URI is `raceline-kernel:/mm/gup.race`. */
export const kernelFileRequest = "raceline/kernelFile";

export interface KernelFileParams {
	readonly uri: string;
}

export interface KernelFileResult {
	readonly text: string;
}

/** Server to client: the text of a file that a scenario uses and that is not open. Only sent to clients that said `readsFiles`. */
export const readFileRequest = "raceline/readFile";

export interface ReadFileParams {
	readonly uri: string;
}

export interface ReadFileResult {
	/** Absent where there is no such file. */
	readonly text?: string;
	/** Why a file that is there is not read, as words that follow its name. */
	readonly problem?: string;
}

/** Server to client: the URIs of all scenario files in the workspace. Only sent to clients that said `listsFiles`. */
export const listFilesRequest = "raceline/listFiles";

export interface ListFilesResult {
	readonly uris: readonly string[];
}

/** The client's command that shows the losing runs of a scenario; its arguments are a URI and a position. */
export const showTimelineCommand = "raceline.showTimeline";

/** The client's command that shows why a scenario is safe; its arguments are a URI and a position. */
export const whySafeCommand = "raceline.whySafe";

/** The client's command that replays a scenario in its debugger; its arguments are a URI and a position. */
export const replayCommand = "raceline.replay";

/** Client to server: the losing runs of the scenario at a position. Null where the document has no scenario. */
export const timelinesRequest = "raceline/timelines";

export interface TimelinesParams {
	readonly textDocument: { readonly uri: string };
	readonly position: { readonly line: number; readonly character: number };
	/** Asks for the runs under this configuration only, if it is this scenario that stands at the position. */
	readonly configuration?: MatrixUnder & { readonly scenario: string };
}

/**
 * Client to server: what the scenarios of open documents do under every kernel, with each patch of the series alone, and with each left out. Rows come as
 * partial results when they are there. When it is cancelled, by the request or by its progress, the answer has the rows that were there by then.
 */
export const matrixRequest = "raceline/matrix";

export interface MatrixParams {
	readonly uris: readonly string[];
	/** True to try every set of the patches for the smallest that make a scenario safe, and not only look for one that cannot be made smaller. */
	readonly everySet?: boolean;
	readonly partialResultToken?: number | string;
}

/** The answer, and each partial result with the rows that are new. */
export interface MatrixResult {
	/** Releases, neighbours that the model does not tell apart as one: `v5.4–5.7`. */
	readonly kernels: readonly string[];
	/** The patches of the series, in its order; all but those that are taken away are added to `base`. */
	readonly patches: readonly { readonly name: string; readonly title: string }[];
	readonly base: string;
	readonly rows: readonly MatrixRowResult[];
	/** Of how many scenarios the rows are there, and how many there will be. */
	readonly done: number;
	readonly total: number;
	readonly cancelled: boolean;
}

export interface MatrixRowResult {
	readonly uri: string;
	readonly scenario: string;
	/** Options that are not as the scenario says, as text: `tlb_mode = broadcast`. Empty in the first row of a scenario. */
	readonly options: string;
	readonly place: Place | undefined;
	/** In the order of `MatrixResult.kernels`; of several releases the last one stands for all. */
	readonly kernels: readonly MatrixCellResult[];
	/** `base` with none and with all of the patches. */
	readonly without: MatrixCellResult;
	readonly all: MatrixCellResult;
	/** In the order of `MatrixResult.patches`. */
	readonly alone: readonly MatrixCellResult[];
	readonly leftOut: readonly MatrixCellResult[];
	/** Sets of patches that make it safe; one empty set where it is safe without, none where nothing of the series helps. */
	readonly smallest: readonly (readonly string[])[];
	/** False when a set that was tried gave no answer: then there may be other sets, and smaller ones. */
	readonly decided: boolean;
}

export interface MatrixCellResult {
	readonly under: MatrixUnder;
	/** Null where the scenario cannot be compiled. */
	readonly verdict: "safe" | "race" | "hang" | "inconclusive" | null;
	/** What the user of such a machine sees, one sentence; empty where the model says nothing about that, or nothing goes wrong. */
	readonly effect: string;
	/** What goes wrong, one sentence without a full stop; empty where nothing does. */
	readonly message: string;
	/** The property or lane that fails. */
	readonly subject: string;
	readonly states: number;
}

/** A kernel release with patches added and taken away, and perhaps another value of an option. */
export interface MatrixUnder {
	readonly kernel: string;
	readonly added: readonly string[];
	readonly removed: readonly string[];
	/** Options that are not as the scenario says. */
	readonly setting?: readonly { readonly name: string; readonly value: string }[];
}

/**
 * Client to server: another run that fails in the same way, without the racing pairs of the runs that are known. Null when there is none, or
 * none was found within the limits. Cancelling the request ends the search.
 */
export const differentRunRequest = "raceline/differentRun";

export interface DifferentRunParams extends TimelinesParams {
	/** As in `TimelineRun`. */
	readonly under: string;
	/** The property that is violated. */
	readonly subject: string;
	readonly orders: readonly TimelinePair["order"][];
}

/**
 * Client to server: more about the scenario at a position, as it is written. Takes searches of its own, which end when the request is cancelled. Null where the
 * document has no scenario.
 */
export const detailsRequest = "raceline/details";

/** How much there is to explore, why it is safe, and what has changed since the text was opened. */
export type DetailKind = "statistics" | "whySafe" | "difference";

export interface DetailsParams extends TimelinesParams {
	readonly kind: DetailKind;
	/** Of a difference: from now on it is to the text as it is now. */
	readonly fromNow?: boolean;
}

export interface DetailsResult {
	readonly scenario: string;
	readonly lines: readonly Detail[];
}

export interface Detail {
	readonly text: string;
	/** What stands at `place`; empty for a line that is about none. */
	readonly label: string;
	readonly place: Place | undefined;
}

/**
 * Client to server: a losing run of the scenario at a position for others to read. Fails with a message for a person when there is none.
 */
export const explainRequest = "raceline/explain";

export type ExplainFormat = "changelog" | "markdown" | "mermaid" | "svg" | "json";

export interface ExplainParams extends TimelinesParams {
	readonly format: ExplainFormat;
	/** As in `TimelineRun`; absent for the run that the text is annotated with. */
	readonly under?: string;
	readonly subject?: string;
}

export interface ExplainResult {
	readonly scenario: string;
	readonly text: string;
}

/** Server to client, if it said `showsVerdicts`: what was said of the runs and expectations of these documents may hold no more. */
export const verdictsChangedNotification = "raceline/verdictsChanged";

export interface VerdictsChangedParams {
	readonly uris: readonly string[];
}

/** Client to server: the expectations of an open document and what came of them. Null where the document is not open. */
export const expectationsRequest = "raceline/expectations";

export interface ExpectationsParams {
	readonly textDocument: { readonly uri: string };
	/** True to be answered when every search has come to its end; cancelling the request ends the wait. */
	readonly settled: boolean;
	/** Asks how it would be on this kernel. What names a kernel or options itself is not known then. Implies `settled`. */
	readonly kernel?: string;
}

/** Client to server: what `raceline check` would print of an open document, when every search has come to its end. Null where it is not open. */
export const reportRequest = "raceline/report";

export interface ReportParams {
	readonly textDocument: { readonly uri: string };
	/** Files are called by their paths in this folder. */
	readonly folder: string;
	/** The summary of the documents before it. */
	readonly before?: ReportSummary;
}

export interface ReportResult {
	/** For a terminal, with its colours. */
	readonly terminalLines: readonly string[];
	/** Of this document and those before it. */
	readonly summary: ReportSummary;
	/** The summary in words, and the exit status that follows from it. */
	readonly lastTerminalLine: string;
	readonly status: number;
}

export interface ReportSummary {
	readonly files: number;
	readonly scenarios: number;
	readonly met: number;
	readonly unmet: number;
	readonly undecided: number;
	readonly errors: number;
	readonly states: number;
}

/** Client to server: the names of the kernels of the model, the newest first. */
export const kernelsRequest = "raceline/kernels";

/** Client to server: how much of the kernel model, and of the document, the scenarios of an open document go through. Null where it is not open. */
export const coverageRequest = "raceline/coverage";

export interface CoverageParams {
	readonly textDocument: { readonly uri: string };
}

/** A file in which the scenarios have a step, or whose functions they come to. */
export interface FileCoverage {
	readonly uri: string;
	readonly steps: readonly { readonly place: Place; readonly reached: boolean }[];
	readonly functions: readonly { readonly name: string; readonly place: Place; readonly reached: boolean }[];
}

export interface ExpectationsResult {
	readonly scenarios: readonly ScenarioExpectations[];
	/** False while searches run. */
	readonly settled: boolean;
}

export interface ScenarioExpectations {
	readonly name: string;
	readonly place: Place | undefined;
	/** Why nothing can be said about it; empty when something can. */
	readonly problem: string;
	readonly expectations: readonly ExpectationResult[];
}

export interface ExpectationResult {
	readonly text: string;
	readonly place: Place | undefined;
	/** Absent while it is not known, or when a limit left it open. */
	readonly met?: boolean;
	/** Why it is not met or open. */
	readonly message: string;
	/** What was found, a line for each run. */
	readonly found: string;
	/** Where it goes wrong. */
	readonly failingPlace: Place | undefined;
	/** The run in columns, as kernel changelogs show them; empty where there is none. */
	readonly diagram: string;
	readonly milliseconds: number;
}

/**
 * Client to server: begins to replay a scenario. What is replayed stays as it is now, whatever becomes of the text. Fails with a message for a person when
 * there is nothing to replay.
 */
export const replayStartRequest = "raceline/replay/start";

export interface ReplayStartParams extends TimelinesParams {
	/** Such as `under v4.17`, as in `TimelineRun`; empty for the scenario's own configuration. */
	readonly under: string;
	/** The property or lane whose run is to be replayed; absent for the run that the text is annotated with. */
	readonly subject?: string;
	/** Asks for a run that reaches the statement at `position` with this condition, instead of one that loses; empty for any. */
	readonly reach?: string;
}

export interface ReplayStartResult {
	readonly session: number;
	readonly scenario: string;
	/** What happens in the run, one sentence; empty for a scenario that is replayed without one. */
	readonly headline: string;
	/** The lines on which steps or calls to them stand, from 0, in ascending order: where a breakpoint can be met. */
	readonly stops: readonly { readonly uri: string; readonly lines: readonly number[] }[];
	/** The steps of the run; none for a scenario that is replayed without one. */
	readonly path: readonly ReplayStep[];
}

/** A step to be taken: by which lane, and which way at each choice. */
export interface ReplayStep {
	readonly lane: number;
	readonly choices: readonly number[];
}

/** Client to server: where everything is after a path. Null when it is no path of the scenario. */
export const replayMomentRequest = "raceline/replay/moment";

export interface ReplayMomentParams {
	readonly session: number;
	readonly path: readonly ReplayStep[];
}

export interface ReplayMoment {
	readonly lanes: readonly ReplayLane[];
	readonly objects: readonly { readonly name: string; readonly struct: string; readonly fields: readonly ReplayValue[] }[];
	readonly variables: readonly ReplayValue[];
	/** Where the last step meets earlier ones of other lanes, each in a sentence. */
	readonly conflicts: readonly string[];
	/** What the last step violates. */
	readonly violations: readonly { readonly property: string; readonly message: string }[];
	readonly ended: boolean;
}

export interface ReplayLane {
	readonly name: string;
	readonly kind: "task" | "device" | "daemon";
	readonly status: "ready" | "blocked" | "done";
	/** The step that comes next, and where it is. */
	readonly label: string;
	readonly place: Place | undefined;
	/** The calls that lead there, outermost first. */
	readonly stack: readonly { readonly function: string; readonly place: Place | undefined }[];
	readonly ways: readonly (readonly number[])[];
	/** Local variables: one list for each function of `stack`, then that of the function that the lane is in. */
	readonly frames: readonly (readonly ReplayLocal[])[];
	/** What it has read and will use, but no variable holds. */
	readonly reads: readonly ReplayValue[];
}

export interface ReplayValue {
	readonly name: string;
	readonly value: string;
	/** What it was before the last step, where that changed it. */
	readonly before?: string;
	/** Index into `ReplayMoment.objects` of what it refers to. */
	readonly object?: number;
}

/** A local variable; without a value when nothing will read it any more. */
export interface ReplayLocal extends Omit<ReplayValue, "value"> {
	readonly value?: string;
}

/** Client to server: the value of an expression after a path, as one of its lanes sees it. */
export const replayEvaluateRequest = "raceline/replay/evaluate";

export interface ReplayEvaluateParams extends ReplayMomentParams {
	readonly lane: number;
	/** Which of the lane's `frames` sees it; absent for the innermost. */
	readonly frame?: number;
	readonly expression: string;
}

export type ReplayEvaluateResult =
	| { readonly value: string; readonly object?: number; readonly isTrue: boolean }
	| { readonly problem: string };

/** Client to server: a replay is over. */
export const replayEndNotification = "raceline/replay/end";

/** A place in a file, as in the Language Server Protocol. */
export interface Place {
	readonly uri: string;
	readonly range: {
		readonly start: { readonly line: number; readonly character: number };
		readonly end: { readonly line: number; readonly character: number };
	};
}

export interface TimelinesResult {
	readonly uri: string;
	readonly scenario: string;
	readonly place: Place | undefined;
	/** Such as `✗ race in 9 steps · 4,212 states · 12 ms`. */
	readonly verdict: string;
	readonly busy: boolean;
	readonly runs: readonly TimelineRun[];
	/** What is known where there is no run, in sentences: that nothing fails, or that this is not known. */
	readonly nothing: string;
	/** Index of the run that the text is annotated with. */
	readonly shown: number;
}

export interface TimelineRun {
	readonly kind: "race" | "hang";
	/** The property's name, or that of the lane that hangs. */
	readonly subject: string;
	/** One sentence without a full stop. */
	readonly headline: string;
	/** What the user of such a machine sees, a sentence; empty where the model says nothing about that. */
	readonly effect: string;
	/** Such as `under v4.17`; empty for the scenario's own configuration. */
	readonly under: string;
	readonly stale: boolean;
	readonly lanes: readonly { readonly name: string; readonly kind: "task" | "device" | "daemon" }[];
	readonly steps: readonly TimelineStep[];
	readonly waiting: readonly TimelineWaiting[];
	/** The two accesses whose order matters, and the window that they make; absent where no order is to blame. */
	readonly pair?: TimelinePair;
	/** The run with the pair the other way round, in which nothing goes wrong, and the number of the first step that differs. */
	readonly safe?: { readonly steps: readonly TimelineStep[]; readonly differs: number };
	/** What goes into a changelog: what the user sees, and the run in columns. */
	readonly diagram: string;
}

export interface TimelineStep {
	/** From 1. */
	readonly number: number;
	/** Index into `lanes`. */
	readonly lane: number;
	readonly label: string;
	/** Where the access is, perhaps in the kernel model. */
	readonly place: Place | undefined;
	/** Where the scenario's own text leads to it. */
	readonly scenarioPlace: Place | undefined;
	/** The calls that the step is in, outermost first. */
	readonly stack: readonly { readonly function: string; readonly place: Place | undefined }[];
	readonly changes: readonly TimelineChange[];
	readonly failing: boolean;
	/** False when the failure does not depend on the step. */
	readonly relevant: boolean;
}

export interface TimelinePair {
	/** Who trusts what, and who changed it. */
	readonly sentence: string;
	/** Between which lines the other lane must land. */
	readonly window: string;
	/** What becomes of the run the other way round. */
	readonly otherwise: string;
	/** Steps that matter, by number, each with what it does: `opens the window`. */
	readonly roles: readonly { readonly number: number; readonly role: string }[];
	/** The two steps by where they stand in their lanes, for `DifferentRunParams`. */
	readonly order: { readonly first: LaneStep; readonly second: LaneStep };
	/** The first and last step of the window, by number; the same where nothing in the run closes it. */
	readonly from: number;
	readonly to: number;
}

/** A step of a lane, wherever it comes in a run. */
export interface LaneStep {
	readonly lane: number;
	readonly location: number;
}

export interface TimelineChange {
	readonly name: string;
	readonly field: string;
	readonly before: string;
	readonly after: string;
	readonly local: boolean;
	/** True when the value names the lane that holds something, such as a lock. */
	readonly holder: boolean;
}

/** A lane that stays where it is at the end of a hang. */
export interface TimelineWaiting {
	readonly lane: number;
	readonly label: string;
	readonly functions: readonly string[];
	readonly place: Place | undefined;
}

/** Scheme of the URIs of the kernel model's files; the path is that in the model, the authority is empty. */
export const kernelScheme = "raceline-kernel";
