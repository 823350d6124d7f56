/** What a debugger shows of a moment: threads, their stacks and variables, and the steps that can come next. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { t } from "../../../language-server/src/base/l10n";
import type { ReplayLocal, ReplayMoment, ReplayStep } from "../../../language-server/src/lsp/protocol/replay";
import type { ReplayHost } from "./replay-host";

/** Frames are numbered by thread, so that an identity says both. */
const FRAMES = 1000;
/** References to variables: locals of a frame, what a thread has read, what is shared, and one for each object. */
const LOCALS = 1;
const READS = 1_000_000_000;
const SHARED = 1_100_000_000;
const OBJECT = 1_200_000_000;

/** The lanes, numbered from 1. */
export function threadsOf({ lanes }: ReplayMoment): DebugProtocol.Thread[] {
	return lanes.map(({ name, kind, status }, lane) => ({ id: lane + 1, name: threadName(name, kind, status) }));
}

function threadName(name: string, kind: string, status: string): string {
	return [kind === "task" ? name : `${name} (${kind})`, status === "ready" ? "" : status === "done" ? t`done` : t`waits`]
		.filter(Boolean)
		.join(" · ");
}

/** The calls that a lane is in, the innermost first, under the step that comes next. */
export function stackOf({ lanes }: ReplayMoment, lane: number, source: ReplayHost["source"]): DebugProtocol.StackTraceResponse["body"] {
	const { name, status, label, place, stack } = lanes[lane] ?? {};
	if (name === undefined) return { stackFrames: [] };
	const functions = [name, ...(stack ?? []).map((frame) => frame.function)];
	const places = [...(stack ?? []).map((frame) => frame.place), place];
	const frames = functions.map((name, depth) => ({ name, place: places[depth], depth })).reverse();
	const [top] = frames;
	if (status !== "done") top.name = `${top.name}: ${label}${status === "blocked" ? ` (${t`waits`})` : ""}`;
	else top.name = `${top.name} (${t`done`})`;
	return {
		stackFrames: frames.map(({ name, place, depth }) => ({
			id: lane * FRAMES + depth,
			name,
			...(place ? source(place) : { line: 0, column: 0 }),
		})),
		totalFrames: frames.length,
	};
}

/** The lane and the place in its stack, from the outermost, that the identity of a frame stands for. */
export function frameOf(id: number): { readonly lane: number; readonly depth: number } {
	return { lane: Math.floor(id / FRAMES), depth: id % FRAMES };
}

/** What can be looked at in a frame. */
export function scopesOf({ lanes }: ReplayMoment, frameId: number): DebugProtocol.Scope[] {
	const { lane, depth } = frameOf(frameId);
	const { frames, reads } = lanes[lane] ?? { frames: [], reads: [] };
	return [
		{ name: t`Shared`, variablesReference: SHARED, expensive: false },
		{ name: t`Locals`, variablesReference: LOCALS + frameId, expensive: false, presentationHint: "locals" },
		...(depth === frames.length - 1 && reads.length > 0
			? [{ name: t`Values Read`, variablesReference: READS + lane, expensive: false, presentationHint: "registers" }]
			: []),
	];
}

/** What a scope or an object holds. */
export function variablesOf({ lanes, objects, variables }: ReplayMoment, reference: number): DebugProtocol.Variable[] {
	if (reference >= OBJECT) {
		const object = objects[reference - OBJECT];
		return object?.fields.map((field) => variable(field, `${object.name}.${field.name}`)) ?? [];
	}
	if (reference >= READS && reference < SHARED) return lanes[reference - READS]?.reads.map((read) => variable(read, "")) ?? [];
	if (reference !== SHARED) {
		const { lane, depth } = frameOf(reference - LOCALS);
		return (lanes[lane]?.frames[depth] ?? []).map((local) => variable(local, local.name));
	}
	// What nothing ever changes comes last: it is looked up, not watched.
	const indices = [...objects.keys()].sort((a, b) => Number(objects[b].changes) - Number(objects[a].changes));
	return [
		...variables.map((value) => variable(value, value.name)),
		...indices.map((index): DebugProtocol.Variable => {
			const { name, struct, fields } = objects[index];
			const changed = fields.filter(({ before }) => before !== undefined);
			const summary = changed.map((field) => `${field.name} ${field.before} → ${field.value}`).join(", ");
			return {
				name,
				value: summary === "" ? struct : `${struct}: ${summary}`,
				type: struct,
				evaluateName: name,
				variablesReference: objectReference(index),
			};
		}),
	];
}

/** What the fields of an object are asked for by, which is named by its place among all; 0 where there is none. */
export function objectReference(object: number | undefined): number {
	return object === undefined ? 0 : OBJECT + object;
}

function variable({ name, value, before, object }: ReplayLocal, evaluateName: string): DebugProtocol.Variable {
	if (value === undefined) return { name, value: t`not used any more`, variablesReference: 0 };
	const text = before === undefined ? value : `${before} → ${value}`;
	const expression = evaluateName === "" ? {} : { evaluateName };
	return { name, value: text, ...expression, variablesReference: objectReference(object) };
}

/** A step that could come next, for a person to choose. */
export interface Choice {
	readonly label: string;
	readonly description: string;
	readonly detail: string;
	readonly step: ReplayStep;
}

export function choicesOf({ lanes }: ReplayMoment): readonly Choice[] {
	return lanes.flatMap(({ name, label, ways, stack }, lane) =>
		ways.map((choices) => ({
			label: name,
			description: label + (ways.length > 1 ? ` (${t`choosing ${choices.join(", ")}`})` : ""),
			detail: stack.map((frame) => frame.function).join(" › "),
			step: { lane, choices },
		})),
	);
}
