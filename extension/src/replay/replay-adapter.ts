/**
 * The debugger's side of a replay, in the Debug Adapter Protocol: tasks and devices are threads, steps of the model are what is stepped over, and time
 * goes both ways.
 *
 * Invariants: the session is a path (the steps taken so far) and, as long as nobody has chosen otherwise, the run that it is a part of; every answer is
 * that of the server for this path, so that going back is only taking a shorter one. All threads stop together. It knows no editor: what it needs of
 * one is a `ReplayHost`.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Notification, Request } from "../../../language-server/src/lsp/protocol/message";
import type { AtPosition, Place } from "../../../language-server/src/lsp/protocol/place";
import {
	type ReplayEvaluateParams,
	type ReplayEvaluateResult,
	type ReplayLane,
	type ReplayLocal,
	type ReplayMoment,
	type ReplayMomentParams,
	type ReplayStartParams,
	type ReplayStartResult,
	type ReplayStep,
	replayEndNotification,
	replayEvaluateRequest,
	replayMomentRequest,
	replayStartRequest,
} from "../../../language-server/src/lsp/protocol/replay";
import { type RunName, timelinesRequest } from "../../../language-server/src/lsp/protocol/timelines";

/** What a replay needs of the editor that it runs in. */
export interface ReplayHost {
	/** Asks the language server. */
	ask<Params, Result>(request: Request<Params, Result>, params: Params): Promise<Result>;
	tell<Params>(notification: Notification<Params>, params: Params): void;
	/** Makes a document known to the server, and gives the URI by which it knows it. */
	open(program: string): Promise<string>;
	/** A place of the server in the terms of the debugger, lines and columns from 1. */
	source(place: Place): Required<Pick<DebugProtocol.StackFrame, "source" | "line" | "column" | "endLine" | "endColumn">>;
	/** The URI of a source as the server knows it. */
	uriOf(source: DebugProtocol.Source): string;
	send(message: DebugProtocol.ProtocolMessage): void;
}

interface LaunchArguments extends DebugProtocol.LaunchRequestArguments {
	readonly program: string;
	readonly line?: number;
	readonly character?: number;
	readonly under?: string;
	readonly subject?: string;
	readonly reach?: string;
}

interface Breakpoint {
	/** From 0. */
	readonly line: number;
	readonly condition: string | undefined;
	/** True when any run is looked for that gets there with the condition, and not only the one that is replayed. */
	readonly inAnyRun: boolean;
}

const IN_ANY_RUN = "any";

/** Frames are numbered by thread, so that an identity says both. */
const FRAMES = 1000;
/** References to variables: locals of a frame, what a thread has read, what is shared, and one for each object. */
const LOCALS = 1;
const READS = 1_000_000_000;
const SHARED = 1_100_000_000;
const OBJECT = 1_200_000_000;
/** A path that goes on by itself ends after so many steps. */
const LONGEST = 1_000;

export class ReplayAdapter {
	private sequence = 0;
	/** The document that is replayed. */
	private uri = "";
	private session: number | undefined;
	/** The run that is followed. */
	private script: readonly ReplayStep[] = [];
	private reaches = false;
	/** The lines on which steps or the calls to them stand, in ascending order. */
	private stops: ReadonlyMap<string, readonly number[]> = new Map();
	private path: readonly ReplayStep[] = [];
	private moment: ReplayMoment | undefined;
	private readonly breakpoints = new Map<string, readonly Breakpoint[]>();
	/** Breakpoints for which a run has been looked for. */
	private readonly solved = new WeakSet<Breakpoint>();
	/** Places of the steps on the way, once they are known. */
	private readonly moments = new Map<string, ReplayMoment>();

	constructor(private readonly host: ReplayHost) {}

	handle(message: DebugProtocol.ProtocolMessage): void {
		const request = message as DebugProtocol.Request;
		if (request.type !== "request") return;
		this.answer(request).then(
			(body) => this.respond(request, { success: true, body }),
			(error) => this.respond(request, { success: false, message: error instanceof Error ? error.message : String(error) }),
		);
	}

