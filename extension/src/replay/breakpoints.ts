import type { DebugProtocol } from "@vscode/debugprotocol";
import { t } from "../../../language-server/src/base/l10n";
import type { Location } from "../../../language-server/src/lsp/protocol/location";
import type { ReplayMoment } from "../../../language-server/src/lsp/protocol/replay";
import type { Path, ReplayedRun } from "./replayed-run";

export interface Breakpoint {
	/** From 0. */
	readonly line: number;
	readonly condition: string | undefined;
	/** True when any run is looked for that gets there with the condition, and not only the one that is replayed. */
	readonly inAnyRun: boolean;
}

const IN_ANY_RUN = "any";

/** In which runs a breakpoint is looked for, as a person chooses it. */
export function breakpointModes(): DebugProtocol.BreakpointMode[] {
	return [
		{
			mode: "run",
			label: t`In This Run`,
			description: t`Stops where the run that is replayed gets there`,
			appliesTo: ["source"],
		},
		{
			mode: IN_ANY_RUN,
			label: t`In Any Run`,
			description: t`Looks among all interleavings for one that gets there with the condition`,
			appliesTo: ["source"],
		},
	];
}

/** The breakpoints that are set, by file. */
export class Breakpoints {
	private readonly files = new Map<string, readonly Breakpoint[]>();
	/** Breakpoints for which a run has been looked for. */
	private readonly solved = new WeakSet<Breakpoint>();

	/** `report` is told, in a sentence, what is wrong with a condition. */
	constructor(private readonly report: (problem: string) => void) {}

	/**
	 * Sets those of a file, in place of those before, where one of the lines of `stops` is; says of each where it came
	 * to stand.
	 */
	set(uri: string, wanted: readonly DebugProtocol.SourceBreakpoint[], stops: readonly number[]): DebugProtocol.Breakpoint[] {
		const known: Breakpoint[] = [];
		const answers = wanted.map(({ line, condition, mode }): DebugProtocol.Breakpoint => {
			// As other debuggers do: on the next line where something happens.
			const stop = stops.find((candidate) => candidate >= line - 1);
			if (stop === undefined) return { verified: false, line, message: t`No step of this scenario is on this line or below it` };
			known.push({ line: stop, condition, inAnyRun: mode === IN_ANY_RUN });
			return { verified: true, line: stop + 1 };
		});
		this.files.set(uri, known);
		return answers;
	}

	/** Those for which a run is to be looked for, each once. */
	*unsolved(): Generator<{ readonly uri: string; readonly breakpoint: Breakpoint }> {
		for (const [uri, breakpoints] of this.files)
			for (const breakpoint of breakpoints) {
				if (!breakpoint.inAnyRun || this.solved.has(breakpoint)) continue;
				this.solved.add(breakpoint);
				yield { uri, breakpoint };
			}
	}

	/** Whether the lane that goes next is about to take a step at a breakpoint. */
	async isNextAt(run: ReplayedRun, path: Path, moment: ReplayMoment): Promise<boolean> {
		// Where the run has ended nobody goes next.
		const next = run.isFollowedBy(path) ? run.nextStep(path)?.lane : path.at(-1)?.lane;
		return next !== undefined && (await this.isAt(run, path, moment, next));
	}

	/** Whether the next step of a lane is at a breakpoint, or the first in a call that is. */
	async isAt(run: ReplayedRun, path: Path, moment: ReplayMoment, lane: number): Promise<boolean> {
		const { status, place, stack } = moment.lanes[lane];
		if (status === "done") return false;
		const before = path.findLastIndex((step) => step.lane === lane);
		const entered = before < 0 ? [] : (await run.momentAfter(path.slice(0, before))).lanes[lane].stack;
		const places = [...stack.map((frame, depth) => (isSamePlace(frame.place, entered[depth]?.place) ? undefined : frame.place)), place];
		for (const [depth, place] of places.entries()) {
			if (place === undefined) continue;
			for (const { line, condition } of this.files.get(place.uri) ?? []) {
				if (line !== place.range.start.line) continue;
				if (condition === undefined) return true;
				const value = await run.evaluate(path, lane, depth, condition);
				if ("problem" in value) this.report(t`breakpoint condition '${condition}': ${value.problem}`);
				else if (value.isTrue) return true;
			}
		}
		return false;
	}
}

function isSamePlace(a: Location | undefined, b: Location | undefined): boolean {
	return a?.uri === b?.uri && a?.range.start.line === b?.range.start.line && a?.range.start.character === b?.range.start.character;
}
