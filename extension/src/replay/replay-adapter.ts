/**
 * The debugger's side of a replay, in the Debug Adapter Protocol: tasks and devices are threads, steps of the model are
 * what is stepped over, and time goes both ways.
 *
 * Invariants: the session is a path (the steps taken so far) and, as long as nobody has chosen otherwise, the run that
 * it is a part of; every answer is that of the server for this path, so that going back is only taking a shorter one.
 * All threads stop together. It knows no editor: what it needs of one is a `ReplayHost`.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { t } from "../../../language-server/src/base/l10n";
import type { AtPosition } from "../../../language-server/src/lsp/protocol/location";
import type { ReplayMoment, ReplayStartParams, ReplayStep } from "../../../language-server/src/lsp/protocol/replay";
import { type RunName, timelinesRequest } from "../../../language-server/src/lsp/protocol/timelines";
import { type Breakpoint, Breakpoints, breakpointModes } from "./breakpoints";
import { runOn, stepOf, stepOut, untilBlocked } from "./moves";
import type { ReplayHost } from "./replay-host";
import { type Path, ReplayedRun } from "./replayed-run";
import { choicesOf, frameOf, objectReference, scopesOf, stackOf, threadsOf, variablesOf } from "./shown-moment";

interface LaunchArguments extends DebugProtocol.LaunchRequestArguments {
	readonly program: string;
	readonly line?: number;
	readonly character?: number;
	/** The configuration as the timeline calls it. */
	readonly under?: string;
	readonly subject?: string;
	readonly reach?: string;
}

/** Where a replay stands. */
interface Standing {
	readonly run: ReplayedRun;
	readonly path: Path;
	readonly moment: ReplayMoment;
}

const capabilities = (): DebugProtocol.Capabilities => ({
	supportsStepBack: true,
	supportsConfigurationDoneRequest: true,
	supportsConditionalBreakpoints: true,
	supportsEvaluateForHovers: true,
	supportsSteppingGranularity: false,
	breakpointModes: breakpointModes(),
});

export class ReplayAdapter {
	private sequence = 0;
	/** Undefined until a run has been found. */
	private standing: Standing | undefined;
	private reaches = false;
	private readonly breakpoints = new Breakpoints((problem) => this.output(`${problem}\n`));

	constructor(private readonly host: ReplayHost) {}

	handle(message: DebugProtocol.ProtocolMessage): void {
		const request = message as DebugProtocol.Request;
		if (request.type !== "request") return;
		this.answer(request).then(
			(body) => this.respond(request, { success: true, body }),
			(error) => this.respond(request, { success: false, message: messageOf(error) }),
		);
	}

	dispose(): void {
		this.standing?.run.end();
		this.standing = undefined;
	}

	private async answer({ command, arguments: given }: DebugProtocol.Request): Promise<unknown> {
		switch (command) {
			case "initialize":
				return capabilities();
			case "launch":
				return this.launch(given);
			case "setBreakpoints":
				return { breakpoints: this.setBreakpoints(given) };
			case "threads":
				return { threads: this.standing ? threadsOf(this.standing.moment) : [] };
			case "stackTrace":
				return this.standing ? stackOf(this.standing.moment, given.threadId - 1, (place) => this.host.source(place)) : { stackFrames: [] };
			case "scopes":
				return { scopes: scopesOf(this.current().moment, given.frameId) };
			case "variables":
				return { variables: variablesOf(this.current().moment, given.variablesReference) };
			case "evaluate":
				return this.evaluate(given);
			case "choices":
				return { choices: this.standing ? choicesOf(this.standing.moment) : [] };
			case "disconnect":
			case "terminate":
				this.event("terminated");
				return;
			default: {
				const move = this.moveOf(command, given);
				if (move === undefined) throw new Error(t`The replay does not know '${command}'`);
				this.later(move);
				return command === "continue" ? { allThreadsContinued: true } : undefined;
			}
		}
	}

