import type { FileSpan } from "../base/span";
import type { Run } from "../checker/result";
import type { TransitionSystem } from "../compiler/transition-system";
import { evaluate } from "../explain/evaluate";
import { headline } from "../explain/headline";
import { momentAfter } from "../explain/replay-state";
import { type Snapshot, scenarioAt, shownRun } from "../service/snapshot";
import type { Shift } from "../service/text-shift";
import { timelines } from "../service/timelines";
import type {
	Place,
	ReplayEvaluateParams,
	ReplayEvaluateResult,
	ReplayMoment,
	ReplayMomentParams,
	ReplayStartParams,
	ReplayStartResult,
} from "./protocol";
import type { ToLsp } from "./to-lsp";

interface Session {
	readonly system: TransitionSystem;
	place(span: FileSpan): Place | undefined;
}

/** The replays that debuggers of the client have open. Each keeps the system that it began with, since the text may change under it. */
export class Replays {
	private readonly sessions = new Map<number, Session>();
	private count = 0;

	/** Gives a sentence instead where there is nothing to replay. */
	start(snapshot: Snapshot, offset: number, { under, subject }: ReplayStartParams, convert: ToLsp): ReplayStartResult | string {
		const scenario = scenarioAt(snapshot, offset) ?? snapshot.scenarios[0];
		if (scenario === undefined) return "There is no scenario here.";
		const found = timelines(snapshot, offset);
		const asked = found?.runs.find((run) => run.under === under && run.finding.subject === subject);
		const shown = subject === undefined ? shownRun(scenario) : asked;
		if (subject !== undefined && shown === undefined) return `There is no run to ${subject} ${under}`.trimEnd();
		const system = shown?.outcome.system ?? scenario.checks[0]?.system;
		if (system === undefined) return "The scenario has errors.";
		const run = shown && runOf(shown.outcome.result, shown.outcome.findings.indexOf(shown.finding));
		const session = ++this.count;
		this.sessions.set(session, { system, place: (span) => convert.location(span) });
		return {
			session,
			scenario: scenario.scenario.symbol.name,
			headline: shown ? headline(shown.finding) : "",
			path: run?.steps.map(({ lane, choices }) => ({ lane, choices })) ?? [],
		};
	}

	/** Keeps a run of a system whose places are to be told otherwise than they are in it. */
	keep(system: TransitionSystem, run: Run, scenario: string, about: string, shift: Shift, convert: ToLsp): ReplayStartResult {
		const session = ++this.count;
		this.sessions.set(session, { system, place: (span) => convert.location(shift(span)) });
		return { session, scenario, headline: about, path: run.steps.map(({ lane, choices }) => ({ lane, choices })) };
	}

	moment({ session, path }: ReplayMomentParams): ReplayMoment | null {
		const known = this.sessions.get(session);
		const moment = known && momentAfter(known.system, path);
		if (known === undefined || moment === undefined) return null;
		const { lanes, objects, variables, violations, ended } = moment;
		return {
			lanes: lanes.map(({ span, stack, ...lane }) => ({
				...lane,
				place: known.place(span),
				stack: stack.map((frame) => ({ function: frame.function, place: known.place(frame.span) })),
			})),
			objects,
			variables,
			violations,
			ended,
		};
	}

	evaluate({ session, path, lane, expression }: ReplayEvaluateParams): ReplayEvaluateResult {
		const known = this.sessions.get(session);
		const moment = known && momentAfter(known.system, path);
		if (known === undefined || moment === undefined || moment.lanes[lane] === undefined) return { problem: "the replay is over" };
		return evaluate(expression, known.system, moment, lane);
	}

	end(session: number): void {
		this.sessions.delete(session);
	}
}

function runOf(
	{ violations, hangs }: { readonly violations: readonly { run: Run }[]; readonly hangs: readonly { run: Run }[] },
	finding: number,
): Run | undefined {
	return (violations[finding] ?? hangs[finding - violations.length])?.run;
}