	dispose(): void {
		this.forget();
	}

	private forget(): void {
		if (this.session !== undefined) this.host.tell(replayEndNotification, { session: this.session });
		this.session = undefined;
	}

	private async answer(request: DebugProtocol.Request): Promise<unknown> {
		switch (request.command) {
			case "initialize":
				return {
					supportsStepBack: true,
					supportsConfigurationDoneRequest: true,
					supportsConditionalBreakpoints: true,
					supportsEvaluateForHovers: true,
					supportsSteppingGranularity: false,
					breakpointModes: [
						{ mode: "run", label: "In This Run", description: "Stops where the run that is replayed gets there", appliesTo: ["source"] },
						{
							mode: IN_ANY_RUN,
							label: "In Any Run",
							description: "Looks among all interleavings for one that gets there with the condition",
							appliesTo: ["source"],
						},
					],
				} satisfies DebugProtocol.Capabilities;
			case "launch":
				return this.launch(request.arguments);
			case "setBreakpoints":
				return this.setBreakpoints(request.arguments);
			case "configurationDone":
				// Who asked for a run to a place wants to be there.
				this.later(() => (this.reaches ? this.go(this.script.slice(0, -1), "goto") : this.stop("entry", this.nextLane())));
				return;
			case "threads":
				return { threads: this.lanes().map(({ name, kind, status }, lane) => ({ id: lane + 1, name: threadName(name, kind, status) })) };
			case "stackTrace":
				return this.stackTrace(request.arguments.threadId - 1);
			case "scopes":
				return { scopes: this.scopes(request.arguments.frameId) };
			case "variables":
				return { variables: this.variables(request.arguments.variablesReference) };
			case "evaluate":
				return this.evaluate(request.arguments);
			case "continue":
				this.later(() => this.continue());
				return { allThreadsContinued: true };
			case "reverseContinue":
				this.later(() => this.run(-1, () => false));
				return;
			case "next":
			case "stepIn":
				this.later(() => this.step(request.arguments.threadId - 1));
				return;
			case "stepOut":
				this.later(() => this.stepOut(request.arguments.threadId - 1));
				return;
			case "stepBack":
				this.later(() => this.go(this.path.slice(0, -1), "step"));
				return;
			case "pause":
				this.later(() => this.stop("pause", this.nextLane()));
				return;
			case "stepToConflict":
				this.later(() => this.stepToConflict(request.arguments?.backwards ? -1 : 1));
				return;
			case "runUntilBlocked":
				this.later(() => this.runUntilBlocked((request.arguments?.threadId ?? this.nextLane() + 1) - 1));
				return;
			case "choices":
				return { choices: this.choices() };
			case "take":
				this.later(() => this.take(request.arguments.step));
				return;
			case "disconnect":
			case "terminate":
				this.event("terminated");
				return;
			default:
				throw new Error(`The replay does not know '${request.command}'`);
		}
	}

	private async launch({ program, line = 0, character = 0, under = "", subject, reach }: LaunchArguments): Promise<void> {
		this.uri = await this.host.open(program);
		const at = { textDocument: { uri: this.uri }, position: { line, character } };
		const run = subject === undefined || reach !== undefined ? undefined : await this.runNamed(at, under, subject);
		const started = await this.start({ ...at, run, reach });
		this.reaches = reach !== undefined;
		this.event("initialized");
		const about = started.headline || `${started.scenario} is safe: no run to follow, every step is yours to choose`;
		this.output(`${about}\n`);
	}

	/** The run that a person describes: by what fails in it, and by its configuration as the timeline calls it. */
	private async runNamed(at: AtPosition, under: string, subject: string): Promise<RunName> {
		const found = await this.host.ask(timelinesRequest, { ...at, settled: true });
		const run = found?.runs.find((candidate) => candidate.under === under && candidate.subject === subject);
		if (run === undefined) throw new Error(`There is no run to ${subject} ${under}`.trimEnd());
		return { configurationKey: run.configurationKey, subject };
	}

