/**
 * The debugger's side of a replay, in the Debug Adapter Protocol: tasks and devices are threads, steps of the model are what is stepped over, and time
 * goes both ways.
 *
 * Invariants: the session is a path (the steps taken so far) and, as long as nobody has chosen otherwise, the run that it is a part of; every answer is
 * that of the server for this path, so that going back is only taking a shorter one. All threads stop together.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
	type Place,
	type ReplayEvaluateParams,
	type ReplayEvaluateResult,
	type ReplayLane,
	type ReplayMoment,
	type ReplayMomentParams,
	type ReplayStartParams,
	type ReplayStartResult,
	type ReplayStep,
	type ReplayValue,
	replayEndNotification,
	replayEvaluateRequest,
	replayMomentRequest,
	replayStartRequest,
} from "../../../language-server/src/lsp/protocol";

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
}

/** Frames are numbered by thread, so that an identity says both. */
const FRAMES = 1000;
/** References to variables: locals of a thread, what is shared, and one for each object. */
const LOCALS = 1;
const SHARED = 1_000_000;
const OBJECT = 2_000_000;
/** A path that goes on by itself ends after so many steps. */
const LONGEST = 10_000;

export class ReplayAdapter implements vscode.DebugAdapter {
	private readonly messages = new vscode.EventEmitter<DebugProtocol.ProtocolMessage>();
	readonly onDidSendMessage = this.messages.event as vscode.Event<vscode.DebugProtocolMessage>;
	private sequence = 0;
	private session: number | undefined;
	/** The run that is followed. */
	private script: readonly ReplayStep[] = [];
	private reaches = false;
	private path: readonly ReplayStep[] = [];
	private moment: ReplayMoment | undefined;
	private readonly breakpoints = new Map<string, readonly Breakpoint[]>();
	/** Places of the steps on the way, once they are known. */
	private readonly moments = new Map<string, ReplayMoment>();

	constructor(private readonly client: BaseLanguageClient) {}

	handleMessage(message: vscode.DebugProtocolMessage): void {
		const request = message as DebugProtocol.Request;
		if (request.type !== "request") return;
		this.answer(request).then(
			(body) => this.respond(request, { success: true, body }),
			(error) => this.respond(request, { success: false, message: error instanceof Error ? error.message : String(error) }),
		);
	}

	dispose(): void {
		if (this.session !== undefined) void this.client.sendNotification(replayEndNotification, { session: this.session });
		this.messages.dispose();
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
				return { scopes: this.scopes(Math.floor(request.arguments.frameId / FRAMES)) };
			case "variables":
				return { variables: this.variables(request.arguments.variablesReference) };
			case "evaluate":
				return this.evaluate(request.arguments);
			case "continue":
				this.later(() => this.run(1, () => false));
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
		const uri = vscode.Uri.parse(program, true);
		await vscode.workspace.openTextDocument(uri);
		const params: ReplayStartParams = {
			textDocument: { uri: this.client.code2ProtocolConverter.asUri(uri) },
			position: { line, character },
			under,
			subject,
			reach,
		};
		const started = await this.client.sendRequest<ReplayStartResult>(replayStartRequest, params);
		this.session = started.session;
		this.script = started.path;
		this.reaches = reach !== undefined;
		this.moment = await this.momentAfter([]);
		this.event("initialized");
		const about = started.headline || `${started.scenario} is safe: no run to follow, every step is yours to choose`;
		this.output(`${about}\n`);
	}

	// --- moving ---

	/** Goes to where a path leads, and says why it stopped there. */
	private async go(path: readonly ReplayStep[], reason: string): Promise<void> {
		this.moment = await this.momentAfter(path);
		this.path = path;
		this.tellViolations();
		this.stop(this.moment.violations.length > 0 ? "exception" : reason, this.nextLane());
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
		const uri = this.uriOf(source);
		const known = breakpoints.map(({ line, condition }) => ({ line: line - 1, condition }));
		this.breakpoints.set(uri, known);
		return { breakpoints: breakpoints.map(({ line }) => ({ verified: true, line })) };
	}

