import { t } from "../../../language-server/src/base/l10n";
import {
	type ReplayEvaluateResult,
	type ReplayMoment,
	type ReplayStartParams,
	type ReplayStartResult,
	type ReplayStep,
	replayEndNotification,
	replayEvaluateRequest,
	replayMomentRequest,
	replayStartRequest,
} from "../../../language-server/src/lsp/protocol/replay";
import type { ReplayServer } from "./replay-host";

/** The steps that have been taken, from the start. */
export type Path = readonly ReplayStep[];

/**
 * A scenario that the server replays, and the run that is followed as long as nobody has chosen otherwise. It has no
 * state but what the server said: where a path leads is asked, and remembered.
 */
export class ReplayedRun {
	private readonly moments = new Map<string, ReplayMoment>();
	/** The lines on which steps or the calls to them stand, in ascending order, by the URI of their file. */
	readonly stops: ReadonlyMap<string, readonly number[]>;

	private constructor(
		private readonly server: ReplayServer,
		private readonly started: ReplayStartResult,
	) {
		this.stops = new Map(started.stops.map(({ uri, lines }) => [uri, lines]));
	}

	/** Has the server find a run. Rejects with a sentence where there is none. */
	static async start(server: ReplayServer, params: ReplayStartParams): Promise<ReplayedRun> {
		return new ReplayedRun(server, await server.ask(replayStartRequest, params));
	}

	/** What the server knows this replay by. */
	get session(): number {
		return this.started.session;
	}

	get scenario(): string {
		return this.started.scenario;
	}

	/** What happens in the run, one sentence; empty where there is none. */
	get headline(): string {
		return this.started.headline;
	}

	/** The steps of the run; none where every step is free. */
	get script(): Path {
		return this.started.path;
	}

	/** Where everything is after a path. Rejects where it is none of the scenario. */
	async momentAfter(path: Path): Promise<ReplayMoment> {
		const key = JSON.stringify(path);
		const known = this.moments.get(key);
		if (known) return known;
		const moment = await this.server.ask(replayMomentRequest, { session: this.started.session, path });
		if (moment === null) throw new Error(t`The server has forgotten this replay; start it again`);
		this.moments.set(key, moment);
		return moment;
	}

	/**
	 * The value of an expression after a path, as one frame of a lane sees it; the innermost one where none is given.
	 */
	evaluate(path: Path, lane: number, frame: number | undefined, expression: string): Promise<ReplayEvaluateResult> {
		return this.server.ask(replayEvaluateRequest, { session: this.started.session, path, lane, frame, expression });
	}

	/** True as long as a path is the beginning of the run. */
	isFollowedBy(path: Path): boolean {
		return this.script.length > 0 && path.every((step, index) => isSame(step, this.script[index]));
	}

	/** The step that comes behind a path in the run, if that is followed and goes on. */
	nextStep(path: Path): ReplayStep | undefined {
		return this.isFollowedBy(path) ? this.script[path.length] : undefined;
	}

	/** The lane that takes the next step, as far as that is known. */
	nextLane(path: Path): number {
		return this.nextStep(path)?.lane ?? path.at(-1)?.lane ?? 0;
	}

	/** The server need not keep it any more. */
	end(): void {
		this.server.tell(replayEndNotification, { session: this.started.session });
	}
}

function isSame(a: ReplayStep, b: ReplayStep | undefined): boolean {
	return b !== undefined && a.lane === b.lane && String(a.choices) === String(b.choices);
}