	/** What a command that moves does, once it has been answered; undefined for one that does not move. */
	private moveOf(command: string, given: DebugProtocol.Request["arguments"]): (() => Promise<void> | void) | undefined {
		switch (command) {
			case "configurationDone":
				return () => this.begin();
			case "continue":
				return () => this.continue();
			case "reverseContinue":
				return () => this.runOn(-1, () => false);
			case "next":
			case "stepIn":
				return () => this.step(given.threadId - 1);
			case "stepOut":
				return async () => {
					const { run, path } = this.current();
					const arrival = await stepOut(run, this.breakpoints, path, given.threadId - 1);
					await this.go(arrival.path, arrival.reason);
				};
			case "stepBack":
				return () => this.go(this.current().path.slice(0, -1), "step");
			case "pause":
				return () => this.stop("pause", this.nextLane());
			case "stepToConflict":
				return () => this.stepToConflict(given?.backwards ? -1 : 1);
			case "runUntilBlocked":
				return async () => {
					const { run, path } = this.current();
					const lane = given?.threadId === undefined ? this.nextLane() : given.threadId - 1;
					const arrival = await untilBlocked(run, this.breakpoints, path, lane);
					await this.go(arrival.path, arrival.reason, arrival.lane);
				};
			case "take":
				return () => this.take(given.step);
			default:
				return undefined;
		}
	}

	// --- starting ---

	private async launch({ program, line = 0, character = 0, under = "", subject, reach }: LaunchArguments): Promise<void> {
		const uri = await this.host.open(program);
		const at = { textDocument: { uri }, position: { line, character } };
		const run = subject === undefined || reach !== undefined ? undefined : await this.runNamed(at, under, subject);
		const { headline, scenario } = await this.start({ ...at, run, reach });
		this.reaches = reach !== undefined;
		this.event("initialized");
		this.output(`${headline || t`${scenario} is safe: no run to follow, every step is yours to choose`}\n`);
	}

	/** The run that a person describes: by what fails in it, and by its configuration as the timeline calls it. */
	private async runNamed(at: AtPosition, under: string, subject: string): Promise<RunName> {
		const found = await this.host.ask(timelinesRequest, { ...at, settled: true });
		const run = found?.runs
			.filter((candidate) => candidate.subject === subject)
			.flatMap((candidate) => [candidate, ...candidate.alike])
			.find((candidate) => candidate.under === under);
		if (run === undefined) throw new Error(t`There is no run to ${`${subject} ${under}`.trimEnd()}`);
		return { configurationKey: run.configurationKey, subject };
	}

	/** Has the server find a run, and stands at its start. */
	private async start(params: ReplayStartParams): Promise<ReplayedRun> {
		const run = await ReplayedRun.start(this.host, params);
		const moment = await run.momentAfter([]);
		this.standing?.run.end();
		this.standing = { run, path: [], moment };
		return run;
	}

	/** Who asked for a run to a place wants to be there. */
	private begin(): Promise<void> | void {
		return this.reaches ? this.go(this.current().run.script.slice(0, -1), "goto") : this.stop("entry", this.nextLane());
	}

	private setBreakpoints({ source, breakpoints = [] }: DebugProtocol.SetBreakpointsArguments): DebugProtocol.Breakpoint[] {
		const uri = this.host.uriOf(source);
		return this.breakpoints.set(uri, breakpoints, this.standing?.run.stops.get(uri) ?? []);
	}

	// --- moving ---

	/** Goes to where a path leads, and says why it stopped there. */
	private async go(path: Path, reason: string, lane?: number): Promise<void> {
		const { run } = this.current();
		const moment = await run.momentAfter(path);
		this.standing = { run, path, moment };
		const { violations } = moment;
		for (const { property, message } of violations) this.output(`#${path.length}: ${message} (${property})\n`, "stderr");
		// Whoever took the last step has broken it, not who comes next.
		const culprit = violations.length > 0 ? path.at(-1)?.lane : undefined;
		this.stop(violations.length > 0 ? "exception" : reason, culprit ?? lane ?? this.nextLane());
	}

	private async step(lane: number): Promise<void> {
		const { run, path } = this.current();
		const arrival = await stepOf(run, path, lane);
		return arrival ? this.go(arrival.path, arrival.reason) : this.stop("step", lane);
	}