	/** Has the server find a run, and begins at its start. */
	private async start(params: ReplayStartParams): Promise<ReplayStartResult> {
		const started = await this.host.ask(replayStartRequest, params);
		this.forget();
		this.moments.clear();
		this.session = started.session;
		this.script = started.path;
		this.stops = new Map(started.stops.map(({ uri, lines }) => [uri, lines]));
		this.path = [];
		this.moment = await this.momentAfter([]);
		return started;
	}

	// --- moving ---

	/** Goes to where a path leads, and says why it stopped there. */
	private async go(path: readonly ReplayStep[], reason: string, lane?: number): Promise<void> {
		this.moment = await this.momentAfter(path);
		this.path = path;
		this.tellViolations();
		// Whoever took the last step has broken it, not who comes next.
		const culprit = this.moment.violations.length > 0 ? path[path.length - 1]?.lane : undefined;
		this.stop(this.moment.violations.length > 0 ? "exception" : reason, culprit ?? lane ?? this.nextLane());
	}

	/** Takes the next step of a lane, after those of the run that come before it. */
	private async step(lane: number): Promise<void> {
		if (this.followsScript()) {
			const next = this.script.findIndex((step, index) => index >= this.path.length && step.lane === lane);
			if (next >= 0) return this.go(this.script.slice(0, next + 1), "step");
		}
		const [way] = this.lanes()[lane]?.ways ?? [];
		if (way === undefined) return this.stop("step", lane);
		await this.take({ lane, choices: way });
	}

	/** Takes one step, whatever the run says. */
	private async take(step: ReplayStep): Promise<void> {
		await this.go([...this.path, step], "step");
	}

	/** Steps until the lane has left the function that it is in. */
	private async stepOut(lane: number): Promise<void> {
		const depth = this.lanes()[lane]?.stack.length ?? 0;
		await this.run(1, (moment) => (moment.lanes[lane]?.stack.length ?? 0) < depth || moment.lanes[lane]?.status === "done");
	}

	/** Goes to the next step, or back to the last one, that meets a step of another lane. */
	private async stepToConflict(direction: 1 | -1): Promise<void> {
		await this.run(direction, ({ conflicts }) => conflicts.length > 0);
		for (const conflict of this.current().conflicts) this.output(`step ${this.path.length} ${conflict}\n`);
	}

	/** Lets one lane go on alone, until it cannot or is at a breakpoint. */
	private async runUntilBlocked(lane: number): Promise<void> {
		let path = this.path;
		for (let taken = 0; taken < LONGEST; taken++) {
			const [way] = (await this.momentAfter(path)).lanes[lane]?.ways ?? [];
			if (way === undefined) break;
			path = [...path, { lane, choices: way }];
			const moment = await this.momentAfter(path);
			if (moment.violations.length > 0) break;
			if (await this.isAtBreakpoint(path, moment, lane)) return this.go(path, "breakpoint", lane);
		}
		await this.go(path, "step", lane);
	}

	/** Runs on to a breakpoint. One that is to be reached in any run is looked for first, where the run so far is not that of another already. */
	private async continue(): Promise<void> {
		for (const [uri, breakpoints] of this.breakpoints)
			for (const breakpoint of breakpoints.filter(({ inAnyRun }) => inAnyRun)) {
				if (this.solved.has(breakpoint)) continue;
				this.solved.add(breakpoint);
				if (await this.solve(uri, breakpoint)) return;
			}
		await this.run(1, () => false);
	}

