/**
 * Where one comes to when a debugger moves: each function goes from a path to another one, and says why it stops there.
 */
import type { ReplayMoment } from "../../../language-server/src/lsp/protocol/replay";
import type { Breakpoints } from "./breakpoints";
import type { Path, ReplayedRun } from "./replayed-run";

export interface Arrival {
	readonly path: Path;
	/** As the debugger calls it. */
	readonly reason: "step" | "breakpoint" | "end" | "entry";
	/** The lane to look at; absent for the one that goes next. */
	readonly lane?: number;
}

/** A path that goes on by itself ends after so many steps. */
const LONGEST = 1_000;

/** Takes the next step of a lane, after those of the run that come before it. Undefined when it cannot take one. */
export async function stepOf(run: ReplayedRun, path: Path, lane: number): Promise<Arrival | undefined> {
	if (run.isFollowedBy(path)) {
		const next = run.script.findIndex((step, index) => index >= path.length && step.lane === lane);
		if (next >= 0) return { path: run.script.slice(0, next + 1), reason: "step" };
	}
	const [choices] = (await run.momentAfter(path)).lanes[lane]?.ways ?? [];
	return choices && { path: [...path, { lane, choices }], reason: "step" };
}

/** Runs on, or back, to the next breakpoint, to where `isThere`, or to the end. */
export async function runOn(
	run: ReplayedRun,
	breakpoints: Breakpoints,
	start: Path,
	direction: 1 | -1,
	isThere: (moment: ReplayMoment) => boolean,
): Promise<Arrival> {
	let path = start;
	for (let taken = 0; taken < LONGEST; taken++) {
		const next = direction === 1 ? await following(run, path) : path.length > 0 ? path.slice(0, -1) : undefined;
		if (next === undefined) break;
		path = next;
		const moment = await run.momentAfter(path);
		if (moment.violations.length > 0 && direction === 1) break;
		if (isThere(moment)) return { path, reason: "step" };
		if (await breakpoints.isNextAt(run, path, moment)) return { path, reason: "breakpoint" };
	}
	return { path, reason: direction === 1 ? "end" : "entry" };
}

/** Runs on until a lane has left the function that it is in. */
export async function stepOut(run: ReplayedRun, breakpoints: Breakpoints, path: Path, lane: number): Promise<Arrival> {
	const depth = (await run.momentAfter(path)).lanes[lane]?.stack.length ?? 0;
	return runOn(run, breakpoints, path, 1, ({ lanes }) => (lanes[lane]?.stack.length ?? 0) < depth || lanes[lane]?.status === "done");
}

/** Lets one lane go on alone, until it cannot or is at a breakpoint. */
export async function untilBlocked(run: ReplayedRun, breakpoints: Breakpoints, start: Path, lane: number): Promise<Arrival> {
	let path = start;
	for (let taken = 0; taken < LONGEST; taken++) {
		const [choices] = (await run.momentAfter(path)).lanes[lane]?.ways ?? [];
		if (choices === undefined) break;
		path = [...path, { lane, choices }];
		const moment = await run.momentAfter(path);
		if (moment.violations.length > 0) break;
		if (await breakpoints.isAt(run, path, moment, lane)) return { path, reason: "breakpoint", lane };
	}
	return { path, reason: "step", lane };
}

/** One step on: along the run, else with the lane that went last as long as it can, else with any. */
async function following(run: ReplayedRun, path: Path): Promise<Path | undefined> {
	if (run.isFollowedBy(path)) return path.length < run.script.length ? run.script.slice(0, path.length + 1) : undefined;
	const { lanes } = await run.momentAfter(path);
	const last = path.at(-1)?.lane ?? 0;
	const lane = lanes[last]?.ways.length > 0 ? last : lanes.findIndex(({ ways }) => ways.length > 0);
	return lane < 0 ? undefined : [...path, { lane, choices: lanes[lane].ways[0] }];
}