	/** Takes one step, whatever the run says. */
	private take(step: ReplayStep): Promise<void> {
		return this.go([...this.current().path, step], "step");
	}

	/** Goes to the next step, or back to the last one, that meets a step of another lane. */
	private async stepToConflict(direction: 1 | -1): Promise<void> {
		await this.runOn(direction, ({ conflicts }) => conflicts.length > 0);
		const { path, moment } = this.current();
		for (const conflict of moment.conflicts) this.output(`#${path.length} ${conflict}\n`);
	}

	private async runOn(direction: 1 | -1, isThere: (moment: ReplayMoment) => boolean): Promise<void> {
		const { run, path } = this.current();
		const arrival = await runOn(run, this.breakpoints, path, direction, isThere);
		await this.go(arrival.path, arrival.reason);
	}

	/**
	 * Runs on to a breakpoint. One that is to be reached in any run is looked for first, where the run so far is not
	 * that of another already.
	 */
	private async continue(): Promise<void> {
		for (const { uri, breakpoint } of this.breakpoints.unsolved()) if (await this.solve(uri, breakpoint)) return;
		await this.runOn(1, () => false);
	}

	/** Finds a run to a breakpoint, over all interleavings, and goes to where it gets there. */
	private async solve(uri: string, { line, condition = "" }: Breakpoint): Promise<boolean> {
		try {
			const { session } = this.current().run;
			const position = { line, character: 0 };
			const { headline, script } = await this.start({ textDocument: { uri }, position, reach: condition, within: session });
			this.output(`${headline}\n`);
			await this.go(script.slice(0, -1), "breakpoint");
			return true;
		} catch (error) {
			this.output(`${t`line ${line + 1}: ${messageOf(error)}`}\n`);
			return false;
		}
	}

	// --- where it stands ---

	private current(): Standing {
		if (this.standing === undefined) throw new Error(t`The replay has not started`);
		return this.standing;
	}

	/** The lane that takes the next step, as far as that is known. */
	private nextLane(): number {
		return this.standing ? this.standing.run.nextLane(this.standing.path) : 0;
	}

	private async evaluate({
		expression,
		frameId,
		context,
	}: DebugProtocol.EvaluateArguments): Promise<DebugProtocol.EvaluateResponse["body"]> {
		const { run, path } = this.current();
		const { lane, depth } = frameId === undefined ? { lane: this.nextLane(), depth: undefined } : frameOf(frameId);
		const value = await run.evaluate(path, lane, depth, expression);
		if ("problem" in value) throw new Error(context === "hover" ? "" : value.problem);
		return { result: value.value, variablesReference: objectReference(value.object) };
	}

	// --- the debugger ---

	private stop(reason: string, lane: number): void {
		const { run, path, moment } = this.current();
		const text = moment.violations.map(({ message }) => message).join("; ");
		const position = run.isFollowedBy(path) ? t`Step ${path.length} of ${run.script.length}` : t`Step ${path.length}, another run`;
		const description = text || (moment.ended ? t`No task can take a step any more` : position);
		this.event("stopped", { reason, threadId: lane + 1, allThreadsStopped: true, description, text: text || undefined });
	}

	private output(output: string, category = "console"): void {
		this.event("output", { category, output });
	}

	/** Does something after the request that asked for it has been answered. */
	private later(action: () => Promise<void> | void): void {
		void Promise.resolve()
			.then(action)
			.catch((error) => {
				this.output(`${messageOf(error)}\n`, "stderr");
				this.stop("pause", this.nextLane());
			});
	}

	private respond({ seq, command }: DebugProtocol.Request, answer: { success: boolean; body?: unknown; message?: string }): void {
		const response: DebugProtocol.Response = { seq: ++this.sequence, type: "response", request_seq: seq, command, ...answer };
		this.host.send(response);
	}

	private event(event: string, body?: unknown): void {
		const message: DebugProtocol.Event = { seq: ++this.sequence, type: "event", event, body };
		this.host.send(message);
	}
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