	/** Finds a run to a breakpoint, over all interleavings, and goes to where it gets there. */
	private async solve(uri: string, { line, condition = "" }: Breakpoint): Promise<boolean> {
		try {
			const started = await this.start({ textDocument: { uri }, position: { line, character: 0 }, reach: condition });
			this.output(`${started.headline}\n`);
			await this.go(this.script.slice(0, -1), "breakpoint");
			return true;
		} catch (error) {
			this.output(`line ${line + 1}: ${error instanceof Error ? error.message : error}\n`);
			return false;
		}
	}

	/** Runs on, or back, to the next breakpoint, to where `isThere`, or to the end. */
	private async run(direction: 1 | -1, isThere: (moment: ReplayMoment) => boolean): Promise<void> {
		let path = this.path;
		for (let taken = 0; taken < LONGEST; taken++) {
			const next = direction === 1 ? await this.following(path) : path.length > 0 ? path.slice(0, -1) : undefined;
			if (next === undefined) break;
			path = next;
			const moment = await this.momentAfter(path);
			if (moment.violations.length > 0 && direction === 1) break;
			if (isThere(moment)) return this.go(path, "step");
			const lane = await this.laneAtBreakpoint(path, moment);
			if (lane !== undefined) {
				await this.go(path, "breakpoint");
				return;
			}
		}
		await this.go(path, direction === 1 ? "end" : "entry");
	}

	/** One step on: along the run, else with the lane that went last as long as it can, else with any. */
	private async following(path: readonly ReplayStep[]): Promise<readonly ReplayStep[] | undefined> {
		if (this.isPartOfScript(path)) return path.length < this.script.length ? this.script.slice(0, path.length + 1) : undefined;
		const { lanes } = await this.momentAfter(path);
		const last = path[path.length - 1]?.lane ?? 0;
		const lane = lanes[last]?.ways.length > 0 ? last : lanes.findIndex(({ ways }) => ways.length > 0);
		return lane < 0 ? undefined : [...path, { lane, choices: lanes[lane].ways[0] }];
	}

	private isPartOfScript(path: readonly ReplayStep[]): boolean {
		return this.script.length > 0 && path.every((step, index) => isSame(step, this.script[index]));
	}

	private followsScript(): boolean {
		return this.isPartOfScript(this.path);
	}

	/** The lane that takes the next step, as far as that is known. */
	private nextLane(): number {
		const next = this.followsScript() ? this.script[this.path.length] : undefined;
		return next?.lane ?? this.path[this.path.length - 1]?.lane ?? 0;
	}

	/** The steps that could come next, for a person to choose from. */
	private choices(): { label: string; description: string; detail: string; step: ReplayStep }[] {
		return this.lanes().flatMap(({ name, label, ways, stack }, lane) =>
			ways.map((choices) => ({
				label: name,
				description: label + (ways.length > 1 ? ` (choosing ${choices.join(", ")})` : ""),
				detail: stack.map((frame) => frame.function).join(" › "),
				step: { lane, choices },
			})),
		);
	}

	// --- breakpoints ---

	private setBreakpoints({
		source,
		breakpoints = [],
	}: DebugProtocol.SetBreakpointsArguments): DebugProtocol.SetBreakpointsResponse["body"] {
		const uri = this.host.uriOf(source);
		const lines = this.stops.get(uri) ?? [];
		const known: Breakpoint[] = [];
		const answers = breakpoints.map(({ line, condition, mode }): DebugProtocol.Breakpoint => {
			// As other debuggers do: on the next line where something happens.
			const stop = lines.find((candidate) => candidate >= line - 1);
			if (stop === undefined) return { verified: false, line, message: "No step of this scenario is on this line or below it" };
			known.push({ line: stop, condition, inAnyRun: mode === IN_ANY_RUN });
			return { verified: true, line: stop + 1 };
		});
		this.breakpoints.set(uri, known);
		return { breakpoints: answers };
	}

	/** The lane that is about to take a step at a breakpoint: the one that goes next, if it is at one. */
	private async laneAtBreakpoint(path: readonly ReplayStep[], moment: ReplayMoment): Promise<number | undefined> {
		const next = this.isPartOfScript(path) ? this.script[path.length]?.lane : path[path.length - 1]?.lane;
		return next !== undefined && (await this.isAtBreakpoint(path, moment, next)) ? next : undefined;
	}