	/** The lane that is about to take a step at a breakpoint: the one that goes next, if it is at one. */
	private async laneAtBreakpoint(path: readonly ReplayStep[], moment: ReplayMoment): Promise<number | undefined> {
		const next = this.isPartOfScript(path) ? this.script[path.length]?.lane : path[path.length - 1]?.lane;
		const lane = next === undefined ? undefined : moment.lanes[next];
		if (next === undefined || lane === undefined || lane.status === "done") return undefined;
		for (const place of [lane.place, ...lane.stack.map((frame) => frame.place)]) {
			if (place === undefined) continue;
			for (const { line, condition } of this.breakpoints.get(place.uri) ?? []) {
				if (line !== place.range.start.line) continue;
				if (condition === undefined) return next;
				const value = await this.evaluateAt(path, next, condition);
				if ("problem" in value) this.output(`breakpoint condition '${condition}': ${value.problem}\n`);
				else if (value.isTrue) return next;
			}
		}
		return undefined;
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
			stackFrames: frames.map(({ name, place, depth }) => ({ id: lane * FRAMES + depth, name, ...this.sourceOf(place) })),
			totalFrames: frames.length,
		};
	}

	private scopes(lane: number): DebugProtocol.Scope[] {
		return [
			{ name: "Shared", variablesReference: SHARED, expensive: false },
			{ name: "Locals", variablesReference: LOCALS + lane, expensive: false, presentationHint: "locals" },
		];
	}

	private variables(reference: number): DebugProtocol.Variable[] {
		const { lanes, objects, variables } = this.current();
		if (reference >= OBJECT) return objects[reference - OBJECT]?.fields.map((field) => this.variable(field)) ?? [];
		if (reference === SHARED)
			return [
				...variables.map((value) => this.variable(value)),
				...objects.map(({ name, struct, fields }, index) => {
					const changed = fields.filter(({ before }) => before !== undefined);
					const summary = changed.map((field) => `${field.name} ${field.before} → ${field.value}`).join(", ");
					return { name, value: summary === "" ? struct : `${struct}: ${summary}`, type: struct, variablesReference: OBJECT + index };
				}),
			];
		return lanes[reference - LOCALS]?.locals.map((local) => this.variable(local)) ?? [];
	}

	private variable({ name, value, before, object }: ReplayValue): DebugProtocol.Variable {
		const text = before === undefined ? value : `${before} → ${value}`;
		return { name, value: text, evaluateName: name, variablesReference: object === undefined ? 0 : OBJECT + object };
	}

	private async evaluate({
		expression,
		frameId,
		context,
	}: DebugProtocol.EvaluateArguments): Promise<DebugProtocol.EvaluateResponse["body"]> {
		const lane = frameId === undefined ? this.nextLane() : Math.floor(frameId / FRAMES);
		const value = await this.evaluateAt(this.path, lane, expression);
		if ("problem" in value) throw new Error(context === "hover" ? "" : value.problem);
		return { result: value.value, variablesReference: value.object === undefined ? 0 : OBJECT + value.object };
	}

	private sourceOf(place: Place | undefined): {
		source?: DebugProtocol.Source;
		line: number;
		column: number;
		endLine?: number;
		endColumn?: number;
	} {
		if (place === undefined) return { line: 0, column: 0 };
		const uri = this.client.protocol2CodeConverter.asUri(place.uri);
		const { start, end } = this.client.protocol2CodeConverter.asRange(place.range);
		// Anything but a file is named by its URI, which VS Code opens as such.
		const path = uri.scheme === "file" ? uri.fsPath : uri.toString();
		return {
			source: { name: uri.path.replace(/^.*\//, ""), path },
			line: start.line + 1,
			column: start.character + 1,
			endLine: end.line + 1,
			endColumn: end.character + 1,
		};
	}

	/** The URI of a source as the server names it. */
	private uriOf({ path = "" }: DebugProtocol.Source): string {
		const uri = /^[a-z][a-z0-9+.-]+:/i.test(path) ? vscode.Uri.parse(path) : vscode.Uri.file(path);
		return this.client.code2ProtocolConverter.asUri(uri);
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
		const moment = await this.client.sendRequest<ReplayMoment | null>(replayMomentRequest, params);
		if (moment === null) throw new Error("The server has forgotten this replay; start it again");
		this.moments.set(key, moment);
		return moment;
	}

	private async evaluateAt(path: readonly ReplayStep[], lane: number, expression: string): Promise<ReplayEvaluateResult> {
		const params: ReplayEvaluateParams = { session: this.session ?? 0, path, lane, expression };
		return this.client.sendRequest<ReplayEvaluateResult>(replayEvaluateRequest, params);
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
		this.messages.fire(response);
	}

	private event(event: string, body?: unknown): void {
		const message: DebugProtocol.Event = { seq: ++this.sequence, type: "event", event, body };
		this.messages.fire(message);
	}
}

function threadName(name: string, kind: string, status: string): string {
	return [kind === "task" ? name : `${name} (${kind})`, status === "ready" ? "" : status === "done" ? "done" : "waits"]
		.filter(Boolean)
		.join(" · ");
}

function isSame(a: ReplayStep, b: ReplayStep | undefined): boolean {
	return b !== undefined && a.lane === b.lane && String(a.choices) === String(b.choices);
}
