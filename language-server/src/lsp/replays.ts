import type { FileSpan } from "../base/span";
import type { Run } from "../checker/result";
import { compile } from "../compiler/compile";
import { describeConflict } from "../explain/pair/conflicts";
import { evaluate } from "../explain/timeline/evaluate";
import { momentAfter } from "../explain/timeline/replay-state";
import { headline } from "../explain/verdict/headline";
import { noRunText } from "../explain/verdict/known";
import type { Configuration } from "../semantics/configuration";
import type { Program, Scenario } from "../semantics/program";
import { timelines } from "../service/runs/timelines";
import { knownOf, type Snapshot, scenarioAt, shownRun } from "../service/workspace/snapshot";
import type { Shift } from "../service/workspace/text-shift";
import { canonicalKey } from "../system/canonical-key";
import type { TransitionSystem } from "../system/transition-system";
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
		const check = scenario.checks.find(({ outcome }) => outcome !== undefined && outcome === shown?.outcome) ?? scenario.checks[0];
		const searched = shown?.outcome.system ?? check?.system;
		if (searched === undefined) return noRunText(knownOf(scenario));
		const system = withVariables(snapshot.program, scenario.scenario, check.configuration, searched);
		const run = shown && runOf(shown.outcome.result, shown.outcome.findings.indexOf(shown.finding));
		const place = (span: FileSpan) => convert.location(span);
		const session = ++this.count;
		this.sessions.set(session, { system, place });
		return {
			session,
			stops: stopsOf(system, place),
			scenario: scenario.scenario.symbol.name,
			headline: shown ? headline(shown.finding) : "",
			path: run?.steps.map(({ lane, choices }) => ({ lane, choices })) ?? [],
		};
	}

	/** Keeps a run of a system whose places are to be told otherwise than they are in it. */
	keep(system: TransitionSystem, run: Run, scenario: string, about: string, shift: Shift, convert: ToLsp): ReplayStartResult {
		const place = (span: FileSpan) => convert.location(shift(span));
		const session = ++this.count;
		this.sessions.set(session, { system, place });
		const stops = stopsOf(system, place);
		return { session, scenario, headline: about, stops, path: run.steps.map(({ lane, choices }) => ({ lane, choices })) };
	}

	moment({ session, path }: ReplayMomentParams): ReplayMoment | null {
		const known = this.sessions.get(session);
		const moment = known && momentAfter(known.system, path);
		if (known === undefined || moment === undefined) return null;
		const { lanes, objects, variables, conflicts, violations, ended } = moment;
		return {
			lanes: lanes.map(({ span, stack, ...lane }) => ({
				...lane,
				place: known.place(span),
				stack: stack.map((frame) => ({ function: frame.function, place: known.place(frame.span) })),
			})),
			objects,
			variables,
			conflicts: conflicts.map((conflict) => describeConflict(known.system, conflict)),
			violations,
			ended,
		};
	}

	evaluate({ session, path, lane, frame, expression }: ReplayEvaluateParams): ReplayEvaluateResult {
		const known = this.sessions.get(session);
		const moment = known && momentAfter(known.system, path);
		if (known === undefined || moment === undefined || moment.lanes[lane] === undefined) return { problem: "the replay is over" };
		return evaluate(expression, known.system, moment, lane, frame);
	}

	end(session: number): void {
		this.sessions.delete(session);
	}
}

function stopsOf({ lanes }: TransitionSystem, place: (span: FileSpan) => Place | undefined): ReplayStartResult["stops"] {
	const lines = new Map<string, Set<number>>();
	const spans = new Map<string, FileSpan>();
	for (const { span, stack } of lanes.flatMap(({ steps }) => steps))
		for (const each of [span, ...stack.map((frame) => frame.span)]) spans.set(`${each.start} ${each.file}`, each);
	for (const span of spans.values()) {
		const found = place(span);
		if (found) lines.set(found.uri, (lines.get(found.uri) ?? new Set()).add(found.range.start.line));
	}
	return [...lines].map(([uri, lines]) => ({ uri, lines: [...lines].sort((a, b) => a - b) }));
}

/** A system as it is, and with the names that the text has for its locals: its own search has no use for them. */
function withVariables(program: Program, scenario: Scenario, configuration: Configuration, system: TransitionSystem): TransitionSystem {
	const compiled = compile(program, scenario, configuration, { variables: true }).system;
	return compiled && canonicalKey(compiled) === canonicalKey(system) ? compiled : system;
}

function runOf(
	{ violations, hangs }: { readonly violations: readonly { run: Run }[]; readonly hangs: readonly { run: Run }[] },
	finding: number,
): Run | undefined {
	return (violations[finding] ?? hangs[finding - violations.length])?.run;
}