	/** Whether the next step of a lane is at a breakpoint, or the first in a call that is. */
	private async isAtBreakpoint(path: readonly ReplayStep[], moment: ReplayMoment, lane: number): Promise<boolean> {
		const { status, place, stack } = moment.lanes[lane];
		if (status === "done") return false;
		const before = path.findLastIndex((step) => step.lane === lane);
		const entered = before < 0 ? [] : (await this.momentAfter(path.slice(0, before))).lanes[lane].stack;
		const places = [...stack.map((frame, depth) => (isSamePlace(frame.place, entered[depth]?.place) ? undefined : frame.place)), place];
		for (const [depth, place] of places.entries()) {
			if (place === undefined) continue;
			for (const { line, condition } of this.breakpoints.get(place.uri) ?? []) {
				if (line !== place.range.start.line) continue;
				if (condition === undefined) return true;
				const value = await this.evaluateAt(path, lane, depth, condition);
				if ("problem" in value) this.output(`breakpoint condition '${condition}': ${value.problem}\n`);
				else if (value.isTrue) return true;
			}
		}
		return false;
	}

	// --- what is shown ---

	private stackTrace(lane: number): DebugProtocol.StackTraceResponse["body"] {
		const { name, status, label, place, stack } = this.lanes()[lane] ?? {};
		if (name === undefined) return { stackFrames: [] };
		const functions = [name, ...(stack ?? []).map((frame) => frame.function)];
		const places = [...(stack ?? []).map((frame) => frame.place), place];
		const frames = functions.map((name, depth) => ({ name, place: places[depth], depth })).reverse();
		const [top] = frames;
		if (status !== "done") top.name = `${top.name}: ${label}${status === "blocked" ? " (waits)" : ""}`;
		else top.name = `${top.name} (done)`;
		return {
			stackFrames: frames.map(({ name, place, depth }) => ({
				id: lane * FRAMES + depth,
				name,
				...(place ? this.host.source(place) : { line: 0, column: 0 }),
			})),
			totalFrames: frames.length,
		};
	}

	private scopes(frameId: number): DebugProtocol.Scope[] {
		const lane = Math.floor(frameId / FRAMES);
		const { frames, reads } = this.lanes()[lane] ?? { frames: [], reads: [] };
		const isInnermost = frameId % FRAMES === frames.length - 1;
		return [
			{ name: "Shared", variablesReference: SHARED, expensive: false },
			{ name: "Locals", variablesReference: LOCALS + frameId, expensive: false, presentationHint: "locals" },
			...(isInnermost && reads.length > 0
				? [{ name: "Values Read", variablesReference: READS + lane, expensive: false, presentationHint: "registers" }]
				: []),
		];
	}

	private variables(reference: number): DebugProtocol.Variable[] {
		const { lanes, objects, variables } = this.current();
		if (reference >= OBJECT) {
			const object = objects[reference - OBJECT];
			return object?.fields.map((field) => this.variable(field, `${object.name}.${field.name}`)) ?? [];
		}
		if (reference >= READS && reference < SHARED) return lanes[reference - READS]?.reads.map((read) => this.variable(read, "")) ?? [];
		if (reference !== SHARED) {
			const frameId = reference - LOCALS;
			const locals = lanes[Math.floor(frameId / FRAMES)]?.frames[frameId % FRAMES] ?? [];
			return locals.map((local) => this.variable(local, local.name));
		}
		return [
			...variables.map((value) => this.variable(value, value.name)),
			...objects.map(({ name, struct, fields }, index): DebugProtocol.Variable => {
				const changed = fields.filter(({ before }) => before !== undefined);
				const summary = changed.map((field) => `${field.name} ${field.before} → ${field.value}`).join(", ");
				return {
					name,
					value: summary === "" ? struct : `${struct}: ${summary}`,
					type: struct,
					evaluateName: name,
					variablesReference: OBJECT + index,
				};
			}),
		];
	}

	private variable({ name, value, before, object }: ReplayLocal, evaluateName: string): DebugProtocol.Variable {
		if (value === undefined) return { name, value: "not used any more", variablesReference: 0 };
		const text = before === undefined ? value : `${before} → ${value}`;
		const expression = evaluateName === "" ? {} : { evaluateName };
		return { name, value: text, ...expression, variablesReference: object === undefined ? 0 : OBJECT + object };
	}

	private async evaluate({
		expression,
		frameId,
		context,
	}: DebugProtocol.EvaluateArguments): Promise<DebugProtocol.EvaluateResponse["body"]> {
		const lane = frameId === undefined ? this.nextLane() : Math.floor(frameId / FRAMES);
		const value = await this.evaluateAt(this.path, lane, frameId === undefined ? undefined : frameId % FRAMES, expression);
		if ("problem" in value) throw new Error(context === "hover" ? "" : value.problem);
		return { result: value.value, variablesReference: value.object === undefined ? 0 : OBJECT + value.object };
	}

	private tellViolations(): void {
		for (const { property, message } of this.current().violations)
			this.output(`step ${this.path.length}: ${message} (${property})\n`, "stderr");
	}

	// --- the server, and the debugger ---

	private current(): ReplayMoment {
		if (this.moment === undefined) throw new Error("The replay has not started");
		return this.moment;
	}

	private lanes(): readonly ReplayLane[] {
		return this.moment?.lanes ?? [];
	}

	private async momentAfter(path: readonly ReplayStep[]): Promise<ReplayMoment> {
		const key = JSON.stringify(path);
		const known = this.moments.get(key);
		if (known) return known;
		const params: ReplayMomentParams = { session: this.session ?? 0, path };
		const moment = await this.host.ask(replayMomentRequest, params);
		if (moment === null) throw new Error("The server has forgotten this replay; start it again");
		this.moments.set(key, moment);
		return moment;
	}

	private async evaluateAt(
		path: readonly ReplayStep[],
		lane: number,
		frame: number | undefined,
		expression: string,
	): Promise<ReplayEvaluateResult> {
		const params: ReplayEvaluateParams = { session: this.session ?? 0, path, lane, frame, expression };
		return this.host.ask(replayEvaluateRequest, params);
	}

	private stop(reason: string, lane: number): void {
		const { violations, ended } = this.current();
		const text = violations.map(({ message }) => message).join("; ");
		const description = text || (ended ? "No task can take a step any more" : this.position());
		this.event("stopped", { reason, threadId: lane + 1, allThreadsStopped: true, description, text: text || undefined });
	}

	private position(): string {
		return this.followsScript() ? `Step ${this.path.length} of ${this.script.length}` : `Step ${this.path.length}, another run`;
	}

	private output(output: string, category = "console"): void {
		this.event("output", { category, output });
	}

	/** Does something after the request that asked for it has been answered. */
	private later(action: () => Promise<void> | void): void {
		void Promise.resolve()
			.then(action)
			.catch((error) => {
				this.output(`${error instanceof Error ? error.message : error}\n`, "stderr");
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

function threadName(name: string, kind: string, status: string): string {
	return [kind === "task" ? name : `${name} (${kind})`, status === "ready" ? "" : status === "done" ? "done" : "waits"]
		.filter(Boolean)
		.join(" · ");
}

function isSamePlace(a: Place | undefined, b: Place | undefined): boolean {
	return a?.uri === b?.uri && a?.range.start.line === b?.range.start.line && a?.range.start.character === b?.range.start.character;
}

function isSame(a: ReplayStep, b: ReplayStep | undefined): boolean {
	return b !== undefined && a.lane === b.lane && String(a.choices) === String(b.choices);
}
